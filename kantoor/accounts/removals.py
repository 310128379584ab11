"""Removing a user: every grant ends in one transaction, with a receipt (domain 3.6, 8.5)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from kantoor.access import consequences, spheres
from kantoor.access.action import action, hold
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.policy import Permission
from kantoor.accounts import holdings, sessions
from kantoor.accounts.models import Block, User
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.environments import administrators, people
from kantoor.inbox import requests
from kantoor.inbox.models import RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Refused
from kantoor.organizations.models import Organization
from kantoor.receipts import keeping, persons
from kantoor.receipts.keeping import About, Handed

WHY = "removed from environment"


def foresee(actor: Actor, user: User) -> Foreseen:
    """What they would lose; the removal itself, taken back."""
    act = partial(remove, actor, user.pk)
    return consequences.of(actor, act, spheres.person(user.pk), user.environment)


@action("people.remove", Permission.PEOPLE_REMOVE, of=people.colleagues)
def remove(actor: Actor, user: User, *, handed: Sequence[Handed] = ()) -> Entry:
    """End everything that somebody has and free their addresses; their history stays."""
    if user.pk == actor.user_id:
        raise Refused(_("You cannot remove yourself. Another administrator can."))
    held_in = list(holdings.memberships(user).values_list("organization_id", flat=True))
    asked_by = holdings.requests(user).filter(organization__isnull=False)
    administrators.hold([*held_in, *asked_by.values_list("organization_id", flat=True)])
    hold(user)  # nobody gives them anything until this is done
    if not Block.objects.live().filter(user=user).exists():
        administrators.require_others(user)
    ended, lines = holdings.of(user), persons.lines(user)
    _tell_organizations(actor, user)
    addresses = list(
        EmailAddress.objects.filter(user=user).order_by("-primary").values_list("email", flat=True)
    )
    _end(actor, user)
    persons.end_links(addresses)
    left = persons.left(user) | {"links": persons.links(addresses), "others": holdings.of(user).total}
    about = About(user.environment, "people.remove", (user.pk, user.name))
    kept = keeping.keep(about, actor, now(), lines, left, handed=handed)
    details: dict[str, Any] = {"ended": ended.as_details(), "left": 0, "addresses": addresses}
    return record.entry(actor, "people.removed", user, subject=user, receipt=str(kept.pk), **details)


def _end(actor: Actor, user: User) -> None:
    """What the receipt says, and what it checks afterwards."""
    every: tuple[Any, ...] = (
        holdings.memberships(user),
        holdings.places(user),
        holdings.shares(user),
        holdings.participations(user),
        holdings.operatorships(user),
        holdings.appointments(user),
    )
    for grants in every:
        grants.end(actor.user, WHY)
    requests.settle_all(holdings.requests(user), RequestState.ENDED, actor.user)
    requests.settle_all(holdings.questions(user), RequestState.ENDED, actor.user)
    sessions.end_all(user)
    EmailAddress.objects.filter(user=user).delete()
    # The column is unique and not null: a name that no mail server knows makes room for a new account.
    User.objects.filter(pk=user.pk).update(
        removed_at=Now(), removed_by=actor.user, email=f"{user.pk}@removed.invalid", password="!", picture=""
    )


def _tell_organizations(actor: Actor, user: User) -> None:
    """An entry in the trail of every organization that loses a member."""
    rows = holdings.memberships(user).values_list("organization_id", "pk", "role")
    places = Organization.objects.in_bulk([organization for organization, _pk, _role in rows])
    for organization, pk, role in rows:
        made = record.entry(
            actor, "memberships.ended", subject=user, organization=places[organization], role=role, why=WHY
        )
        made.target_kind, made.target_id = "membership", pk


def receipt(actor: Actor, user: User) -> Entry | None:
    """The statement of the removal."""
    rows = Entry.objects.filter(subject_id=user.pk, environment_id=actor.environment_id, refused=False)
    return rows.filter(action="people.removed").order_by("-id").first()


def ended(entry: Entry, kind: str = "ended") -> holdings.Holdings:
    """What an entry says was ended or suspended."""
    kept: dict[str, Any] = entry.details[kind]
    return holdings.Holdings(**kept)
