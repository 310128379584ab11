"""Finding one thing through what somebody can see, and a page of it.

The SQL is made once for each view and standing (kernel.prepared), so a view is a function of a module, not a closure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.kernel import ids, pages
from kantoor.kernel.errors import NotFound
from kantoor.kernel.opaque import opaque
from kantoor.kernel.prepared import Prepared

T = TypeVar("T", bound=models.Model)
View = Callable[[Actor], "models.QuerySet[T]"]
Having = Callable[[str], models.Q]
# What is shown of the rows with these keys.
Listed = Callable[[Actor, "models.QuerySet[Any, Any]"], "models.QuerySet[T]"]

# Orders, narrowings and numbers of words are for who asks to choose; beyond so many it begins anew.
KEPT = 500
_UNKNOWN: Any = object()
_prepared: dict[tuple[Any, ...], Prepared[Any] | None] = {}
_singly: dict[Any, Any] = {}


def asked_singly(view: "View[T]") -> "Callable[[View[T]], View[T]]":
    """The function says the same as this view, asked of one row: without putting together all that there are to see."""

    def kept(one: "View[T]") -> "View[T]":
        _singly[view] = one
        return one

    return kept


def called(word: str) -> models.Q:
    return models.Q(folded__contains=word)


def called_along(word: str) -> models.Q:
    """Where so many are that one goes along the names."""
    return opaque(called(word))


class _Asks(Exception):
    """A view asked the database while it was put together."""


def find(actor: Actor, target: object, of: "View[T]") -> T:
    """The one with this id, or that is this object, out of `of(actor)` as it is now; NotFound otherwise."""
    key = ids.parse(target.pk if isinstance(target, models.Model) else target)
    rows = look_up(actor, key, of) if key else []
    if not rows:
        raise NotFound
    return rows[0]


def look_up(actor: Actor, key: UUID, of: "View[T]") -> "list[T]":
    """At most one row. A view that cannot be prepared is asked as it is."""
    of = _singly.get(of, of)
    made = _prepare(actor, of)
    if made is None:
        return list(of(actor).filter(pk=key))
    return made.rows(user=actor.user_id, environment=actor.environment_id, key=key)


def first(
    actor: Actor,
    of: "View[T]",
    place: pages.Place,
    words: Sequence[str] = (),
    most: int = pages.SIZE + 1,
    among: list[Any] | None = None,
    within: Mapping[str, UUID] | None = None,
    having: Having = called,
    listed: "Listed[T] | None" = None,
) -> "list[T]":
    """The first rows of `of(actor)` from this place on. Equal views see the same.

    Each of the words is in them, as `having` says. `among`: of these only. `within`: those with this id in that column.
    `listed`: what is loaded of them, where so much hangs on a row that PostgreSQL would join it to every row there is.
    """
    given: dict[str, Any] = {f"word{n}": word for n, word in enumerate(words)}
    given |= {f"edge{n}": value for n, value in enumerate(place.values)}
    given |= {} if among is None else {"among": among}
    given |= within or {}
    columns = tuple(within or ())
    made = _prepare_page(actor, of, place, len(words), most, among is not None, columns, having, listed)
    if made is None:
        found = [having(word) for word in words]
        return list(_shown(_paged(of(actor), place, found, most, among, within or {}), actor, place, listed))
    return made.rows(user=actor.user_id, environment=actor.environment_id, **given)


def _paged(
    rows: "models.QuerySet[T]",
    place: pages.Place,
    found: Sequence[models.Q],
    most: int,
    among: list[Any] | None,
    within: Mapping[str, UUID],
) -> "models.QuerySet[T]":
    rows = rows.filter(*found, **within)
    rows = rows if among is None else rows.filter(pk__among=among)
    return rows.order_by(*place.order).filter(place.after)[:most]


def _shown(
    rows: "models.QuerySet[T]", actor: Actor, place: pages.Place, listed: "Listed[T] | None"
) -> "models.QuerySet[T]":
    return listed(actor, rows.values("pk")).order_by(*place.order) if listed else rows


def _prepare_page(
    actor: Actor,
    of: "View[T]",
    place: pages.Place,
    words: int,
    most: int,
    some: bool,
    columns: tuple[str, ...],
    having: Having,
    listed: "Listed[T] | None",
) -> "Prepared[T] | None":
    """The page for everybody of the same standing; None where the cursor has more than texts and ids."""
    texts = tuple(f"edge{n}" for n, value in enumerate(place.values) if isinstance(value, str))
    keys = tuple(f"edge{n}" for n, value in enumerate(place.values) if isinstance(value, UUID))
    if len(texts) + len(keys) != len(place.values):
        return None
    sought = tuple(f"word{n}" for n in range(words))

    def rows(asker: Actor, **given: Any) -> "models.QuerySet[T]":
        values = [given[f"edge{n}"] for n in range(len(place.values))]
        here = pages.Place(place.names, place.reverse, place.backward, values)
        found = [having(given[name]) for name in sought]
        inside = {name: given[name] for name in columns}
        rows = _paged(of(asker), here, found, most, given.get("among"), inside)
        return _shown(rows, asker, here, listed)

    shape = ("page", *place.names, place.reverse, texts, keys, words, most, some, columns, having, listed)
    lists = ("among",) if some else ()
    return _prepared_view(actor, of, shape, rows, keys + columns, texts + sought, lists)


def _prepare(actor: Actor, of: "View[T]") -> "Prepared[T] | None":
    """One of the view."""
    return _prepared_view(actor, of, ("one",), lambda asker, key: of(asker).filter(pk=key), ("key",))


def _prepared_view(
    actor: Actor,
    of: "View[T]",
    shape: tuple[Any, ...],
    rows: "Callable[..., models.QuerySet[T]]",
    keys: tuple[str, ...],
    texts: tuple[str, ...] = (),
    lists: tuple[str, ...] = (),
) -> "Prepared[T] | None":
    """`rows` for everybody of the same standing; None if it looks at more than ids and standing."""
    standing = (actor.role, actor.relationship_manager, actor.is_operator, actor.scopes)
    place = (connection.vendor, of, *shape, *standing)
    found = _prepared.get(place, _UNKNOWN)
    if found is _UNKNOWN:

        def view(user: UUID, environment: UUID, **given: Any) -> "models.QuerySet[T]":
            somebody = cast(User, SimpleNamespace(pk=user, id=user, environment_id=environment))
            return rows(Actor(somebody, *standing[:3], scopes=actor.scopes), **given)

        names = ("user", "environment", *keys, *texts)
        made: Prepared[T] = Prepared(view, names, every=False, texts=texts, lists=lists)
        try:
            with _no_queries():
                made.make()
        except (_Asks, AttributeError, EmptyResultSet):
            found = None
        else:
            found = made
        if len(_prepared) >= KEPT:
            _prepared.clear()
        _prepared[place] = found
    return found


@contextmanager
def _no_queries() -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise _Asks

    with connection.execute_wrapper(refuse):
        yield
