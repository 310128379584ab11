"""A test of one row at a time."""

from typing import Any

from django.db.models import Exists


class Singly(Exists):
    """`Exists` for rows of which there are few: of one that stands beside an "or", PostgreSQL collects all that there is
    for any row ("hashed SubPlan"), thousands for one question about fifty. It does not with an OFFSET
    (PostgreSQL, src/backend/optimizer/plan/subselect.c, simplify_EXISTS_query)."""

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="EXISTS(%(subquery)s OFFSET 0)", **more)
