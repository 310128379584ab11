"""The end of a partnership: all that hangs on it ends in one transaction, with a receipt (domain 6.4)."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, F, QuerySet

from kantoor.access import consequences, spheres
from kantoor.access.action import Unchanged, action, lock, performing
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.environments.models import Environment
from kantoor.groups.models import Group
from kantoor.inbox import requests
from kantoor.inbox.models import RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships import hanging, partnerships
from kantoor.partnerships.hanging import WHY, Direction, Ends
from kantoor.partnerships.models import Partnership
from kantoor.receipts import across

ROUNDS = 5


def preview(actor: Actor, partnership: Partnership) -> Ends:
    """What would end now, for those who may end it."""
    hanging.require(actor)
    partnerships.require_live(partnership)
    return hanging.counted(partnership)


def is_much(actor: Actor, partnership: Partnership) -> bool:
    """Whether counting what would end takes long."""
    hanging.require(actor)
    partnerships.require_live(partnership)
    return hanging.many(partnership)


def foresee(actor: Actor, partnership: Partnership) -> Foreseen:
    """Who would lose what; the end itself, taken back."""
    sphere = spheres.rows(
        hanging.memberships(partnership), hanging.places(partnership), hanging.shares(partnership)
    )
    return consequences.of(actor, lambda: end(actor, partnership.pk), sphere, partnership)


@action("partnerships.end", Permission.PARTNERSHIPS_END, of=partnerships.visible_to)
def end(actor: Actor, partnership: Partnership) -> Entry:
    """End the partnership and all that hangs on it; the entry that comes back is the receipt."""
    partnerships.require_live(partnership)
    return _end(partnership, now(), actor)


def end_due() -> int:
    """Write the ends under partnerships whose date has passed; run by the worker. How many."""
    due = Partnership.objects.open().filter(expires_at__lte=Now()).select_related("low", "high")[:100]
    return sum(_ended_on_time(partnership) for partnership in list(due))


def _ended_on_time(partnership: Partnership) -> bool:
    try:
        with performing():
            lock(partnership)
            if not _end_past(Partnership.objects.filter(pk=partnership.pk)):
                raise Unchanged
    except Unchanged:
        return False
    return True


def end_past(low: Environment, high: Environment) -> None:
    """Write the end of the pair's partnership that is past its date, so that a new one can begin."""
    for partnership in Partnership.objects.open().filter(low=low, high=high):
        lock(partnership)
    _end_past(Partnership.objects.filter(low=low, high=high))


def _end_past(rows: "QuerySet[Partnership]") -> int:
    past = list(rows.filter(ended_at=None, expires_at__lte=Now()).select_related("low", "high"))
    for partnership in past:
        assert partnership.expires_at is not None
        _end(partnership, partnership.expires_at, None)
    return len(past)


def _end(partnership: Partnership, at: dt.datetime, actor: Actor | None) -> Entry:
    for _again in range(ROUNDS):
        _end_hanging(partnership, at, actor)
        left = _left(partnership)
        if not any(left.values()):
            break
    ends = hanging.counted(partnership, at)
    kept = across.keep_both(partnership, actor, at, left)
    receipt = _receipt(partnership, ends, at, actor, kept)
    changed = {"ended_at": at, "ended_by": actor and actor.user, "receipt_id": receipt.pk}
    Partnership.objects.filter(pk=partnership.pk).update(ended_why="ended" if actor else "expired", **changed)
    for name, value in changed.items():
        setattr(partnership, name, value)
    _tell_organizations(partnership, at, actor)
    return receipt


def _end_hanging(partnership: Partnership, at: dt.datetime, actor: Actor | None) -> None:
    by = actor.user if actor else None
    for rows in (hanging.memberships, hanging.places, hanging.shares, hanging.participants):
        rows(partnership).filter(expires_at__lte=at).update(ended_at=F("expires_at"), ended_why="expired")
        rows(partnership).update(ended_at=at, ended_by=by, ended_why=WHY)
    _across(partnership).update(ended_at=at, ended_by=by, ended_why=WHY)
    requests.settle_all(hanging.waiting(partnership), RequestState.ENDED, by, at=at)
    Group.objects.filter(partnership=partnership, closed_at=None).update(closed_at=at)


def _across(partnership: Partnership) -> "QuerySet[Membership]":
    """Memberships of one side's people with the other, found without looking at what they hang on."""
    low, high = partnership.low_id, partnership.high_id
    one = Membership.objects.open().filter(organization__environment_id=low, user__environment_id=high)
    other = Membership.objects.open().filter(organization__environment_id=high, user__environment_id=low)
    found: QuerySet[Membership] = Membership.objects.filter(pk__in=one.values("pk").union(other.values("pk")))
    return found


def _left(partnership: Partnership) -> dict[str, int]:
    """What is still open, counted anew after the writing; by what it hangs on, and by who and where."""
    rows: dict[str, QuerySet[Any]] = {
        "memberships": hanging.memberships(partnership),
        "places": hanging.places(partnership),
        "shares": hanging.shares(partnership),
        "participations": hanging.participants(partnership),
        "requests": hanging.waiting(partnership),
        "organizations": _across(partnership),
    }
    return {name: some.order_by().count() for name, some in rows.items()}


def _receipt(
    partnership: Partnership, ends: Ends, at: dt.datetime, actor: Actor | None, kept: dict[str, str]
) -> Entry:
    """What ended, how many, 0 left, when, by whom: kept in the trail of both sides (domain 8.5)."""
    ours = actor.environment_id if actor else partnership.low_id
    theirs = partnerships.other_side(partnership, ours)
    return record.entry(
        actor,
        "partnerships.ended" if actor else "partnerships.expired_by_date",
        partnership,
        environment_id=ours,
        partner_id=theirs.pk,
        partner=theirs.name,
        asker=(partnership.low if ours == partnership.low_id else partnership.high).name,
        at=at.isoformat(),
        left=0,
        receipts=kept,
        groups=ends.groups,
        directions=[asdict(direction) for direction in ends.directions],
    )


def _tell_organizations(partnership: Partnership, at: dt.datetime, actor: Actor | None) -> None:
    """One entry in the trail of every organization that lost members."""
    rows = hanging.memberships(partnership, at).select_related(None).order_by()
    grouped = rows.values(
        "organization_id", name=F("organization__name"), place=F("organization__environment_id")
    )
    for row in grouped.annotate(people=Count("pk")):
        where = Organization(pk=row["organization_id"], name=row["name"], environment_id=row["place"])
        theirs = partnerships.other_side(partnership, row["place"])
        record.entry(
            actor,
            "memberships.ended_with_partnership",
            partnership,
            organization=where,
            partner_id=theirs.pk,
            partner=theirs.name,
            people=row["people"],
        )


@dataclass(frozen=True)
class Receipt:
    """What ended, how many, 0 left, when, by whom."""

    ends: Ends
    left: int
    at: dt.datetime
    by: str


def receipt(actor: Actor, partnership: Partnership) -> Receipt:
    """The statement that was kept when the partnership ended, the same for both sides."""
    hanging.require(actor)
    entry = Entry.objects.filter(pk=partnership.receipt_id).first() if partnership.receipt_id else None
    if entry is None:
        raise NotFound
    kept = entry.details
    directions = tuple(Direction(**direction) for direction in kept["directions"])
    at = dt.datetime.fromisoformat(kept["at"])
    return Receipt(Ends(directions, kept["groups"]), kept["left"], at, entry.actor_name)
