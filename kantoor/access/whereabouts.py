"""Where something turned for a page of people: what has to be read of all that they have, to tell what changed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import guests
from kantoor.access.stretches import Window
from kantoor.access.turned import row_turned, seat_turned
from kantoor.accounts.models import Block, User
from kantoor.groups.models import GroupMembership
from kantoor.kernel.among import unindexed
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership
from kantoor.sharing.models import Share

_TIMES = ("since", "until")


@dataclass(frozen=True)
class Where:
    """The organizations and documents, perhaps with a few more."""

    houses: list[UUID]
    papers: list[UUID]


def of(people: list[UUID], shares: guests.Shares, since: dt.datetime, until: dt.datetime) -> Where:
    """For these; `shares`: groups and organizations, each with a document whose share with it turned. Five queries."""
    times = {"since": since, "until": until}
    shaken = _SHAKEN.rows(people=people, **times)
    groups = _SHAKEN_GROUPS.rows(people=people, shaken=shaken, **times)
    known = {"people": people, "shaken": shaken, "groups": groups}
    houses = _HOUSES.rows(**known, **times)
    receivers = list({receiver for receiver, _paper in shares})
    theirs = set(_RECEIVERS.rows(people=people, receivers=receivers)) if receivers else set()
    papers = {paper for receiver, paper in shares if receiver in theirs}
    return Where(houses, [*papers, *_PAPERS.rows(**known, houses=houses, **times)])


def _receivers(people: list[UUID], receivers: list[UUID]) -> QuerySet[Any, Any]:
    """Those of these groups and organizations in which one of them has ever been."""
    seats = GroupMembership.objects.filter(user_id__among=people).order_by()
    # People lead: there are few of them, and the organizations may be all of a company.
    rows = (
        Membership.objects.alias(house=unindexed("organization_id")).filter(house__among=receivers).order_by()
    )
    found = [
        seats.alias(which=unindexed("group_id"))
        .filter(which__among=receivers)
        .values_list("group_id", flat=True),
        rows.filter(user_id__among=people).values_list("organization_id", flat=True),
        rows.filter(group_id__in=seats.values("group_id")).values_list("organization_id", flat=True),
    ]
    return found[0].union(*found[1:])


def _shaken(people: list[UUID], since: dt.datetime, until: dt.datetime) -> QuerySet[Any, Any]:
    """Who was blocked or removed: all that they had may have turned."""
    window = Window(since, until)
    blocked = Block.objects.filter(window.turned(), user_id__among=people).order_by()
    removed = User.objects.filter(window.within("removed_at"), pk__among=people).order_by()
    return blocked.values_list("user_id", flat=True).union(removed.values_list("pk", flat=True))


def _shaken_groups(
    people: list[UUID], shaken: list[UUID], since: dt.datetime, until: dt.datetime
) -> QuerySet[Any, Any]:
    """In which a place of one of them turned."""
    window = Window(since, until)
    seats = GroupMembership.objects.filter(window.touched, user_id__among=people).order_by()
    return seats.filter(seat_turned(window) | Q(user_id__among=shaken)).values_list("group_id", flat=True)


def _houses(
    people: list[UUID], shaken: list[UUID], groups: list[UUID], since: dt.datetime, until: dt.datetime
) -> QuerySet[Any, Any]:
    """By their own memberships, those over long before too: who administered what was closed then; and their groups'."""
    window, rows = Window(since, until), Membership.objects.order_by()
    own, seats = rows.filter(user_id__among=people), GroupMembership.objects.filter(user_id__among=people)
    theirs = rows.filter(window.touched, group_id__among=seats.order_by().values("group_id"))
    turned = row_turned(window)
    found = own.filter(turned | Q(user_id__among=shaken)), theirs.filter(turned | Q(group_id__among=groups))
    first, *others = (some.values_list("organization_id", flat=True) for some in found)
    return first.union(*others)


def _papers(
    people: list[UUID],
    shaken: list[UUID],
    groups: list[UUID],
    houses: list[UUID],
    since: dt.datetime,
    until: dt.datetime,
) -> QuerySet[Any, Any]:
    """By shares with them that turned, or with groups and organizations in which their place did; each by its index."""
    window = Window(since, until)
    rows = Share.objects.filter(window.touched).order_by()
    found = [
        rows.filter(row_turned(window) | Q(user_id__among=shaken), user_id__among=people),
        rows.filter(group_id__among=groups),
        rows.filter(to_organization_id__among=houses),
    ]
    first, *others = (some.values_list("document_id", flat=True) for some in found)
    return first.union(*others)


_RECEIVERS = Prepared(_receivers, lists=("people", "receivers"))
_SHAKEN = Prepared(_shaken, lists=("people",), moments=_TIMES)
_SHAKEN_GROUPS = Prepared(_shaken_groups, lists=("people", "shaken"), moments=_TIMES)
_HOUSES = Prepared(_houses, lists=("people", "shaken", "groups"), moments=_TIMES)
_PAPERS = Prepared(_papers, lists=("people", "shaken", "groups", "houses"), moments=_TIMES)
