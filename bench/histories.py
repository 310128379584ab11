"""The large world with its past: for every row that is open several that ended, and a partnership that carries a lot."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from kantoor.accounts.models import User
from kantoor.demo.worlds import names
from kantoor.demo.worlds.bulk import analyze, careless, key_at, without_indexes, write
from kantoor.documents.models import Document
from kantoor.environments.models import Appointment, Environment
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.text import fold
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share

BEGAN = dt.datetime(2023, 12, 1, tzinfo=dt.UTC)
DAYS = 1080
PLACES_OF_EACH = 25  # organizations of an environment
ENDED_EACH = 3.5  # memberships that ended, for each that is open
PLACES_EACH = 0.4  # places in groups, open and ended, for each open membership
GROUP_SIZE = 25
ENDED_PLACES = 3  # of so many places in a group one is open


@dataclass(frozen=True)
class Size:
    """How much is open."""

    organizations: int
    users: int
    memberships: int
    documents: int
    shares: int


def size_of(memberships: int) -> Size:
    """So many open memberships, ten to a person, a hundred to an organization; documents enough to ask about."""
    few = max(50, memberships // 100)
    return Size(few, few * 10, memberships, few * 2, memberships // 20)


class History:
    """Memberships begin at any time of three years; each pair of person and organization has been there before."""

    def __init__(self, size: Size) -> None:
        self.size, self.chance, self.time = size, Random(7), BEGAN
        self.hanging = size.memberships // 200  # on one partnership, `carrying`

    def key(self) -> UUID:
        self.time += dt.timedelta(milliseconds=1)
        return key_at(self.time, self.chance)

    def recall(self) -> None:
        """The ids of a world that is there already: they are the same every time."""
        size = self.size
        self.environments = [self.key() for _ in range(max(2, size.organizations // PLACES_OF_EACH))]
        self.places = [self.key() for _ in range(size.organizations)]
        self.users = [self.key() for _ in range(size.users)]
        self.partnerships = {firm: self.key() for firm in self.environments[1:]}
        self.carrying = self.partnerships[self.environments[1]]
        self.groups = [self.key() for _ in range(max(1, int(self.size.memberships * PLACES_EACH) // 75))]

    def build(self) -> None:
        """All tables, in the order in which they lean on each other."""
        self.recall()
        with careless():
            self._tables()
        analyze()

    def _firm(self, number: int) -> UUID:
        return self.environments[number % len(self.environments)]

    def _users(self) -> Iterator[tuple[Any, ...]]:
        for n, pk in enumerate(self.users):
            name = f"{names.person(self.chance)} {n}"
            yield (pk, self._firm(n), name, f"p{n}@bench.example", fold(name), "!")

    def _appointments(self) -> Iterator[tuple[Any, ...]]:
        for n, pk in enumerate(self.users):
            yield (self.key(), self._firm(n), pk, 1)

    def _organizations(self) -> Iterator[tuple[Any, ...]]:
        for n, pk in enumerate(self.places):
            name = names.company(self.chance)
            yield (pk, self._firm(n), name, fold(name), "active", BEGAN)

    def _tables(self) -> None:
        first = self.environments[0]
        write(Environment, ("id", "name"), ((firm, f"Firm {n}") for n, firm in enumerate(self.environments)))
        write(User, ("id", "environment_id", "name", "email", "folded", "password"), self._users())
        write(Appointment, ("id", "environment_id", "user_id", "role"), self._appointments())
        places = ("id", "environment_id", "name", "folded", "state", "activated_at")
        write(Organization, places, self._organizations())
        pairs = ((key, *sorted((first, firm)), True, BEGAN) for firm, key in self.partnerships.items())
        write(Partnership, ("id", "low_id", "high_id", "asked_by_low", "valid_from"), pairs)
        columns = (*_INTERVAL, "organization_id", "user_id", "group_id", "role", "partnership_id", "name_key")
        with without_indexes(Membership):
            write(Membership, columns, self._histories())
        self._write_groups()
        with without_indexes(Document):
            write(Document, _DOCUMENT, self._papers())
        columns = (*_INTERVAL, "organization_id", "document_id", "user_id", "group_id", "level")
        kept = dict(Document.objects.values_list("id", "organization_id"))  # no question while COPY runs
        write(Share, columns, self._lent(kept))
        forward = ((*self._open(), self.carrying, firm, None) for firm in self.environments[:2])
        write(Participant, (*_INTERVAL, "partnership_id", "environment_id", "user_id"), forward)

    def _write_groups(self) -> None:
        rows = (
            (pk, self._firm(n), f"Group {n}", f"group {n}", self.users[n % len(self.environments)], BEGAN)
            for n, pk in enumerate(self.groups)
        )
        columns = ("id", "environment_id", "name", "folded", "created_by_id", "created_at")
        write(Group, columns, rows)
        with without_indexes(GroupMembership):
            write(GroupMembership, (*_INTERVAL, "group_id", "user_id", "manager"), self._seats())

    def _open(self) -> tuple[Any, ...]:
        return (self.key(), self._day(), None, "")

    def _past(self) -> tuple[Any, ...]:
        began = self._day()
        return (self.key(), began, began + dt.timedelta(days=self.chance.randrange(1, 400)), "changed")

    def _day(self) -> dt.datetime:
        return BEGAN + dt.timedelta(minutes=self.chance.randrange(DAYS * 1440))

    def _histories(self) -> Iterator[tuple[Any, ...]]:
        """The partnership's, each group's, everybody's in their own firm; then those that ended."""
        firms, ours = len(self.environments), self.size.organizations // len(self.environments)
        visitors = len(self.users) // firms
        for n in range(self.hanging):
            place, visitor = divmod(n, visitors)
            user = self.users[1 + firms * visitor]
            yield (*self._open(), self.places[firms * place], user, None, 1 + n % 3, self.carrying, f"{n:06}")
        for n, pk in enumerate(self.groups):
            place = self.places[n % firms + firms * (n // firms % ours)]
            yield (*self._open(), place, None, pk, 1 + n % 2, None, f"group {n}")
        for n in range(self.size.memberships - self.hanging - len(self.groups)):
            yield (*self._open(), *self._pair(n), None, 1 + n % 3, None, f"{n:06}")
        for n in range(int(self.size.memberships * ENDED_EACH)):
            yield (*self._past(), *self._pair(n), None, 1 + n % 3, None, f"{n:06}")

    def _pair(self, n: int) -> tuple[UUID, UUID]:
        """The organization and the person of their firm; a pair comes again only after all others."""
        firms = len(self.environments)
        turn, user = divmod(n, len(self.users))
        ours = self.size.organizations // firms
        return self.places[user % firms + firms * ((user // firms + turn) % ours)], self.users[user]

    def _seats(self) -> Iterator[tuple[Any, ...]]:
        firms = len(self.environments)
        for n, pk in enumerate(self.groups):
            for seat in range(GROUP_SIZE * ENDED_PLACES):
                user = self.users[n % firms + firms * ((n // firms + seat) % (len(self.users) // firms))]
                when = self._past() if seat >= GROUP_SIZE else self._open()
                yield (*when, pk, user, seat == 0)

    def _papers(self) -> Iterator[tuple[Any, ...]]:
        for n in range(self.size.documents):
            at, place = self._day(), self.places[n % self.size.organizations]
            day, title = at.date(), f"Invoice {n}"
            row = ("received", "invoice", "uploaded", "received", at, title, str(n), day, day, "EUR", 100)
            yield (key_at(at, self.chance), place, *row, "Smit", fold("Smit"), at)

    def _lent(self, kept: dict[UUID, UUID]) -> Iterator[tuple[Any, ...]]:
        """Each document with five people of the same firm and a group; half of it has ended."""
        firms = len(self.environments)
        spots = {pk: n for n, pk in enumerate(self.places)}
        each = max(1, self.size.shares // len(kept))
        for document, place in kept.items():
            firm = spots[place] % firms
            group = firm + firms * (spots[place] // firms % max(1, len(self.groups) // firms))
            yield (*self._open(), place, document, None, self.groups[group % len(self.groups)], 1)
            for n in range(each):
                user = self.users[firm + firms * ((spots[place] + n) % (len(self.users) // firms))]
                yield (*(self._past() if n % 2 else self._open()), place, document, user, None, 1 + n % 3)


_INTERVAL = ("id", "valid_from", "ended_at", "ended_why")
_DOCUMENT = (
    *("id", "organization_id", "box", "kind", "source", "status", "status_at", "title", "number"),
    *("dated_on", "due_on", "currency", "amount", "party", "party_folded", "made_at"),
)
