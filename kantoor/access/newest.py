"""A page of everything that somebody reaches, in order: the same rows as `documents.reached`, found without sorting them
all. docs/decisions/0070 has the reasons and docs/benchmarks/documents.md the figures.

What roles give is found in one of three ways, chosen in `_by_role` alone:
- few organizations: the first rows of each, merged;
- more: the one first row of each; only the organizations of the foremost of these can fill the page;
- very many: whatever comes first of all, tested row by row, for a short way; it seldom needs the way above as well.
What shares give, and what is withheld from everybody else, is little and stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import RawSQL

from kantoor.access import documents, reach
from kantoor.accounts.models import Block
from kantoor.documents.models import Document
from kantoor.kernel import pages
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership
from kantoor.sharing.models import Share

FEW = 64
VERY_MANY = 1_500
LOOKED_AT = VERY_MANY + 1
A_SHORT_WAY = 1_500
FEW_AT_ONCE = 64  # SQLite takes 500 terms in a union
SHARES_AT_ONCE = 1_000

_through = Prepared(reach.through)
_first_through = Prepared(lambda user: reach.through(user)[:LOOKED_AT], names=("user",))


def shared(user: UUID) -> QuerySet[Share]:
    """The same as `documents.shared_with`, for who is in thousands of organizations.

    Their organizations are only gone through for shares; whether they hold is asked of those few that have one.
    """
    # Ended ones too, until the end: asked this way their indexes alone answer.
    rows = Share.objects.order_by()
    groups = reach.places().filter(user_id=user).values("group_id")
    every = rows.filter(user_id=user).values("pk").union(rows.filter(group_id__in=groups).values("pk"))
    places = Membership.objects.filter(user_id=user, ended_at=None).values("organization_id")
    theirs = Membership.objects.filter(group_id__in=groups).values("pk")
    places = places.union(Membership.objects.filter(pk__in=theirs).values("organization_id"))
    every = every.union(rows.filter(to_organization_id__in=places).values("pk"))
    held = Q(to_organization=None) | reach.holds(user, "to_organization_id")
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    return documents.shares().filter(unblocked, held, pk__in=every).order_by()


_shared = Prepared(lambda user: shared(user).values_list("document_id"), names=("user",))


@dataclass(frozen=True)
class Narrow:
    """Which rows: those that fit `where`, of these candidates only, or only what was shared."""

    where: Q = field(default_factory=Q)
    among: list[UUID] | None = None
    shared: bool = False


@dataclass(frozen=True)
class Asked:
    """Which rows, from where in which order, and how many."""

    user: UUID
    box: str
    narrow: Narrow
    place: pages.Place
    most: int

    def rows(self, where: Q | None = None) -> QuerySet[Document]:
        """What nobody is kept from, as far as the cursor lets one see."""
        found = Document.objects.filter(self.narrow.where, self.place.after, box=self.box, withheld=False)
        return (found.filter(where) if where is not None else found).order_by(*self.place.order)

    @property
    def walkable(self) -> bool:
        """Whether an index of all documents has this order."""
        return self.place.names in (["id"], ["dated_on", "id"])


def page(
    user: UUID, box: str, narrow: Narrow, order: Sequence[str], cursor: str = "", size: int = pages.SIZE
) -> pages.Page[Document]:
    """The documents that the user reaches now, a page of them."""
    place = pages.place(Document, order, cursor)
    found = keys(Asked(user, box, narrow, place, size + 1))
    rows = Document.objects.filter(pk__in=found).select_related("organization").order_by(*place.order)
    return place.page(list(rows[: size + 1]) if found else [], size)


def keys(asked: Asked) -> list[UUID]:
    """At least the first `most` ids, where there are so many; in no order."""
    if asked.narrow.among is not None:
        return _tested(asked, asked.narrow.among)
    given = by_share(asked)
    return given if asked.narrow.shared else [*given, *_by_role(asked), *_withheld(asked)]


def tested(user: UUID) -> Q:
    """What tells of one document at a time whether the user reaches it: for a handful of candidates."""
    seen = Q(withheld=False) | Q(made_by_id=user)
    given = shared(user).values("document_id")
    return seen & (reach.reaches(user, "organization_id") | Q(pk__in=given))


def by_share(asked: Asked) -> list[UUID]:
    """Through shares."""
    given = [row[0] for row in _shared.tuples(user=asked.user)]
    if not given:
        return []
    many = len(given) > SHARES_AT_ONCE
    inside = shared(asked.user).values("document_id") if many else given
    return list(asked.rows(Q(pk__in=inside)).values_list("pk", flat=True)[: asked.most])


def _withheld(asked: Asked) -> list[UUID]:
    """What this person brought in and nobody else sees yet; nearly always nothing."""
    mine = Document.objects.filter(withheld=True, made_by_id=asked.user)
    return _tested(asked, list(mine.values_list("pk", flat=True)))


def _tested(asked: Asked, candidates: list[UUID]) -> list[UUID]:
    """Those of the candidates that the user reaches."""
    if not candidates:
        return []
    rows = Document.objects.filter(asked.narrow.where, asked.place.after, box=asked.box, pk__in=candidates)
    if asked.narrow.shared:
        rows = rows.filter(pk__in=shared(asked.user).values("document_id"))
    rows = rows.filter(tested(asked.user)).order_by(*asked.place.order)
    return list(rows.values_list("pk", flat=True)[: asked.most])


def _by_role(asked: Asked) -> list[UUID]:
    """Through roles: the choice of the way."""
    reached = {row[0] for row in _first_through.tuples(user=asked.user)}
    if len(reached) <= FEW:
        return first_of_each(asked, reached)
    if len(reached) > VERY_MANY and asked.walkable:
        found = walked(asked)
        if len(found) == asked.most:
            return found
    return foremost(asked)


def first_of_each(asked: Asked, organizations: "set[Any]", bound: Q | None = None) -> list[UUID]:
    """The first rows of each of these organizations, some more than needed. Ids of these are as the database has them."""
    if not organizations:
        return []
    probe, values = _probe(asked, asked.most, bound)
    end = f"{_order(asked.place)} LIMIT {asked.most}"
    if connection.vendor == "postgresql":
        text = f"SELECT p.id FROM unnest(%s::uuid[]) o(id), LATERAL ({probe}) p {end}"
        return _ids(text, [list(organizations), *values])
    found, every = [], list(organizations)
    for start in range(0, len(every), FEW_AT_ONCE):
        found += _ids(*_union(probe, values, every[start : start + FEW_AT_ONCE], end))
    return found


def _union(probe: str, values: list[Any], organizations: list[Any], end: str) -> tuple[str, list[Any]]:
    """SQLite knows no LATERAL: the same once for each organization."""
    before, after = probe.split("(o.id)")
    turn = before.count("%s")
    # Few different texts, so that SQLite's driver finds them compiled.
    padded = [*organizations, *[""] * (-len(organizations) % 8)]
    each = " UNION ALL ".join([f"SELECT * FROM ({before}%s{after})"] * len(padded))
    every = [value for one in padded for value in (*values[:turn], one, *values[turn:])]
    return f"SELECT p.id FROM ({each}) p {end}", every


def foremost(asked: Asked) -> list[UUID]:
    """The one first row of each organization; then the first rows of those whose own is foremost.

    A row of the page is its organization's first, or comes after it: so its organization is among the `most` foremost,
    and it comes no later than the last of their first rows.
    """
    source, reader = _through.sql(user=asked.user)
    probe, values = _probe(asked, 1, None)
    end = f"{_order(asked.place)} LIMIT {asked.most}"
    columns = ", ".join(f"p.{_quoted(name)}" for name in ("organization_id", *asked.place.names))
    if connection.vendor == "postgresql":
        firsts = f"SELECT DISTINCT p.* FROM (SELECT DISTINCT * FROM ({source}) s) o(id), LATERAL ({probe}) p"
        text, bound = f"SELECT {columns} FROM ({firsts}) p {end}", [*reader, *values]
    else:
        first = f"SELECT (SELECT q.id FROM ({probe}) q) FROM (SELECT organization_id AS id FROM ({source})) o"
        text = f'SELECT {columns} FROM "documents_document" p WHERE p.id IN ({first}) {end}'
        bound = [*values, *reader]
    with connection.cursor() as cursor:
        cursor.execute(text, bound)
        rows = cursor.fetchall()
    last = asked.place.upto(rows[-1][1:]) if len(rows) == asked.most else None
    return first_of_each(asked, {row[0] for row in rows}, last)


def walked(asked: Asked) -> list[UUID]:
    """The first rows that the user reaches, as far as a short way along all documents shows them."""
    way = Document.objects.filter(asked.place.after, box=asked.box)
    ahead = way.order_by(*asked.place.order).values_list(*asked.place.names)
    end = list(ahead[A_SHORT_WAY : A_SHORT_WAY + 1])
    near = asked.rows(asked.place.upto(end[0]) if end else None)
    rows = near.filter(reach.reaches(asked.user, "organization_id"))
    return list(rows.values_list("pk", flat=True)[: asked.most])


def _probe(asked: Asked, most: int, bound: Q | None) -> tuple[str, list[Any]]:
    """The first rows of the organization `o.id`."""
    rows = asked.rows(bound).filter(organization_id=RawSQL("o.id", []))
    sql, values = rows.values_list("organization_id", *asked.place.names)[:most].query.sql_with_params()
    return sql, list(values)


def _order(place: pages.Place) -> str:
    way = "DESC" if place.reverse else "ASC"
    return "ORDER BY " + ", ".join(f"p.{_quoted(name)} {way}" for name in place.names)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _ids(text: str, values: Sequence[Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in cursor.fetchall()]
