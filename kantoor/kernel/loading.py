"""Rows of a query made into the models that Django would make of them, in a sixth of the time.

Django asks each field of each row for its descriptor and tells whoever listens. Where a model has nothing of its own in
its making and nobody listens, all that is left is a dictionary; other queries are left to Django (`loader` gives None).
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesIterable,
    ValuesListIterable,
)
from django.db.models.signals import post_init, pre_init
from django.db.models.utils import create_namedtuple_class

Rows = Sequence[tuple[Any, ...]]
Load = Callable[[Rows], list[Any]]
Convert = Callable[[Any], Any]

_new, _set = object.__new__, object.__setattr__
_UNKNOWN = uuid.SafeUUID.unknown


class _Part(NamedTuple):
    """Columns that are one model; `attach` gives it to the one before, `key` is where its own id stands."""

    model: type[Model]
    names: tuple[str, ...]
    columns: slice
    key: int
    attach: Callable[[Any, Any], None] | None
    parts: "tuple[_Part, ...]"


def loader(queryset: "QuerySet[Any, Any]", compiler: Any) -> Load | None:
    """What makes the rows of this compiled query into what it is asked for; None: Django has to."""
    asked: Any = queryset
    if asked._prefetch_related_lookups or asked._known_related_objects:
        return None
    make = _MAKERS.get(asked._iterable_class)
    load = make(queryset, compiler) if make else None
    if load is None:
        return None
    conversions = _conversions(compiler)
    return lambda rows: load(_converted(rows, conversions))


def _models(queryset: "QuerySet[Any, Any]", compiler: Any) -> Load | None:
    root = _part(compiler, compiler.klass_info)
    if root is None:
        return None
    database, annotations = queryset.db, list(compiler.annotation_col_map.items())

    def load(rows: Rows) -> list[Any]:
        made = [_made(root, row, database) for row in rows]
        for name, place in annotations:
            for one, row in zip(made, rows, strict=True):
                one.__dict__[name] = row[place]
        return made

    return load


def _named(queryset: "QuerySet[Any, Any]", _compiler: Any) -> Load | None:
    names = queryset._fields  # type: ignore[attr-defined]
    kind = create_namedtuple_class(*names) if names else None
    return (lambda rows: [tuple.__new__(kind, row) for row in rows]) if kind else None


def _dictionaries(queryset: "QuerySet[Any, Any]", _compiler: Any) -> Load | None:
    query: Any = queryset.query
    names = list(query.selected) if query.selected else None
    return (lambda rows: [dict(zip(names, row, strict=True)) for row in rows]) if names else None


_MAKERS: dict[type, Callable[["QuerySet[Any, Any]", Any], Load | None]] = {
    ModelIterable: _models,
    ValuesListIterable: lambda _queryset, _compiler: list,
    ValuesIterable: _dictionaries,
    FlatValuesListIterable: lambda _queryset, _compiler: lambda rows: [row[0] for row in rows],
    NamedValuesListIterable: _named,
}


def _part(compiler: Any, info: dict[str, Any]) -> _Part | None:
    model = info["model"]
    fields, attach = info["select_fields"], info.get("local_setter")
    # Not the parent of a model in several tables, nor what points back at one: those Django writes to both ends.
    if info.get("from_parent") or info.get("reverse") or not _usual(model):
        return None
    parts = [_part(compiler, one) for one in info.get("related_klass_infos", [])]
    columns = slice(fields[0], fields[-1] + 1)
    names = tuple(column.target.attname for column, _sql, _alias in compiler.select[columns])
    if None in parts:
        return None
    key = fields[0] + names.index(model._meta.pk.attname)
    return _Part(model, names, columns, key, attach, tuple(part for part in parts if part))


def _usual(model: type[Model]) -> bool:
    """Made as `Model` makes it, with nobody listening."""
    own = model.__init__ is not Model.__init__ or model.from_db.__func__ is not Model.from_db.__func__  # type: ignore[attr-defined]
    return not own and not pre_init.has_listeners(model) and not post_init.has_listeners(model)


def _made(part: _Part, row: tuple[Any, ...], database: str) -> Any:
    made = _new(part.model)
    state = ModelState()
    state.adding, state.db = False, database
    made.__dict__ = {"_state": state, **dict(zip(part.names, row[part.columns], strict=True))}
    for inner in part.parts:
        assert inner.attach is not None
        inner.attach(made, None if row[inner.key] is None else _made(inner, row, database))
    return made


def _converted(rows: Rows, conversions: list[tuple[int, Convert]]) -> Rows:
    """Column by column, which is quicker than row by row."""
    if not rows or not conversions:
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, convert in conversions:
        columns[place] = [None if value is None else convert(value) for value in columns[place]]
    return list(zip(*columns, strict=True))


def _conversions(compiler: Any) -> list[tuple[int, Convert]]:
    """What makes of each column what its field has."""
    connection = compiler.connection
    asked = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    return [
        (place, _conversion(functions, expression, connection))
        for place, (functions, expression) in asked.items()
    ]


def _conversion(functions: list[Any], expression: Any, connection: Any) -> Convert:
    known = {"convert_uuidfield_value": uuid_of, "convert_datetimefield_value": _moment}
    if connection.vendor == "sqlite" and len(functions) == 1:
        quick = known.get(getattr(functions[0], "__name__", ""))
        if quick is not None:
            return quick

    def convert(value: Any) -> Any:
        for function in functions:
            value = function(value, expression, connection)
        return value

    return convert


def uuid_of(text: str) -> uuid.UUID:
    """The UUID of 32 hexadecimal digits, as SQLite has it: `uuid.UUID` looks for braces and hyphens first."""
    made: uuid.UUID = _new(uuid.UUID)
    _set(made, "int", int(text, 16))
    _set(made, "is_safe", _UNKNOWN)
    return made


def as_id(value: uuid.UUID | str) -> uuid.UUID:
    """An id as the database has it."""
    return uuid_of(value) if isinstance(value, str) else value


def _moment(value: str | dt.datetime) -> dt.datetime:
    """As Django writes moments into SQLite: of UTC, without saying so. Of a plain column the driver has read them."""
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return moment.replace(tzinfo=dt.UTC)
