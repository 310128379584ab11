"""The lists: Documents (made here), Inbox IN (received) and Inbox OUT (sent), of one organization or of all (domain 1)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from django.db.models import Q, QuerySet, SmallIntegerField, Value

from kantoor.access import newest, reach
from kantoor.access.actor import Actor
from kantoor.access.wanted import Narrow, usually
from kantoor.access.ways import Ways
from kantoor.access.ways import of as ways_of
from kantoor.documents import filters, marks, search
from kantoor.documents.filters import Filters, Usual
from kantoor.documents.models import Box, Document
from kantoor.documents.search import Found
from kantoor.kernel import pages
from kantoor.kernel.loading import as_id
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.organizations.models import Organization

SORTS = {
    "added": ("id",),
    "date": ("dated_on", "id"),
    "amount": ("amount", "id"),
    "party": ("party_folded", "id"),
    "number": ("number", "id"),
    "status": ("status", "id"),
}
NEWEST = "-added"
NONE = Filters()
ALL = Narrow(usual=True)
COUNTED = 1_000
_working = Prepared(lambda user: reach.working(user)[:101], names=("user",))


@dataclass(frozen=True)
class Wanted:
    """A list as somebody asks for it. `organization`: of this one alone."""

    box: str = Box.RECEIVED
    filters: Filters = NONE
    sort: str = NEWEST
    organization: UUID | None = None

    @property
    def order(self) -> tuple[str, ...]:
        key = self.sort.removeprefix("-")
        order = SORTS.get(key, SORTS["added"])
        return tuple(f"-{name}" for name in order) if self.sort.startswith("-") else order


def known_sort(sort: str, chosen: Filters) -> str:
    """The sort asked for; else newest first: by when it came, or within a period by date, for which there is an index."""
    if sort.removeprefix("-") in SORTS:
        return sort
    return "-date" if chosen.by_date else NEWEST


def page(
    actor: Actor, wanted: Wanted, cursor: str = "", size: int = pages.SIZE, ways: Ways | None = None
) -> pages.Page[Document]:
    """A page of what the actor reaches now, by these ways if just read. Of words that are all short, out of the newest
    alone (decision 0179).
    """
    text = wanted.filters.text
    found = Found(_near(actor, wanted), Q()) if search.short(text) else search.search(text)
    if wanted.organization and found.among is None and not wanted.filters.shared:
        rows = _of_one(actor, wanted, wanted.organization).filter(found.where)
        rows = rows.select_related("organization").defer(*newest.UNLISTED)
        return pages.keyset(rows, wanted.order, cursor, size)
    narrow = _narrow(actor, wanted, found)
    return newest.page(actor.user_id, wanted.box, narrow, wanted.order, cursor, size, ways)


def _near(actor: Actor, wanted: Wanted) -> list[UUID]:
    """Those of the newest documents of the list, whatever its order, that have every word."""
    plain = replace(wanted, filters=replace(wanted.filters, text=""), sort=known_sort("", wanted.filters))
    if wanted.organization and not wanted.filters.shared:
        rows = _of_one(actor, plain, wanted.organization).order_by(*plain.order)
        keys = list(rows.values_list("pk", flat=True)[: search.NEAR])
    else:
        narrow = _narrow(actor, plain, Found(None, Q()))
        keys = newest.first(actor.user_id, wanted.box, narrow, plain.order, search.NEAR)
    return search.having(wanted.filters.text, keys)


def _of_one(actor: Actor, wanted: Wanted, organization: UUID) -> QuerySet[Document]:
    """What a member sees of it that fits the filters, but for the text."""
    fitting = filters.meaning(actor.user_id, wanted.filters, marks.since())
    return of(actor, organization, wanted.box).filter(fitting)


def _narrow(actor: Actor, wanted: Wanted, found: Found) -> Narrow:
    """Which rows, out of everything that the actor reaches."""
    fresh = marks.since()

    def meaning(user: UUID) -> Q:
        where = filters.meaning(user, wanted.filters, fresh) & found.where
        return where & Q(organization_id=wanted.organization) if wanted.organization else where

    usual = filters.usual(wanted.filters)
    sought = _words(words(wanted.filters.text)) if found.among is None else {}
    place = {"organization": wanted.organization} if wanted.organization else {}
    return replace(
        usually(Saying(usual), fresh=fresh, **place, **sought) if usual else Narrow(meaning),
        span=filters.dates(wanted.filters),
        kind=wanted.filters.kind,
        among=found.among,
        shared=wanted.filters.shared,
        costly=bool(wanted.filters.text) and found.among is None,
    )


def _words(sought: list[str]) -> dict[str, str]:
    return {f"word{n}": word for n, word in enumerate(sought)}


@dataclass(frozen=True)
class Saying:
    """What filters with few values mean, and each of these words; of one organization alone, if that is said."""

    usual: Usual

    def __call__(self, user: UUID, fresh: UUID, organization: UUID | None = None, **sought: str) -> Q:
        found = self.usual(user, fresh)
        found &= search.saying(*sought.values()) if sought else Q()
        return found & Q(organization_id=organization) if organization else found


def of(actor: Actor, organization: UUID, box: str) -> QuerySet[Document]:
    """The documents of one organization that the actor reaches as its member; none for everybody else."""
    if reach.role_in(actor.user_id, organization) is None:
        return Document.objects.none()
    return _seen(actor.user_id, organization).filter(box=box)


def _seen(user: UUID, organization: UUID) -> QuerySet[Document]:
    """What a member sees of it: all but what is held back and not their own."""
    seen = Q(withheld=False) | Q(made_by_id=user)
    return Document.objects.filter(seen, organization_id=organization)


def count_all(actor: Actor, organization: UUID) -> int:
    """How many a member sees in all boxes, at most 1,001; the caller knows that the actor is one."""
    return _seen_now.count(user=actor.user_id, organization=organization)


_seen_now = Prepared(
    lambda user, organization: (
        _seen(user, organization).order_by().values_list(Value(1, SmallIntegerField()))[: COUNTED + 1]
    )
)


def count(actor: Actor, wanted: Wanted) -> int | None:
    """How many there are, at most 1,001; None where counting would mean going through everything."""
    if wanted.organization is None or wanted.filters.shared or wanted.filters.text:
        return None
    rows = _of_one(actor, wanted, wanted.organization)
    return rows.order_by()[: COUNTED + 1].count()


def every(actor: Actor, wanted: Wanted, size: int = 500) -> Iterator[Document]:
    """All of them, page by page: each page asks anew what the actor reaches."""
    cursor = ""
    while True:
        found = page(actor, wanted, cursor, size)
        yield from found.rows
        cursor = found.next
        if not cursor:
            return


def count_unread(actor: Actor, most: int = 100, ways: Ways | None = None) -> int:
    """Unread ones over all organizations, at most `most`; by these ways if just read."""
    narrow = usually(filters.Usual(replace(NONE, unread=True)), fresh=marks.since())
    return newest.count(actor.user_id, Wanted().box, narrow, most, ways)


def offered(
    actor: Actor, ways: Ways, most: int, makers: int
) -> tuple[list[Organization], list[Organization]]:
    """By name: those that the actor reaches, for choosing one, none if they are more than `most`; and the first few of
    those in whose name the actor makes documents, of very many the first of some.
    """
    reached = {as_id(key) for key, _role in ways.paths}
    if ways.whole and len(reached) <= most:
        rows = _by_name(most).rows(places=reached) if reached else []
        return rows, [row for row in rows if row.pk in ways.working][:makers]
    # Looked up by id: who is in thousands does not wait until all of them are sorted.
    working = ways.working
    if not ways.whole and len(working) < makers:
        working = {as_id(key) for (key,) in _working.tuples(user=actor.user_id)}
    return [], _by_name(makers).rows(places=working) if working else []


@cache
def _by_name(most: int) -> Prepared[Organization]:
    def found(places: list[UUID]) -> QuerySet[Organization]:
        return Organization.objects.filter(pk__among=places).order_by("folded", "id")[:most]

    return Prepared(found, (), lists=("places",))


def found(actor: Actor, text: str, most: int) -> list[Document]:
    """The newest few that have every word of the text, out of all boxes; of short words, out of the newest of each."""
    ways = ways_of(actor.user_id)
    if search.short(text):
        keys = [
            key for box in Box for key in newest.first(actor.user_id, box, ALL, ("-id",), search.NEAR, ways)
        ]
        return _first_of(actor, sorted(search.having(text, keys), reverse=True), most)
    few = ways.few is not None
    for many in (search.FEW,) if few else (search.FEW, search.MANY):
        near = search.newest(text, many)
        if near is None or (few and near.behind is not None):
            break
        rows = _first_of(actor, near.keys, most)
        if near.behind is None or (len(rows) == most and near.settles([row.pk for row in rows])):
            return rows
    return _box_by_box(actor, words(text), most, ways)


def _first_of(actor: Actor, keys: list[UUID], most: int) -> list[Document]:
    """The first few of these that the actor reaches."""
    rows: list[Document] = []
    keys = keys or [newest.NOTHING]  # asked all the same, as in newest.keys
    for start in range(0, len(keys), newest.TESTED_AT_ONCE):
        rows += _among(most).rows(user=actor.user_id, keys=keys[start : start + newest.TESTED_AT_ONCE])
        if len(rows) >= most:
            break
    return rows[:most]


def _box_by_box(actor: Actor, sought: list[str], most: int, ways: Ways) -> list[Document]:
    """Of a word that is in very many: by going through what the actor reaches."""
    said = _words(sought)
    rows: list[Document] = []
    for box in Box:
        # What is older is not shown; but who reaches much goes on looking until a page is full.
        newer = {"beyond": rows[-1].pk} if ways.few is not None and len(rows) == most else {}
        narrow = replace(usually(_saying, **said, **newer), costly=True)
        rows += newest.page(actor.user_id, box, narrow, ("-id",), size=most, ways=ways).rows
        rows = sorted(rows, key=lambda row: row.pk, reverse=True)[:most]
    return rows


def _saying(_user: UUID, beyond: UUID | None = None, **words: str) -> Q:
    said = search.saying(*words.values()) if words else Q()
    return said & Q(pk__gt=beyond) if beyond else said


@cache
def _among(most: int) -> Prepared[Document]:
    def rows(user: UUID, keys: list[UUID]) -> QuerySet[Document]:
        here = Document.objects.filter(newest.tested(user, keys), pk__among=keys).select_related(
            "organization"
        )
        return here.defer(*newest.UNLISTED).order_by("-pk")[:most]

    return Prepared(rows, ("user",), lists=("keys",))
