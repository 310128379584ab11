"""Which rows of a list somebody asks for, from where on and how many; and how SQL says it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Q, QuerySet

from kantoor.access import ways
from kantoor.access.ways import Ways
from kantoor.documents.models import Document
from kantoor.kernel import pages
from kantoor.kernel.among import one_value
from kantoor.kernel.loading import as_id
from kantoor.kernel.prepared import Prepared, ask

Meaning = Callable[..., Q]


def _anything(_user: UUID) -> Q:
    return Q()


@dataclass(frozen=True)
class Narrow:
    """Which rows: those that fit what `meaning` says of a user and what is `given`, of these candidates only, or only
    what was shared. `span`: its dates, again; `kind`: the same of documents. `costly`: that an organization is gone
    through for its first row is to be avoided. `usual`: made by `usually`.
    """

    meaning: Meaning = _anything
    given: dict[str, UUID | str] = field(default_factory=dict)
    usual: bool = False
    span: Q = field(default_factory=Q)
    kind: str = ""
    among: list[UUID] | None = None
    shared: bool = False
    costly: bool = False


def usually(meaning: Meaning, **given: UUID | str) -> Narrow:
    """What is asked so often that its SQL is kept: equal meanings make the same of a user and of these ids and texts."""
    return Narrow(meaning, given, usual=True)


@dataclass(frozen=True)
class Asked:
    """Which rows, from where in which order, and how many."""

    user: UUID
    box: str
    narrow: Narrow
    place: pages.Place
    most: int
    read: Ways | None = None  # if the caller has read them

    @cached_property
    def ways(self) -> Ways:
        return self.read or ways.of(self.user)

    @cached_property
    def where(self) -> Q:
        """Made when it is first looked at: of usual lists the SQL is there already."""
        return self.narrow.meaning(self.user, **self.narrow.given)

    def rows(self, where: Q | None = None) -> QuerySet[Document]:
        """What nobody is kept from, as far as the cursor lets one see."""
        found = Document.objects.filter(where or Q()).filter(self.where, self.place.after)
        return found.filter(box=self.box, withheld=False).order_by(*self.place.order)

    @cached_property
    def few(self) -> set[Any] | None:
        """The organizations that the user reaches, as the database has their ids; None if they are more than a few."""
        return self.ways.few

    @cached_property
    def in_many(self) -> bool:
        """Of organizations: looking into each takes longer then than going along the newest rows there are."""
        return self.few is None and self.ways.in_many

    @cached_property
    def in_thousands(self) -> bool:
        """Of organizations: so many that even asking which they are takes longer."""
        return self.in_many and self.ways.in_thousands

    @property
    def walkable(self) -> bool:
        """Whether an index of all documents has this order."""
        return self.place.names in (["id"], ["dated_on", "id"], ["amount", "id"])


def order(place: pages.Place) -> str:
    """Of the rows `p`."""
    way = "DESC" if place.reverse else "ASC"
    return "ORDER BY " + ", ".join(f"p.{quoted(name)} {way}" for name in place.names)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def ids(text: str, values: Sequence[Any]) -> list[UUID]:
    return [as_id(row[0]) for row in ask(text, values)]


# A query of what is asked: `options` change its text, and of `bounds` only the values change.
# "last" has values of the order, others have ids.
Build = Callable[..., QuerySet[Any, Any]]
_SOME = uuid4()  # stands for ids that are not known yet


def sql(asked: Asked, build: Build, *options: int, **bounds: Sequence[Any]) -> tuple[str, list[Any]]:
    """The text and the values of `build(asked, *options, **bounds)`; kept for the usual lists, newest first."""
    if not asked.narrow.usual or asked.place.names != ["id"]:
        text, values = build(asked, *options, **bounds).query.sql_with_params()
        return text, list(values)
    after = bool(asked.place.values)
    given = {name: values[0] if name == "last" else values for name, values in bounds.items()}
    given |= {"user": asked.user, **asked.narrow.given, **({"edge": asked.place.values[0]} if after else {})}
    texts = frozenset(name for name, value in asked.narrow.given.items() if isinstance(value, str))
    narrowed = (asked.narrow.meaning, frozenset(asked.narrow.given), texts, asked.narrow.shared)
    place = asked.narrow.kind, asked.box, asked.place.reverse, after, asked.most
    kept = _kept(build, options, frozenset(bounds), *narrowed, *place)
    return kept.sql(**given)


def in_turn(asked: Asked, build: Build, **more: Sequence[Any]) -> Callable[[Sequence[UUID]], list[UUID]]:
    """What it finds among some ids, and among others then: put together once, as that takes longer than the answer."""
    text, values = sql(asked, build, among=[_SOME], **more)
    sign = one_value([_SOME], connection.vendor)

    def among(keys: Sequence[UUID]) -> list[UUID]:
        these = one_value(keys, connection.vendor)
        return ids(text, [these if value == sign else value for value in values])

    return among


@lru_cache(maxsize=512)
def _kept(
    build: Build,
    options: tuple[int, ...],
    bounds: frozenset[str],
    meaning: Meaning,
    given: frozenset[str],
    texts: frozenset[str],
    shared: bool,
    kind: str,
    box: str,
    reverse: bool,
    after: bool,
    most: int,
) -> Prepared[Any]:
    def rows(user: UUID, edge: UUID | None = None, **values: Any) -> QuerySet[Any, Any]:
        narrow = Narrow(meaning, {name: values.pop(name) for name in given}, shared=shared, kind=kind)
        asked = Asked(user, box, narrow, pages.Place(["id"], reverse, False, [edge] if after else []), most)
        return build(asked, *options, **{name: [v] if name == "last" else v for name, v in values.items()})

    single = ("user", *given, *(["edge"] if after else []), *(["last"] if "last" in bounds else []))
    lists = tuple(name for name in bounds if name != "last")
    return Prepared(rows, single, every=False, texts=tuple(texts), lists=lists)
