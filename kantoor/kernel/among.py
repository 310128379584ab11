"""`column__among=keys`: the column is one of many ids, handed to the database as one value.

Of a query as well: PostgreSQL then asks it once and beforehand, where it would else join it to each row it tests.

`__in` makes a parameter of each: for five thousand ids Django takes longer to write the question than the database to
answer it, and SQLite refuses more than it has room for. One list costs neither.
"""

import json
import struct
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import psycopg
from django.db.models import ForeignKey, Lookup, UUIDField
from django.db.models.functions import Coalesce


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup[Any]):
    """Any collection of UUIDs, of any size, or a query of one column."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "as_sql"):
            asked, more = self.process_rhs(compiler, connection)
            test = "{} IN {}" if connection.vendor == "sqlite" else "{} = ANY(ARRAY{})"
            return test.format(column, asked), (*params, *more)
        test = "{} IN (SELECT value FROM json_each(%s))" if connection.vendor == "sqlite" else "{} = ANY(%s)"
        return test.format(column), (*params, one_value(self.rhs, connection.vendor))


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Beside(Among):
    """The same beside another column, whose index PostgreSQL is to take alone: it else reads all of this one's too."""

    lookup_name = "beside"

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        column, params = super().process_lhs(compiler, connection, lhs)
        if connection.vendor == "sqlite":
            return column, params
        return f"COALESCE({column}, {column})", (*params, *params)


@ForeignKey.register_lookup
class Each(Lookup[Any]):
    """`column__each=OuterRef("pk")`: equal, and looked up by an index for each row that is tested.

    Said as plain equality PostgreSQL may collect all there are beforehand, in the belief that they are few.
    """

    lookup_name = "each"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        tested, more = self.process_rhs(compiler, connection)
        test = "{} = {}" if connection.vendor == "sqlite" else "{} = ANY(ARRAY[{}])"
        return test.format(column, tested), (*params, *more)


def unindexed(key: str) -> Coalesce:
    """The column of ids, where the index of another one is to lead: `alias(place=unindexed("organization_id"))`."""
    return Coalesce(key, key, output_field=UUIDField())


class _Aside(Coalesce):
    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return compiler.compile(self.get_source_expressions()[0])


def aside(key: str) -> Coalesce:
    """`unindexed` on PostgreSQL alone. Of two columns, each one of many ids, SQLite looks up every pair; PostgreSQL, which
    knows neither how many there are nor which, may read all there is of the worse one."""
    return _Aside(key, key, output_field=UUIDField())


class Ids(list[UUID]):
    """As one value for PostgreSQL, to which psycopg would write each of them as text."""


class _AsBinary(psycopg.adapt.Dumper):
    """The format of `array_recv` and `uuid_recv` (PostgreSQL, src/backend/utils/adt): how many dimensions, whether any is
    NULL, of which type; how many, from which index on; the length and the bytes of each."""

    format = psycopg.pq.Format.BINARY
    oid = psycopg.adapters.types["uuid"].array_oid
    _of = psycopg.adapters.types["uuid"].oid

    def dump(self, obj: Ids) -> bytes:
        if not obj:
            return struct.pack("!iii", 0, 0, self._of)
        head = struct.pack("!iiiii", 1, 0, self._of, len(obj), 1)
        return head + b"".join([b"\0\0\0\x10" + key.bytes for key in obj])


psycopg.adapters.register_dumper(Ids, _AsBinary)


def one_value(keys: Iterable[UUID | str], vendor: str) -> str | Ids:
    """The ids as this database takes them; texts are as it gave them."""
    if vendor == "sqlite":
        return json.dumps([key if isinstance(key, str) else key.hex for key in keys])
    return Ids(key if isinstance(key, UUID) else UUID(key) for key in keys)
