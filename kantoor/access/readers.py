"""Who reaches an organization or a document, each once, by name: `reach.audience` and `documents.audience` as people."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import alphabet, reach
from kantoor.access import documents as reached
from kantoor.accounts.models import User
from kantoor.documents.models import Document
from kantoor.kernel import pages
from kantoor.kernel.clock import Moment
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership

Seats = Callable[[QuerySet[Any], Moment | None], QuerySet[Any, Any]]


@dataclass(frozen=True)
class Readers:
    """Of an organization, or of a document of it, now or at a moment; those of one company alone, if that is said."""

    organization_id: UUID
    document_id: UUID | None = None
    company_id: UUID | None = None
    at: dt.datetime | None = None
    gone: bool = False
    little: bool | None = None

    def ways(self) -> Iterator[Self]:
        """Along the names of the company, or of everybody; who was removed since may have read it then."""
        if self.at and not self.company_id:
            little = not alphabet.many(self)
            yield replace(self, little=little)
            yield replace(self, gone=True, little=little)
        else:
            yield self

    def everybody(self) -> QuerySet[User]:
        """Who was removed reaches nothing now."""
        return User.objects.filter(self._along)

    @property
    def _along(self) -> Q:
        return Q(environment_id=self.company_id) if self.company_id else Q(removed_at__isnull=not self.gone)

    def fits(self) -> Q:
        """By one path or another."""
        return _any(self.organization_id, self.document_id, self.at)

    def people(self) -> QuerySet[User]:
        """The plain question."""
        found = _all(self.organization_id, self.document_id, self.at)
        return found.filter(self._along) if self.company_id or self.at else found

    def is_little(self) -> bool | None:
        """That was asked of the rows, once for both ways."""
        return self.little

    def is_gathered_anew(self) -> bool:
        """Of the past it has to be seen how long ago it is."""
        return self.at is not None

    def rows(self) -> QuerySet[Any, Any]:
        """Every membership, as an index tells, and what gives something by another path."""
        open_now = Q() if self.at else Q(ended_at=None)
        inside = Membership.objects.filter(open_now, organization_id=self.organization_id).order_by()
        _inside, *rest = _paths(self.organization_id, self.document_id, self.at)
        paths = (rows.values("user_id") for rows in rest)
        return inside.values("organization_id").union(*paths, all=True)


def members(organization: UUID, at: Moment | None = None) -> QuerySet[User]:
    """Everybody who reaches the organization; pages of them: `alphabet.page(Readers(organization))`."""
    return _all(organization, at=at)


def people(document: Document, at: Moment | None = None) -> QuerySet[User]:
    """Everybody who reaches the document; those of an organization are `members`."""
    there = reached.was_there(document, at)
    return (
        _of(document, _all(document.organization_id, document.pk, at), at) if there else User.objects.none()
    )


def tried(organization: UUID, document: UUID) -> Q:
    """That somebody reads a document of this organization now; asked of one person at a time."""
    there = Document.objects.filter(reached.seen_by(OuterRef("pk")), pk=document)
    return _any(organization, document) & Q(Exists(there))


def by_rows(organization: UUID, document: UUID) -> list[QuerySet[Any, Any]]:
    """The users to whom a row now gives a document of this organization, each path apart; some None, some blocked."""
    return [rows.values("user_id") for rows in _paths(organization, document, None)]


def among(document: Document, people: list[UUID]) -> list[UUID]:
    """Those of these who reach the document."""
    return _among.rows(organization=document.organization_id, document=document.pk, people=people)


_among = Prepared(
    lambda organization, document, people: User.objects.filter(
        tried(organization, document), pk__among=people
    ).values_list("pk", flat=True),
    ("organization", "document"),
    lists=("people",),
)


def _of(document: Document, people: QuerySet[User], at: Moment | None = None) -> QuerySet[User]:
    """What is held back is for who brought it."""
    return people.filter(pk__in=[document.made_by_id]) if reached.held_back(document, at) else people


def page(
    document: Document, cursor: str = "", size: int = pages.SIZE, at: dt.datetime | None = None
) -> pages.Page[User]:
    """A page of them by name, with their environments."""
    if reached.held_back(document, at) or not reached.was_there(document, at):
        rows = people(document, at).select_related("environment")
        return pages.keyset(rows, alphabet.ORDER, cursor, size)
    return alphabet.page(Readers(document.organization_id, document.pk, at=at), cursor, size)


def some(document: Document, most: int, company: UUID | None = None) -> list[User]:
    """The first of them by name, with their environments; `company`: of this environment alone."""
    if document.withheld:
        rows = people(document).filter(**{"environment_id": company} if company else {})
        return list(rows.select_related("environment").order_by(*alphabet.ORDER)[:most])
    return alphabet.page(Readers(document.organization_id, document.pk, company), size=most).rows


def count(document: Document, most: int) -> int:
    """How many they are; `most` for more."""
    if document.withheld:
        return people(document).count()
    return len(_keys(most).tuples(document=document.pk, organization=document.organization_id))


@cache
def _keys(most: int) -> Prepared[Any]:
    return Prepared(lambda document, organization: _all(organization, document).values_list("pk")[:most])


def _paths(
    organization: UUID, document: UUID | None, at: Moment | None, seats: Seats | None = None
) -> list[QuerySet[Any, Any]]:
    """Rows of memberships, places and shares with the user that each gives something; some have none."""
    seats = seats or _seats
    inside = reach.memberships(at).filter(organization_id=organization).order_by()
    kept = reach.kept(at).filter(organization_id=organization).order_by()
    found = [inside, seats(inside, at), kept]
    if document is None:
        return found
    given = reached.shares(at).filter(document_id=document).order_by()
    receivers = given.filter(to_organization__isnull=False).values("to_organization_id")
    across = reach.memberships(at).filter(organization_id__in=receivers).order_by()
    return [*found, given, seats(given, at), across, seats(across, at)]


def _seats(given: QuerySet[Any], at: Moment | None) -> QuerySet[Any, Any]:
    """The places in the groups that have something by these rows."""
    groups = given.filter(group__isnull=False).values("group_id")
    return reach.places(at).filter(group_id__in=groups).order_by()


def _each_seat(given: QuerySet[Any], at: Moment | None) -> QuerySet[Any, Any]:
    """The same, looked up for each place: quick where somebody's few places are asked for."""
    return reach.places(at).filter(Exists(given.filter(group_id=OuterRef("group_id")))).order_by()


def _all(organization: UUID, document: UUID | None = None, at: Moment | None = None) -> QuerySet[User]:
    first, *rest = (
        rows.filter(user__isnull=False).values("user_id") for rows in _paths(organization, document, at)
    )
    return User.objects.filter(~reach.blocked("pk", at), pk__in=first.union(*rest))


def _any(organization: UUID, document: UUID | None = None, at: Moment | None = None) -> Q:
    """That a person has a path; each tried by itself, as there are indexes of people."""
    found = Q()
    for rows in _paths(organization, document, at, _each_seat):
        found |= Q(Exists(rows.filter(user_id__each=OuterRef("pk"))))
    return Q(~reach.blocked("pk", at)) & found
