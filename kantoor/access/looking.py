"""Finding one thing through what somebody can see.

The SQL is made once for each view and standing (kernel.prepared), so a view is a function of a module, not a closure.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.kernel import ids
from kantoor.kernel.errors import NotFound
from kantoor.kernel.prepared import Prepared

T = TypeVar("T", bound=models.Model)
View = Callable[[Actor], "models.QuerySet[T]"]

_prepared: dict[tuple[Any, ...], Prepared[Any] | None] = {}


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
    made = _prepare(actor, of)
    if made is None:
        return list(of(actor).filter(pk=key))
    return made.rows(user=actor.user_id, environment=actor.environment_id, key=key)


def _prepare(actor: Actor, of: "View[T]") -> "Prepared[T] | None":
    """The view for everybody of the same standing; None if it looks at more than ids and standing."""
    standing = (actor.role, actor.relationship_manager, actor.is_operator, actor.scopes)
    place = (connection.vendor, of, *standing)
    if place not in _prepared:

        def view(user: UUID, environment: UUID, key: UUID) -> "models.QuerySet[T]":
            somebody = cast(User, SimpleNamespace(pk=user, id=user, environment_id=environment))
            return of(Actor(somebody, *standing[:3], scopes=actor.scopes)).filter(pk=key)

        made: Prepared[T] = Prepared(view, every=False)
        try:
            with _no_queries():
                made.make()
        except (_Asks, AttributeError, EmptyResultSet):
            _prepared[place] = None
        else:
            _prepared[place] = made
    return _prepared[place]


@contextmanager
def _no_queries() -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise _Asks

    with connection.execute_wrapper(refuse):
        yield
