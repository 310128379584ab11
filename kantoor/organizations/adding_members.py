"""Adding members: own people at once, people of partners by a request they accept (domain 5.1 to 5.5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action, lock
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.groups.models import Group
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import memberships, seen
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships.models import Partnership

MESSAGE_LENGTH = 1000


class Outcome(StrEnum):
    """What becomes of one pick."""

    ADDED = "added"
    ASKED = "asked"
    ALREADY_MEMBER = "already_member"
    ALREADY_ASKED = "already_asked"
    NOT_CHOOSABLE = "not_choosable"


@dataclass(frozen=True)
class Pick:
    """A user or group that was chosen, with the role and end they would get."""

    id: UUID
    role: int = OrganizationRole.MEMBER
    until: dt.datetime | None = None
    group: bool = False


@dataclass(frozen=True)
class Sorted:
    """What adding the picks would do; the preview shows it, the act carries it out."""

    picks: Sequence[Pick]
    outcomes: list[Outcome]
    holders: dict[UUID, User | Group] = field(repr=False)

    def count(self, outcome: Outcome) -> int:
        return self.outcomes.count(outcome)

    def of(self, *wanted: Outcome) -> list[tuple[Pick, User | Group]]:
        """The picks with one of these outcomes, and whom they mean."""
        pairs = zip(self.picks, self.outcomes, strict=True)
        return [(pick, self.holders[pick.id]) for pick, outcome in pairs if outcome in wanted]


def sort_out(organization: Organization, picks: Sequence[Pick], side: UUID) -> Sorted:
    """What would become of each pick by somebody of this environment; the first of two of a person counts."""
    candidates = Candidates(organization, side)
    people = candidates.users([pick.id for pick in picks if not pick.group])
    chosen = [pick.id for pick in picks if pick.group]
    groups = candidates.groups().filter(pk__in=chosen) if chosen else ()
    holders: dict[UUID, User | Group] = {person.pk: person for person in people}
    holders |= {group.pk: group for group in groups}
    there = candidates.standing(list(holders.values()))
    outcomes = []
    for pick in picks:
        outcome = _outcome(organization, holders.get(pick.id), there.get(pick.id))
        outcomes.append(outcome)
        if outcome in (Outcome.ADDED, Outcome.ASKED):
            there[pick.id] = "member" if outcome is Outcome.ADDED else "asked"
    return Sorted(picks, outcomes, holders)


def _outcome(organization: Organization, holder: User | Group | None, there: str | None) -> Outcome:
    if holder is None:
        return Outcome.NOT_CHOOSABLE
    if there is not None:
        return Outcome.ALREADY_MEMBER if there == "member" else Outcome.ALREADY_ASKED
    own = holder.environment_id == organization.environment_id
    return Outcome.ADDED if own or isinstance(holder, Group) else Outcome.ASKED


@action("memberships.add", Permission.MEMBERS_ADD, of=seen.by)
def add(actor: Actor, organization: Organization, picks: Sequence[Pick], message: str = "") -> Sorted:
    """Add people and groups: own ones are members at once, people of partners are asked."""
    memberships.require_active(organization)
    check(picks)
    sorted_out = sort_out(organization, picks, actor.environment_id)
    added, asked = sorted_out.of(Outcome.ADDED), sorted_out.of(Outcome.ASKED)
    if not added and not asked:
        raise Unchanged(sorted_out)
    _begin(actor, organization, added)
    _ask(actor, organization, asked, message.strip()[:MESSAGE_LENGTH])
    return sorted_out


def check(picks: Sequence[Pick]) -> None:
    """Roles that exist, dates to come."""
    if not picks:
        raise Invalid(_("Choose at least one person."), field="people")
    if any(pick.role not in OrganizationRole.values for pick in picks):
        raise Invalid(_("Choose viewer, member or administrator."), field="role")
    dates = [pick.until for pick in picks if pick.until]
    if dates:
        memberships.check_until(min(dates))


def _begin(actor: Actor, organization: Organization, added: list[tuple[Pick, User | Group]]) -> None:
    groups = [holder for _pick, holder in added if isinstance(holder, Group)]
    for group in sorted(groups, key=lambda one: (str(one.partnership_id or ""), one.pk)):
        _hold_open(group)
    # An expired membership gives up its place for the new one.
    for column in ("user_id", "group_id"):
        held = [pick.id for pick, _holder in added if pick.group == (column == "group_id")]
        if held:
            Membership.objects.filter(organization=organization, **{f"{column}__in": held}).lapse()
    made = [
        memberships.unsaved(
            organization,
            holder,
            pick.role,
            until=pick.until,
            by=actor.user,
            partnership=holder.partnership if isinstance(holder, Group) else None,
        )
        for pick, holder in added
    ]
    Membership.objects.bulk_create(made, batch_size=500)
    for row, (_pick, holder) in zip(made, added, strict=True):
        record.entry(
            actor,
            "memberships.added",
            row,
            subject=holder,
            organization=organization,
            role=row.role,
            until=row.expires_at and row.expires_at.isoformat(),
        )


def _hold_open(group: Group) -> None:
    """Nobody closes the group, nor ends what it hangs on, until this is done."""
    lock(group)
    if not Group.objects.filter(pk=group.pk, closed_at=None).exists():
        raise Conflict(_("%(name)s has just been closed.") % {"name": group.name})


def _held(organization: Organization, sides: set[UUID]) -> dict[UUID, Partnership]:
    """The partnerships with these sides, locked so that none ends while people are asked."""
    known = Candidates(organization).partnerships
    for side in sorted(sides):
        lock(known[side])
    live = Candidates(organization).partnerships
    if not sides <= live.keys():
        raise Conflict(_("A partnership has just ended. Reload the page to see who can be chosen."))
    return live


def _ask(
    actor: Actor, organization: Organization, asked: list[tuple[Pick, User | Group]], message: str
) -> None:
    if not asked:
        return
    stale = Request.objects.filter(kind=Kind.MEMBERSHIP, organization=organization, expires_at__lte=Now())
    requests.settle_all(stale, RequestState.EXPIRED, None)
    partnerships = _held(organization, {holder.environment_id for _pick, holder in asked})
    expires_at = now() + requests.LIFE
    made = [
        Request(
            kind=Kind.MEMBERSHIP,
            environment_id=organization.environment_id,
            organization=organization,
            asked_by=actor.user,
            to_user_id=holder.pk,
            role=pick.role,
            until=pick.until,
            message=message,
            partnership=partnerships[holder.environment_id],
            expires_at=expires_at,
        )
        for pick, holder in asked
    ]
    Request.objects.bulk_create(made, batch_size=500)
    for row in made:
        requests.told(actor, row, "asked", role=row.role)
