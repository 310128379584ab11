"""Questions about things of the same form, whose SQL is made once (kernel.prepared).

    asked(people, scope, wanted, after="jansen").rows()

asks `people(scope, wanted, after="jansen")`. Ids in the dataclasses, and what is given by name (ids, texts, lists of ids for
an `among`), are bound; everything else of the dataclasses is their form, of which there should be few.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from kantoor.kernel.prepared import Prepared

Build = Callable[..., QuerySet[Any, Any]]
SOME = UUID(int=0)  # in the place of an id
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
    ids = [_ids(one) for one in about]
    forms = tuple(replace(one, **dict.fromkeys(held, SOME)) for one, held in zip(about, ids, strict=True))
    texts = tuple(name for name, value in given.items() if isinstance(value, str))
    lists = tuple(name for name, value in given.items() if isinstance(value, list))
    keys = tuple(name for name in given if name not in texts + lists)
    values = given | {_name(n, name): one for n, held in enumerate(ids) for name, one in held.items()}
    return Asked(_made(build, forms, keys, texts, lists), values)


@lru_cache(maxsize=KEPT)
def _made(
    build: Build,
    forms: tuple[Any, ...],
    keys: tuple[str, ...],
    texts: tuple[str, ...],
    lists: tuple[str, ...],
) -> Prepared[Any]:
    held = [tuple(_ids(form)) for form in forms]
    names = tuple(_name(n, name) for n, some in enumerate(held) for name in some)

    def rows(**signs: Any) -> QuerySet[Any, Any]:
        about = [
            replace(form, **{name: signs[_name(n, name)] for name in held[n]}) for n, form in enumerate(forms)
        ]
        return build(*about, **{name: signs[name] for name in keys + texts + lists})

    return Prepared(rows, names + keys + texts, every=False, texts=texts, lists=lists)


def _ids(one: Any) -> dict[str, UUID]:
    found = {part.name: getattr(one, part.name) for part in fields(one)}
    return {name: value for name, value in found.items() if isinstance(value, UUID)}


def _name(n: int, name: str) -> str:
    return f"{name}_of_{n}"
