"""Whom an asker may know of, by words: who is called so is found first, and proved then (docs/decisions/0189)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from kantoor.access import readers
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.kernel import pages
from kantoor.kernel.alike import asked
from kantoor.kernel.among import unindexed
from kantoor.kernel.opaque import opaque
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Partnership
from kantoor.sharing.known import Known, Sight
from kantoor.sharing.models import Share

GATHERED = 2_000  # who has something of it; where they are more, the names of everybody are gone along
CROWDED = 10_000  # people of the companies that are looked through
ASKING = 2_000  # the newest of those who asked for access
AT_ONCE = (finding.FEW + 1, 1_000)  # people who are tried


@dataclass(frozen=True)
class Part:
    """The people of a company, or others; who is `gone` from where they were, or not (None: both); so many of them.

    `along`: of companies that are a good part of everybody, so that the names lead and not the companies.
    """

    house_id: UUID
    own: bool
    gone: bool | None
    most: int
    along: bool = False


def first(known: Known, sought: Sequence[str], most: int, own: bool) -> list[User]:
    """The first by name who have every word in their name, an address or the name of their company, out of the
    organization's company, or else of all others."""
    if not own and known.sight == Sight.OWN_PEOPLE:
        return []
    given = {f"word{n}": word for n, word in enumerate(sought)}
    ways = _ways(known, sought, own)
    along = any(_are_crowded(way["companies"]) for way in ways if "companies" in way)
    found: dict[UUID, User] = {}
    for gone in (None,) if own else (False, True):
        part = Part(known.house_id, own, gone, most, along)
        found |= {row.pk: row for way in ways for row in _proved(known, part, way | given)}
    if len(found) > most:
        # Which of them are the first the database says, whose order of letters may be another than Python's.
        return asked(_of, known, part, keys=list(found)).rows()
    return sorted(found.values(), key=lambda row: (row.folded, row.pk))


def _proved(known: Known, part: Part, given: dict[str, Any]) -> list[User]:
    """The first of those who are called so, in their order and a few at a time, of whom the asker may know."""
    found: list[User] = []
    here: dict[str, Any] = {}
    most = AT_ONCE[0]
    while True:
        called = asked(_called, replace(part, most=most), **given, **here).rows()
        # Asked where nobody is called so too: nobody is to learn from it who is there elsewhere.
        keys = [key for _name, key in called] or [finding.NOBODY]
        found += asked(_of, known, part, keys=keys).rows()
        if len(found) >= part.most or len(called) < most:
            return found
        here, most = dict(zip(("after", "after_id"), called[-1], strict=True)), AT_ONCE[1]


def _ways(known: Known, sought: Sequence[str], own: bool) -> list[dict[str, list[UUID]]]:
    """Out of whom: all; or two parts, which are asked whatever the words, as no count of questions is to tell of others.

    With a rare word those who are called so or have something of it, and the companies that are; with a common one
    who has something, and all companies.
    """
    few = finding.few(sought)
    some = None if own else _with_something(known)
    if few is None and some is None:
        return [{}]
    companies = [known.house_id] if own else _partners(known)
    if few is not None:
        some = [*few, *(some or ([] if own else _asking(known)))]
        companies = _called_so(companies, sought)
    return [{"few": some or []}, {"companies": companies or [finding.NOBODY]}]


def _partners(known: Known) -> list[UUID]:
    """The companies of which somebody can have something, or ever had by a partnership, and the asker's own."""
    pairs = _PAIRS.rows(environment=known.house_id)
    return list({key for pair in pairs for key in pair} - {known.house_id} | {known.side_id})


def _asking(known: Known) -> list[UUID]:
    """Who ever asked for access, of whatever company; the newest, where they are very many."""
    return [key for key in _ASKING.rows(organization=known.organization_id) if key]


def _with_something(known: Known) -> list[UUID] | None:
    """Everybody who perhaps has, or had, something of it; None where they are many."""
    part = Part(known.house_id, own=False, gone=None, most=GATHERED + 1)
    rows = asked(_perhaps, known, part).rows()
    return None if len(rows) > GATHERED else list({key for key in rows if key} | {known.asker_id})


def _of(known: Known, part: Part, keys: list[UUID]) -> QuerySet[User]:
    return known.everybody().filter(pk__among=keys).order_by("folded", "id")[: part.most]


def _called(
    part: Part,
    few: list[UUID] | None = None,
    companies: list[UUID] | None = None,
    after: str = "",
    after_id: UUID | None = None,
    **words: str,
) -> QuerySet[User, Any]:
    """Who has the words, whoever may know of them: along the names, out of few or of the people of these companies."""
    here = pages.Place(["folded", "id"], False, False, [after, after_id] if after_id else [])
    own = Q(environment_id=part.house_id)
    people = User.objects.filter(here.after, own if part.own else ~own)
    people = people if part.gone is None else people.filter(removed_at__isnull=not part.gone)
    people = people if few is None else people.filter(pk__among=few)
    if companies is not None and part.along:
        people = people.alias(house=unindexed("environment_id")).filter(house__among=companies)
    elif companies is not None:
        people = people.filter(environment_id__among=companies)
    for word in words.values():
        people = people.filter(opaque(Q(folded__contains=word) | Q(environment__folded__contains=word)))
    return people.order_by(*here.order).values_list("folded", "pk")[: part.most]


def _perhaps(known: Known, part: Part) -> QuerySet[Any, Any]:
    """By any row of it, some more than once; so many."""
    place, paper = known.organization_id, known.document_id
    members = Membership.objects.filter(organization_id=place).order_by()
    within = GroupMembership.objects.filter(group_id__in=members.values("group_id")).order_by()
    shared = Share.objects.filter(organization_id=place, user__isnull=False).order_by()
    asking = Request.objects.filter(organization_id=place).order_by()
    rest = [rows.values_list("user_id") for rows in (within, shared)]
    rest += [asking.values_list("to_user_id"), asking.values_list("asked_by_id")]
    rest += readers.by_rows(place, paper) if paper else []
    own = members.filter(user__isnull=False).values_list("user_id", flat=True)
    return own.union(*rest, all=True)[: part.most]


def _are_crowded(companies: list[UUID]) -> bool:
    rows = User.objects.filter(environment_id__among=companies).order_by()
    return bool(rows.values_list(Value(1))[CROWDED : CROWDED + 1])


def _called_so(companies: list[UUID], sought: Sequence[str]) -> list[UUID]:
    """Those of the companies whose name has one of the words."""
    found = reduce(or_, (Q(folded__contains=word) for word in sought), Q(pk=None))
    return list(Environment.objects.filter(found, pk__among=companies).values_list("pk", flat=True))


_PAIRS: Prepared[tuple[UUID, UUID]] = Prepared(
    lambda environment: (
        Partnership.objects.filter(Q(low_id=environment) | Q(high_id=environment))
        .order_by()
        .values_list("low_id", "high_id")
    )
)
_ASKING: Prepared[UUID] = Prepared(
    lambda organization: (
        Request.objects.filter(kind=Kind.ACCESS, organization_id=organization)
        .order_by("-id")
        .values_list("asked_by_id", flat=True)[:ASKING]
    )
)
