"""Pages of an overview's people: along the names of everybody, trying each; out of all who fit, if few of those near do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import overview
from kantoor.access.overview import Scope, Wanted
from kantoor.accounts.models import User
from kantoor.kernel import pages
from kantoor.kernel.alike import asked
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Partnership

NEAR = 1_000  # people who are tried before all who fit are gathered
FEW = 1_000  # memberships: fewer are gathered at once


@dataclass(frozen=True)
class Way:
    """Along whose names, in which direction, how many of them after how many others."""

    company: UUID | None = None  # None: of all others than the scope's
    reverse: bool = False
    most: int = 1
    beyond: int = 0


def page(
    scope: Scope, wanted: Wanted, sought: Sequence[str], among: list[UUID] | None, cursor: str, size: int
) -> pages.Page[User]:
    """The people who have something that fits, with their companies; called by all these words, and of `among` alone."""
    here = pages.place(User, overview.ORDER, cursor)
    given: dict[str, Any] = {f"word{n}": word for n, word in enumerate(sought)}
    given |= {} if among is None else {"among": among}
    given |= dict(zip(("after", "after_id"), here.values, strict=False))
    ways = _ways(scope, wanted, here.reverse, size + 1)
    keys = [key for sided, way in ways for key in _first(scope, sided, way, given)]
    rows = asked(_people, Way(None, here.reverse, size + 1), among=keys).rows() if keys else []
    return here.page(rows, size)


def _first(scope: Scope, wanted: Wanted, way: Way, given: dict[str, Any]) -> list[UUID]:
    """Whoever is beyond the edge is not looked at, unless too few are found before it."""
    if wanted.use == "ending" or not asked(_more, scope, wanted, replace(way, most=1, beyond=FEW)).rows():
        return asked(_fitting, scope, wanted, way, **given).rows()
    edge = asked(_edge, scope, replace(way, most=1, beyond=NEAR), **given).rows()
    last = {"last": edge[0][0], "last_id": edge[0][1]} if edge else {}
    found: list[UUID] = asked(_near, scope, wanted, way, **given, **last).rows()
    if edge and len(found) < way.most:
        found = asked(_fitting, scope, wanted, way, **given).rows()
    return found


def _ways(scope: Scope, wanted: Wanted, reverse: bool, most: int) -> Iterator[tuple[Wanted, Way]]:
    """Own people and others, each along an index of names."""
    if scope.partnership_id:
        yield wanted, Way(_other_side(scope.partnership_id, scope.environment_id), reverse, most)
        return
    if wanted.side != "external":
        yield replace(wanted, side="own"), Way(scope.environment_id, reverse, most)
    if wanted.side != "own":
        yield replace(wanted, side="external"), Way(None, reverse, most)


def _other_side(partnership: UUID, ours: UUID) -> UUID | None:
    pair = Partnership.objects.filter(pk=partnership).values_list("low_id", "high_id")
    return next((side for sides in pair for side in sides if side != ours), None)


def _more(scope: Scope, wanted: Wanted, way: Way) -> QuerySet[Membership, Any]:
    """Something, if there are more than a few."""
    return overview.memberships(scope, wanted, outside=way.company is None)[
        way.beyond : way.beyond + way.most
    ]


def _people(way: Way, among: list[UUID]) -> QuerySet[User]:
    return _along(User.objects.select_related("environment"), way, among=among)


def _edge(scope: Scope, way: Way, **given: Any) -> QuerySet[User, Any]:
    return _along(_everybody(scope, way), way, **given).values_list(*overview.ORDER)


def _near(scope: Scope, wanted: Wanted, way: Way, **given: Any) -> QuerySet[User, Any]:
    """What others have in a whole company hangs on partnerships."""
    one = scope.organization_id or scope.partnership_id or wanted.organization_id
    outside = {} if way.company or one else overview.hanging(scope)
    rows = _everybody(scope, way).filter(overview.has(scope, wanted, **outside))
    return _along(rows, way, **given).values_list("pk", flat=True)


def _fitting(scope: Scope, wanted: Wanted, way: Way, **given: Any) -> QuerySet[User, Any]:
    return _along(overview.people(scope, wanted), way, **given).values_list("pk", flat=True)


def _everybody(scope: Scope, way: Way) -> QuerySet[User]:
    if way.company:
        return User.objects.filter(environment_id=way.company)
    return User.objects.filter(~Q(environment_id=scope.environment_id), removed_at=None)


def _along(people: QuerySet[User], way: Way, **given: Any) -> QuerySet[User]:
    after = [given["after"], given["after_id"]] if "after" in given else []
    here = pages.Place(list(overview.ORDER), way.reverse, False, after)
    people = people.filter(here.after).order_by(*here.order)
    if "last" in given:
        people = people.filter(here.upto([given["last"], given["last_id"]]))
    if "among" in given:
        people = people.filter(pk__among=given["among"])
    for word in (value for name, value in given.items() if name.startswith("word")):
        people = people.filter(folded__contains=word)
    return people[way.beyond : way.beyond + way.most]
