"""Taking over an organization that no active administrator is left for (domain 2)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.kernel import ids
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.text import words
from kantoor.organizations import memberships, organizations, seen
from kantoor.organizations.models import Membership, Organization, OrganizationRole, State

SHOWN = 20


def own(actor: Actor) -> QuerySet[Organization]:
    """The organizations of the actor's environment that they know of."""
    return seen.by(actor).filter(environment_id=actor.environment_id)


def candidates(actor: Actor, text: str = "") -> list[User]:
    """Active users of the actor's environment who could become its administrator; the actor first."""
    people = _active(actor).exclude(pk=actor.user_id)
    people = finding.narrow(people, words(text))
    return [actor.user, *people.order_by("folded", "id")[:SHOWN]]


def _active(actor: Actor) -> QuerySet[User]:
    return User.objects.filter(~reach.blocked("pk"), environment_id=actor.environment_id, removed_at=None)


def why_not(organization: Organization) -> str:
    """Why an organization cannot be taken over; empty when it can."""
    if organization.state == State.CLOSED:
        return _("%(name)s is closed.") % {"name": organization.name}
    if organizations.has_own_administrator(organization):
        return _("%(name)s still has an active administrator, who can add you.") % {"name": organization.name}
    return ""


@action("organizations.take_over", Permission.ORGANIZATIONS_TAKE_OVER, of=own)
def take_over(actor: Actor, organization: Organization, person_id: object) -> Membership:
    """Make oneself or another own active user administrator; everybody who was a member is told."""
    reason = why_not(organization)
    if reason:
        raise Conflict(reason)
    key = ids.parse(person_id)
    person = _active(actor).filter(pk=key).first() if key else None
    if person is None:
        raise Invalid(_("Choose somebody active of your own company."), field="person")
    return begin(actor, organization, person)


def begin(actor: Actor, organization: Organization, person: User) -> Membership:
    """The same as part of a running action that leaves the organization without another administrator."""
    held = Membership.objects.filter(organization=organization, user=person)
    held.end(actor.user, "changed")
    made = memberships.begin(organization, person, OrganizationRole.ADMINISTRATOR, by=actor.user)
    record.entry(actor, "organizations.taken_over", organization, subject=person, organization=organization)
    return made
