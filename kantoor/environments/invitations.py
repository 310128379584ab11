"""Inviting people by address: sending, renewing, withdrawing (domain 3.5). Accepting is in `welcome`."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access import looking, reach
from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.environments import people
from kantoor.environments.models import Environment, EnvironmentRole, Invitation, InvitedTo, ReplacedLink
from kantoor.kernel import pages, tokens
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.text import words
from kantoor.notifications import mail
from kantoor.organizations.models import Membership, Organization, OrganizationRole, State

LIFE = dt.timedelta(days=14)
MOST = 100
OFFERED = 20  # organizations
LONGEST = 254  # characters of an address (RFC 5321)
ORDER = ("-id",)


class InvitationState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LABELS = {
    InvitationState.INVITED: gettext_lazy("Invited"),
    InvitationState.ACCEPTED: gettext_lazy("Accepted"),
    InvitationState.WITHDRAWN: gettext_lazy("Withdrawn"),
    InvitationState.EXPIRED: gettext_lazy("Expired"),
}


class Outcome(StrEnum):
    """What becomes of one address. Whether somebody elsewhere has it is not told: they read it themselves."""

    INVITED = "invited"
    INVITED_ALREADY = "invited_already"
    HERE_ALREADY = "here_already"


@dataclass(frozen=True)
class Invited:
    address: str
    outcome: Outcome
    link: str = ""


def stated(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """With `state` as it is now, by the database's clock."""
    state = Case(
        When(accepted_at__isnull=False, then=Value("accepted")),
        When(withdrawn_at__isnull=False, then=Value("withdrawn")),
        When(expires_at__lte=Now(), then=Value("expired")),
        default=Value("invited"),
        output_field=CharField(),
    )
    return rows.annotate(state=state)


def visible_to(actor: Actor) -> QuerySet[Invitation]:
    """The invitations of the actor's own environment."""
    rows = Invitation.objects.filter(environment_id=actor.environment_id)
    return stated(rows).select_related("environment", "invited_by")


def listed(actor: Actor, text: str = "", every: bool = False) -> QuerySet[Invitation]:
    """Those that wait for an answer or expired, or every one; words narrow by address."""
    people.require(actor)
    rows = visible_to(actor) if every else visible_to(actor).filter(accepted_at=None, withdrawn_at=None)
    for word in words(text):
        rows = rows.filter(address__contains=word)
    return rows.prefetch_related("organizations__organization")


def waiting(actor: Actor) -> int:
    """How many invitations are open; at most 100 are counted."""
    rows = Invitation.objects.filter(environment_id=actor.environment_id, accepted_at=None, withdrawn_at=None)
    return rows.filter(expires_at__gt=Now()).order_by()[:100].count()


def clean(address: str) -> str:
    """The address as we keep it, or `Invalid`."""
    plain = address.strip().lower()
    try:
        validate_email(plain)
    except ValidationError:
        said = _("%(address)s is not an email address. It looks like name@company.example.")
        raise Invalid(said % {"address": plain[:80]}, field="addresses") from None
    if len(plain) > LONGEST:
        raise Invalid(_("This address is too long."), field="addresses")
    return plain


def parse(text: str) -> list[str]:
    """The addresses in a text, each once, in order: apart by commas, semicolons, white space; `Name <address>` too."""
    parts = text.replace("\0", " ").replace(",", " ").replace(";", " ").split()
    found = dict.fromkeys(clean(part.strip("<>")) for part in parts if "@" in part)
    stray = next((part for part in parts if "@" not in part), "") if not found else ""
    if stray:
        clean(stray)
    if not found:
        raise Invalid(_("Give at least one email address."), field="addresses")
    if len(found) > MOST:
        raise Invalid(_("Invite at most %(most)d people at once.") % {"most": MOST}, field="addresses")
    return list(found)


@dataclass(frozen=True)
class Choosable:
    """An organization in the form; `reason` says why this inviter cannot hand it out."""

    organization: Organization
    reason: str = ""


def choosable(actor: Actor, text: str = "", most: int = OFFERED) -> list[Choosable]:
    """The first active organizations of the environment that have every word, those that the inviter administers first.

    They hand out only these.
    """
    place, sought = pages.place(Organization, ("folded", "id")), words(text)
    first = [Choosable(row) for row in looking.first(actor, _own_to_give, place, sought, most)]
    if len(first) == most:
        return first
    refused = str(_("Only administrators of this organization can give access to it"))
    others = looking.first(actor, _not_to_give, place, sought, most)
    return [*first, *(Choosable(row, refused) for row in others)][:most]


def _own_to_give(actor: Actor) -> QuerySet[Organization]:
    return _active(actor).filter(pk__in=_administered(actor).order_by().values("organization_id"))


def _not_to_give(actor: Actor) -> QuerySet[Organization]:
    return _active(actor).exclude(pk__in=_administered(actor).order_by().values("organization_id"))


def _active(actor: Actor) -> QuerySet[Organization]:
    return Organization.objects.filter(environment_id=actor.environment_id, state=State.ACTIVE)


def chosen(actor: Actor, keys: Collection[UUID]) -> list[Organization]:
    """Those of these that the inviter can hand out, by name."""
    if not keys:
        return []
    rows = Organization.objects.filter(pk__in=_administered(actor).values("organization_id"), pk__among=keys)
    mine = rows.filter(environment_id=actor.environment_id, state=State.ACTIVE)
    return list(mine.order_by("folded", "id"))


def _administered(actor: Actor) -> QuerySet[Membership]:
    return reach.led_by(actor.user_id)


Places = Sequence[tuple[UUID, int]]


@action("people.invite", Permission.PEOPLE_INVITE, of=people.environment_of)
def invite_all(
    actor: Actor,
    environment: Environment,
    addresses: Sequence[str],
    role: int = EnvironmentRole.BASIC,
    places: Places = (),
) -> list[Invited]:
    """Invite people by address, with a starting role and organizations to be a member of at once."""
    cleaned = list(dict.fromkeys(clean(address) for address in addresses))
    if role not in EnvironmentRole.values:
        raise Invalid(_("Choose basic, advanced or administrator."), field="role")
    organizations = _checked(actor, places)
    here = set(_here(environment, cleaned))
    outcomes = [_invite(actor, environment, address, role, organizations, here) for address in cleaned]
    if not any(one.outcome is Outcome.INVITED for one in outcomes):
        raise Unchanged(outcomes)
    return outcomes


def invite(
    actor: Actor, environment_id: UUID, address: str, role: int = EnvironmentRole.BASIC, places: Places = ()
) -> Invited:
    """Invite one person."""
    return invite_all(actor, environment_id, [address], role, places)[0]


def _here(environment: Environment, addresses: Iterable[str]) -> QuerySet[EmailAddress, str]:
    rows = EmailAddress.objects.filter(email__in=list(addresses), verified=True)
    return rows.filter(user__environment=environment).values_list("email", flat=True)


def _checked(actor: Actor, places: Places) -> list[tuple[Organization, int]]:
    """The organizations with their roles; `Invalid` for what this inviter cannot hand out."""
    asked = dict(places)
    if any(role not in OrganizationRole.values for role in asked.values()):
        raise Invalid(_("Choose viewer, member or administrator."), field="organization_role")
    rows = Organization.objects.filter(
        pk__in=_administered(actor).filter(organization_id__in=list(asked)).values("organization_id"),
        environment_id=actor.environment_id,
        state=State.ACTIVE,
    )
    if len(rows) != len(asked):
        said = _("You can only choose active organizations that you administer yourself.")
        raise Invalid(said, field="organizations")
    return [(row, asked[row.pk]) for row in rows]


def _invite(
    actor: Actor,
    environment: Environment,
    address: str,
    role: int,
    organizations: list[tuple[Organization, int]],
    here: set[str],
) -> Invited:
    if address in here:
        return Invited(address, Outcome.HERE_ALREADY)
    invitations = Invitation.objects.filter(environment=environment, address=address)
    current = stated(invitations.filter(accepted_at=None, withdrawn_at=None)).first()
    if current is not None and current.state == InvitationState.INVITED:  # type: ignore[attr-defined]
        return Invited(address, Outcome.INVITED_ALREADY)
    if current is not None:  # it has expired: another takes its place
        Invitation.objects.filter(pk=current.pk).update(withdrawn_at=Now(), withdrawn_by=actor.user)
    token, hashed = tokens.new()
    made = Invitation.objects.create(
        environment=environment,
        address=address,
        role=role,
        token_hash=hashed,
        invited_by=actor.user,
        expires_at=now() + LIFE,
    )
    InvitedTo.objects.bulk_create(
        InvitedTo(invitation=made, organization=place, role=given) for place, given in organizations
    )
    names = [place.name for place, _role in organizations]
    record.entry(actor, "people.invited", made, address=address, role=int(role), organizations=names)
    return Invited(address, Outcome.INVITED, _send(actor, made, token))


def _send(actor: Actor, invitation: Invitation, token: str) -> str:
    """Mail the link; gives it too."""
    link = mail.link("invitation", token=token)
    context = {
        "link": link,
        "environment": invitation.environment.name,
        "inviter": actor.user.name,
        "days": LIFE.days,
    }
    key = f"invitation:{invitation.pk}:{invitation.token_hash[:16]}"
    mail.queue(key, invitation.address, "invitation", context, actor.user.language)
    return link


@action("people.invite_again", Permission.PEOPLE_INVITE, of=visible_to)
def send_again(actor: Actor, invitation: Invitation) -> str:
    """Mail a new link, good for 14 days; the one before leads here no more."""
    token = _renewed(invitation)
    record.entry(actor, "people.invited_again", invitation, address=invitation.address)
    return _send(actor, invitation, token)


@action("people.copy_invitation", Permission.PEOPLE_INVITE, of=visible_to)
def fresh_link(actor: Actor, invitation: Invitation) -> str:
    """A new link to hand over, told once; the one before leads here no more."""
    token = _renewed(invitation)
    record.entry(actor, "people.invitation_link_made", invitation, address=invitation.address)
    return mail.link("invitation", token=token)


def _renewed(invitation: Invitation) -> str:
    """A new token in the place of the old one, and 14 more days."""
    _require_open(invitation)
    token, hashed = tokens.new()
    ReplacedLink.objects.create(invitation=invitation, token_hash=invitation.token_hash)
    Invitation.objects.filter(pk=invitation.pk).update(
        token_hash=hashed, sent_at=Now(), expires_at=now() + LIFE
    )
    invitation.token_hash = hashed
    return token


@action("people.withdraw_invitation", Permission.PEOPLE_INVITE, of=visible_to)
def withdraw(actor: Actor, invitation: Invitation) -> None:
    """Take an invitation back; its link says so."""
    if invitation.withdrawn_at is not None:
        raise Unchanged
    _require_open(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=Now(), withdrawn_by=actor.user)
    record.entry(actor, "people.invitation_withdrawn", invitation, address=invitation.address)


def _require_open(invitation: Invitation) -> None:
    """Not accepted and not withdrawn; an expired one can be sent again."""
    if invitation.accepted_at is not None:
        raise Conflict(_("This invitation was accepted already."))
    if invitation.withdrawn_at is not None:
        raise Conflict(_("This invitation was withdrawn. Invite the person anew."))
