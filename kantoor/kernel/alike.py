"""Questions about things of the same form, whose SQL is made once (kernel.prepared).

    asked(people, scope, wanted, after="jansen").rows()

asks `people(scope, wanted, after="jansen")`. Ids and moments in the dataclasses, and what is given by name (ids, texts,
lists of ids for an `among`), are bound; everything else of the dataclasses is their form, of which there should be few.
`plan_kept = False` on one: PostgreSQL plans it anew each time.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from kantoor.kernel.prepared import Prepared

Build = Callable[..., QuerySet[Any, Any]]
SOME, ONCE = UUID(int=0), dt.datetime.min  # in the place of an id, of a moment
KEPT = 500


class Asked(NamedTuple):
    """A question with its values."""

    made: Prepared[Any]
    values: dict[str, Any]

    def rows(self) -> list[Any]:
        """None where the question is about nothing."""
        try:
            return self.made.rows(**self.values)
        except EmptyResultSet:
            return []

    def sql(self) -> tuple[str, list[Any]]:
        return self.made.sql(**self.values)


def asked(build: Build, *about: Any, **given: Any) -> Asked:
    """`about`: frozen dataclasses. Equal forms share their SQL."""
    bound = [_bound(one) for one in about]
    forms = tuple(replace(one, **_some(held)) for one, held in zip(about, bound, strict=True))
    texts = tuple(name for name, value in given.items() if isinstance(value, str))
    lists = tuple(name for name, value in given.items() if isinstance(value, list))
    keys = tuple(name for name in given if name not in texts + lists)
    values = given | {_name(n, name): one for n, held in enumerate(bound) for name, one in held.items()}
    return Asked(_made(build, forms, keys, texts, lists), values)


@lru_cache(maxsize=KEPT)
def _made(
    build: Build,
    forms: tuple[Any, ...],
    keys: tuple[str, ...],
    texts: tuple[str, ...],
    lists: tuple[str, ...],
) -> Prepared[Any]:
    held = [_bound(form) for form in forms]
    names = {_name(n, name): one for n, some in enumerate(held) for name, one in some.items()}
    moments = tuple(name for name, one in names.items() if isinstance(one, dt.datetime))
    others = tuple(name for name in names if name not in moments)

    def rows(**signs: Any) -> QuerySet[Any, Any]:
        about = [
            replace(form, **{name: signs[_name(n, name)] for name in held[n]}) for n, form in enumerate(forms)
        ]
        return build(*about, **{name: signs[name] for name in keys + texts + lists})

    kept = all(getattr(form, "plan_kept", True) for form in forms)
    every = others + keys + texts
    return Prepared(rows, every, every=False, texts=texts, lists=lists, moments=moments, kept=kept)


def _bound(one: Any) -> dict[str, UUID | dt.datetime]:
    found = {part.name: getattr(one, part.name) for part in fields(one)}
    return {name: value for name, value in found.items() if isinstance(value, UUID | dt.datetime)}


def _some(held: dict[str, UUID | dt.datetime]) -> dict[str, UUID | dt.datetime]:
    """The same with nothing said."""
    return {name: SOME if isinstance(one, UUID) else ONCE for name, one in held.items()}


def _name(n: int, name: str) -> str:
    return f"{name}_of_{n}"
