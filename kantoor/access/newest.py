"""A page of everything that somebody reaches, in order: the same rows as `documents.reached`, found without sorting them
all. docs/decisions/0070 has the reasons and docs/benchmarks/documents.md the figures.

What roles give is found in one of three ways, chosen in `_by_role`:
- few organizations: the first rows of each, merged;
- more: the one first row of each; only the organizations of the foremost of these can fill the page, and only these
  are proved;
- many: whatever comes first of all, tested row by row, as far as that is promising; else the way above.
What shares give, and what is withheld from everybody else, is little and stands beside it; but for who is in thousands, in
another order than that of ids, each row on the way is tried by role and by share.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from kantoor.access import reach, shared
from kantoor.access.wanted import Asked, Narrow, ids, in_turn, order, quoted, sql
from kantoor.access.ways import Ways
from kantoor.documents.models import Document
from kantoor.kernel import pages
from kantoor.kernel.loading import as_id
from kantoor.kernel.prepared import Prepared, ask

NOTHING = UUID(int=0)
A_SHORT_WAY = 300  # where each row is tried by role and by share
A_SHORT_WAY_OF_MANY, A_SHORT_WAY_OF_LESS = 2_000, 1_200  # in thousands of organizations; in less
A_LONG_WAY = 10_000
FOR_EACH = (
    3  # rows at least on the way for each that is wanted: who is in thousands reaches every second or third
)
FEW_AT_ONCE = 64  # SQLite takes 500 terms in a union
TESTED_AT_ONCE = 500
A_VERY_LONG_WAY = 200_000  # where each row is costly to find otherwise, as with a word that is in very many
# What no list shows and no export of one writes: it is long, or has to be read out of text.
UNLISTED = (
    "invoice", "status_at", "version", "party_organization_id", "counterpart_id", "corrects", "duplicate_of",
    "made_by", "sent_by", "sent_at", "purged_at", "source",
    *(f"organization__{name}" for name in ("folded", "legal_form", "street", "postal_code", "city", "country", "domain")),
    *(f"organization__{name}" for name in ("created_by", "created_at", "activated_at", "closed_at", "closed_by", "state")),
)  # fmt: skip

_perhaps = Prepared(reach.perhaps)
_proof = Prepared(lambda user: reach.proof(user, RawSQL("p.organization_id", [])), names=("user",))
_through = Prepared(reach.through)


_brought = Prepared(
    lambda user: Document.objects.filter(withheld=True, made_by_id=user).values_list("pk"), names=("user",)
)


def page(
    user: UUID,
    box: str,
    narrow: Narrow,
    order: Sequence[str],
    cursor: str = "",
    size: int = pages.SIZE,
    ways: Ways | None = None,
) -> pages.Page[Document]:
    """The documents that the user reaches now, a page of them. `ways`: where their roles lead, if just read."""
    place = pages.place(Document, order, cursor)
    found = keys(Asked(user, box, narrow, place, size + 1, ways))
    rows = _listed(tuple(place.order), size + 1).rows(keys=found) if found else []
    return place.page(rows, size)


def count(user: UUID, box: str, narrow: Narrow, most: int, ways: Ways | None = None) -> int:
    """How many of these the user reaches, at most `most`."""
    asked = Asked(user, box, narrow, pages.place(Document, ["-id"], ""), most, ways)
    found: set[UUID] = set()
    # One after the other, as the first is nearly always enough.
    for way in (_by_role, shared.first, _withheld):
        found.update(way(asked))
        if len(found) >= most:
            return most
    return len(found)


def first(
    user: UUID, box: str, narrow: Narrow, order: Sequence[str], most: int, ways: Ways | None = None
) -> list[UUID]:
    """The ids of the first `most` documents that the user reaches now, by these ways if just read."""
    place = pages.place(Document, order, "")
    found = list(set(keys(Asked(user, box, narrow, place, most, ways))))
    if place.names == ["id"]:
        return sorted(found, reverse=place.reverse)[:most]
    rows = Document.objects.filter(pk__among=found).order_by(*place.order)
    return list(rows.values_list("pk", flat=True)[:most])


@cache
def _listed(order: tuple[str, ...], most: int) -> Prepared[Document]:
    def rows(keys: list[UUID]) -> QuerySet[Document]:
        found = Document.objects.filter(pk__among=keys).select_related("organization").defer(*UNLISTED)
        return found.order_by(*order)[:most]

    return Prepared(rows, (), lists=("keys",))


def keys(asked: Asked) -> list[UUID]:
    """At least the first `most` ids, where there are so many; in no order."""
    if asked.narrow.among is not None:
        # Asked where nothing has the words too: nobody is to learn from it what is there elsewhere.
        return _tested(asked, asked.narrow.among or [NOTHING])
    if asked.narrow.shared:
        return [*shared.first(asked), *_withheld(asked)]
    if asked.in_thousands and asked.walkable and asked.place.names != ["id"]:
        # Shares would have to be put in that order: each row on the way is tried by role and by share.
        found = walked(asked, shares=True)
        if found is not None:
            return [*found, *_withheld(asked)]
        held = foremost(asked)
    else:
        held = _by_role(asked)
    return [*held, *shared.first(asked, _last_of_the_page(asked, held)), *_withheld(asked)]


def _last_of_the_page(asked: Asked, found: Sequence[UUID]) -> UUID | None:
    """What is beyond it in the order is not on the page, whatever else there is; None if the page is not full."""
    if asked.place.names != ["id"] or len(found) < asked.most:
        return None
    return sorted(found, reverse=asked.place.reverse)[asked.most - 1]


def tested(user: UUID, keys: Sequence[UUID] | None = None) -> Q:
    """What tells of one document at a time whether the user reaches it: for a handful of candidates, these `keys`."""
    seen = Q(withheld=False) | Q(made_by_id=user)
    shares = shared.with_user(user) if keys is None else shared.among(user, keys)
    given = shares.values("document_id")
    return seen & (reach.reaches(user, "organization_id") | Q(pk__in=given))


def _withheld(asked: Asked) -> list[UUID]:
    """What this person brought in and nobody else sees yet; nearly always nothing."""
    return _tested(asked, [as_id(row[0]) for row in _brought.tuples(user=asked.user)])


def _tested(asked: Asked, candidates: Sequence[UUID]) -> list[UUID]:
    """Those of the candidates that the user reaches, as far as the page needs.

    Of many, for who is in a few organizations: those in them, and those of the others that shares may give.
    """
    if asked.few is not None and len(candidates) > TESTED_AT_ONCE:
        lent = None if asked.narrow.shared else shared.perhaps(asked.user)
        if lent is not None:
            there = in_turn(asked, _inside, few=list(asked.few))(candidates) if asked.few else []
            return [*there, *_in_parts(asked, [key for key in candidates if key in lent])]
    return _in_parts(asked, candidates)


def _inside(asked: Asked, among: Sequence[UUID], few: Sequence[Any]) -> QuerySet[Any, Any]:
    """Those of these documents that are asked for and are in these organizations."""
    seen = Q(withheld=False) | Q(made_by_id=asked.user)
    rows = Document.objects.filter(asked.where, asked.place.after, seen, box=asked.box, pk__among=among)
    return (
        rows.filter(organization_id__among=few).order_by(*asked.place.order).values_list("pk")[: asked.most]
    )


def _in_parts(asked: Asked, candidates: Sequence[UUID]) -> list[UUID]:
    """Each of them proved."""
    if not candidates:
        return []
    by_id = asked.place.names == ["id"]
    ordered = sorted(candidates, reverse=asked.place.reverse) if by_id else candidates
    reached, found = in_turn(asked, _proving), list[UUID]()
    for start in range(0, len(ordered), TESTED_AT_ONCE):
        found += reached(ordered[start : start + TESTED_AT_ONCE])
        if by_id and len(found) >= asked.most:
            break
    return found


def _proving(asked: Asked, among: Sequence[UUID]) -> QuerySet[Any, Any]:
    """Those of these documents that are asked for and that the user reaches."""
    rows = Document.objects.filter(asked.where, asked.place.after, box=asked.box, pk__among=among)
    if asked.narrow.shared:
        rows = rows.filter(pk__in=shared.among(asked.user, among).values("document_id"))
    return rows.filter(tested(asked.user, among)).order_by(*asked.place.order).values_list("pk")[: asked.most]


def _by_role(asked: Asked) -> list[UUID]:
    """Through roles: the choice of the way."""
    if asked.few is not None:
        return first_of_each(asked, asked.few)
    if (asked.in_many or asked.narrow.costly) and asked.walkable:
        found = walked(asked)
        if found is not None:
            return found
    return foremost(asked)


def first_of_each(asked: Asked, organizations: "set[Any]", last: Sequence[Any] = ()) -> list[UUID]:
    """The first rows of each of these organizations, some more than needed, none after `last`.

    Ids of these are as the database has them.
    """
    if not organizations:
        return []
    probe, values = _probe(asked, asked.most, last)
    end = f"{order(asked.place)} LIMIT {asked.most}"
    if connection.vendor == "postgresql":
        text = f"SELECT p.id FROM unnest(%s::uuid[]) o(id), LATERAL ({probe}) p {end}"
        return ids(text, [list(organizations), *values])
    found, every = [], list(organizations)
    for start in range(0, len(every), FEW_AT_ONCE):
        found += ids(*_union(probe, values, every[start : start + FEW_AT_ONCE], end))
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
    looked_at = 2 * asked.most
    rows = _firsts(asked, _perhaps, looked_at)
    held = [row[1:] for row in rows if row[0]]
    if len(rows) == looked_at and len(held) < asked.most:
        held = [row[1:] for row in _firsts(asked, _through, asked.most)]
    held = held[: asked.most]
    last = held[-1][1:] if len(held) == asked.most else ()
    return first_of_each(asked, {row[0] for row in held}, last)


def _firsts(asked: Asked, among: Prepared[Any], most: int) -> list[tuple[Any, ...]]:
    """The foremost first rows of these organizations: whether the user reaches it, the organization, the order's values."""
    source, reader = among.sql(user=asked.user)
    proof, prover = _proof.sql(user=asked.user)
    probe, values = _probe(asked, 1)
    end = f"{order(asked.place)} LIMIT {most}"
    columns = ", ".join(f"p.{quoted(name)}" for name in ("organization_id", *asked.place.names))
    if connection.vendor == "postgresql":
        firsts = f"SELECT p.* FROM (SELECT DISTINCT * FROM ({source}) s) o(id), LATERAL ({probe}) p {end}"
        bound = [*reader, *values]
    else:
        first = f"SELECT q.id FROM ({probe}) q"
        places = f"SELECT DISTINCT organization_id AS id FROM ({source})"
        firsts = (
            f'SELECT {columns} FROM ({places}) o CROSS JOIN "documents_document" p ON p.id = ({first}) {end}'
        )
        bound = [*reader, *values]
    text = f"SELECT EXISTS ({proof}), {columns} FROM ({firsts}) p {order(asked.place)}"
    return ask(text, [*prover, *bound])


def walked(asked: Asked, shares: bool = False) -> list[UUID] | None:
    """The first rows that the user reaches by a role, or by a share too; None if a way along all documents is too long.

    A short way; and twice as long as it then promises to need, where that is not too long.
    """
    by_role = A_SHORT_WAY_OF_MANY if asked.in_thousands else A_SHORT_WAY_OF_LESS
    short, long = A_SHORT_WAY if shares else by_role, A_LONG_WAY
    if asked.narrow.costly:
        short, long = A_LONG_WAY, A_VERY_LONG_WAY
    short = max(short, FOR_EACH * asked.most)
    found, over = along(asked, short, shares)
    if over:
        return found
    if len(found) * long < asked.most * short:
        return None
    needed = 2 * short * asked.most // max(1, len(found))
    # In steps of twice as long, so that the texts are few.
    found, over = along(asked, min(long, 1 << (needed - 1).bit_length()), shares)
    return found if over else None


def along(asked: Asked, steps: int, shares: bool = False) -> tuple[list[UUID], bool]:
    """Those of so many rows of all documents, tested one by one; whether nothing beyond them is needed."""
    last = ask(*sql(asked, _ahead, steps))
    proof, prover = _proof.sql(user=asked.user)
    bounds = {"last": last[0]} if last else {}
    text, values = sql(asked, _near, not shares, **bounds)
    test = f"EXISTS ({proof})"
    if shares:
        given, giver = shared.given.sql(user=asked.user)
        test, prover = f"({test} OR EXISTS ({given}))", [*prover, *giver]
    end = f"{order(asked.place)} LIMIT {asked.most}"
    found = ids(f"SELECT p.id FROM ({text}) p WHERE {test} {end}", [*values, *prover])
    return found, not last or len(found) == asked.most


def _ahead(asked: Asked, steps: int) -> QuerySet[Any, Any]:
    """The place in the order to which so many rows lead, as far as an index has them."""
    span = asked.narrow.span if asked.place.names[0] == "dated_on" else Q()
    if asked.narrow.kind and asked.place.names == ["id"]:
        span = Q(kind=asked.narrow.kind)
    way = Document.objects.filter(asked.place.after, span, box=asked.box)
    return way.order_by(*asked.place.order).values_list(*asked.place.names)[steps : steps + 1]


def _near(asked: Asked, sorted_out: bool, last: Sequence[Any] = ()) -> QuerySet[Any, Any]:
    """The rows as far as `last`; `sorted_out`: those in organizations that the user perhaps reaches."""
    upto = asked.place.upto(last) if last else Q()
    rows = asked.rows((_theirs(asked) if sorted_out else Q()) & upto)
    return rows.values_list("pk", "organization_id", *asked.place.names)


def _theirs(asked: Asked) -> Q:
    """Those in organizations that the user perhaps reaches, which spares most of the other tests."""
    return perhaps_in(asked.user, "organization_id")


def perhaps_in(user: UUID, column: str) -> Q:
    """Rows of organizations that the user perhaps reaches, to be tested on the way along an order."""
    places, reader = _perhaps.sql(user=user)
    # "IS TRUE": else databases would begin with those places, and PostgreSQL join what it is to collect once.
    said: dict[str, Any] = {"template": "(%(expressions)s) IS TRUE", "arg_joiner": " IN "}
    return Q(Func(F(column), RawSQL(places, reader), output_field=BooleanField(), **said))


def _probe(asked: Asked, most: int, last: Sequence[Any] = ()) -> tuple[str, list[Any]]:
    """The first rows of the organization `o.id`, none after `last`."""
    return sql(asked, _first_of_one, most, **({"last": last} if last else {}))


def _first_of_one(asked: Asked, most: int, last: Sequence[Any] = ()) -> QuerySet[Any, Any]:
    bound = asked.place.upto(last) if last else Q()
    rows = asked.rows(bound).filter(organization_id=RawSQL("o.id", []))
    return rows.values_list("organization_id", *asked.place.names)[:most]
