"""Pages of people by name: along an index of names, trying each; out of all who fit, if few of those near do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from kantoor.accounts.models import User
from kantoor.kernel import pages
from kantoor.kernel.alike import asked

ORDER = ("folded", "id")
NEAR = 1_000  # people who are tried before all who fit are gathered
WORDS = 5  # times as many where not all of them are called so
PLENTY = 500  # wanted at once: for each so many, as many more are tried
FEW = 1_000  # rows on which it rests: fewer are gathered at once


class Crowd(Protocol):
    """Whose pages they are: a frozen dataclass of ids and of few other values (kernel.alike)."""

    def ways(self) -> Iterable[Self]:
        """The parts of it that go each along an index of names of their own."""
        ...

    def everybody(self) -> QuerySet[User]:
        """The people of such an index, whether they fit or not."""
        ...

    def fits(self) -> Q:
        """That one of them does."""
        ...

    def people(self) -> QuerySet[User]:
        """All who fit: the plain question."""
        ...

    def is_little(self) -> bool | None:
        """Few, so that all are gathered; None: to be asked."""
        ...

    def is_gathered_anew(self) -> bool:
        """PostgreSQL has to plan with the values how all of them are gathered."""
        ...

    def rows(self) -> QuerySet[Any, Any]:
        """On which it rests, as far as is quickly told: how many there are says which way is short."""
        ...


@dataclass(frozen=True)
class Turn:
    """In which direction, how many of them after how many others; `whole`: with their companies, not their ids alone.

    `plan_kept`: by PostgreSQL (kernel.alike), if the crowd does not forbid it.
    """

    reverse: bool = False
    most: int = 1
    beyond: int = 0
    whole: bool = True
    plan_kept: bool = True


def page(
    crowd: Crowd,
    cursor: str = "",
    size: int = pages.SIZE,
    sought: Sequence[str] = (),
    among: list[UUID] | None = None,
) -> pages.Page[User]:
    """Those who fit, with their companies; called by all these words, and of `among` alone."""
    here = pages.place(User, ORDER, cursor)
    return here.page(first(crowd, here, size + 1, sought, among), size)


def first(
    crowd: Crowd,
    here: pages.Place,
    most: int,
    sought: Sequence[str] = (),
    among: list[UUID] | None = None,
) -> list[User]:
    """So many of them from a place on, in the order in which they are read."""
    given: dict[str, Any] = {f"word{n}": word for n, word in enumerate(sought)}
    given |= {} if among is None else {"among": among}
    given |= dict(zip(("after", "after_id"), here.values, strict=False))
    ways = list(crowd.ways())
    turn = Turn(here.reverse, most, whole=len(ways) == 1)
    found = [one for way in ways for one in _first(way, turn, given)]
    if not turn.whole:
        found = asked(_people, replace(turn, whole=True), among=found).rows() if found else []
    return found


def _first(crowd: Crowd, turn: Turn, given: dict[str, Any]) -> list[Any]:
    """Whoever is beyond the edge is not looked at, unless too few are found before it."""
    if not many(crowd):
        return _gathered(crowd, turn, given)
    everybody = {name: value for name, value in given.items() if not name.startswith("word")}
    # Told without the words: of how many have them PostgreSQL knows nothing, and would gather all of those.
    called = WORDS if len(everybody) < len(given) else 1
    beyond = NEAR * called * (1 + turn.most // PLENTY)
    edge = asked(_edge, crowd, replace(turn, most=1, beyond=beyond), **everybody).rows()
    last = {"last": edge[0][0], "last_id": edge[0][1]} if edge else {}
    found: list[Any] = asked(_near, crowd, turn, **given, **last).rows()
    return _gathered(crowd, turn, given) if edge and len(found) < turn.most else found


def _gathered(crowd: Crowd, turn: Turn, given: dict[str, Any]) -> list[Any]:
    """Of all who fit."""
    return asked(_fitting, crowd, replace(turn, plan_kept=not crowd.is_gathered_anew()), **given).rows()


def many(crowd: Crowd) -> bool:
    """So many that they are looked for along the names, and not gathered."""
    little = crowd.is_little()
    return bool(asked(_more, crowd, Turn(most=1, beyond=FEW)).rows()) if little is None else not little


def _more(crowd: Crowd, turn: Turn) -> QuerySet[Any, Any]:
    """Something, if there are more than a few."""
    return crowd.rows()[turn.beyond : turn.beyond + turn.most]


def _people(turn: Turn, among: list[UUID]) -> QuerySet[User, Any]:
    return _chosen(_along(User.objects.all(), turn, among=among), turn)


def _edge(crowd: Crowd, turn: Turn, **given: Any) -> QuerySet[User, Any]:
    return _along(crowd.everybody(), turn, **given).values_list(*ORDER)


def _near(crowd: Crowd, turn: Turn, **given: Any) -> QuerySet[User, Any]:
    return _chosen(_along(crowd.everybody().filter(crowd.fits()), turn, **given), turn)


def _fitting(crowd: Crowd, turn: Turn, **given: Any) -> QuerySet[User, Any]:
    return _chosen(_along(crowd.people(), turn, **given), turn)


def _chosen(people: QuerySet[User], turn: Turn) -> QuerySet[User, Any]:
    return people.select_related("environment") if turn.whole else people.values_list("pk", flat=True)


def _along(people: QuerySet[User], turn: Turn, **given: Any) -> QuerySet[User]:
    after = [given["after"], given["after_id"]] if "after" in given else []
    here = pages.Place(list(ORDER), turn.reverse, False, after)
    people = people.filter(here.after).order_by(*here.order)
    if "last" in given:
        people = people.filter(here.upto([given["last"], given["last_id"]]))
    if "among" in given:
        people = people.filter(pk__among=given["among"])
    # Words that few have come with `among`; of others PostgreSQL is not to gather everybody by its index of parts of names.
    people = people.alias(called=Coalesce("folded", Value("")))
    for word in (value for name, value in given.items() if name.startswith("word")):
        people = people.filter(called__contains=word)
    return people[turn.beyond : turn.beyond + turn.most]
