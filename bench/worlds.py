"""A large world of organizations, people, documents and shares, skewed as real ones are, and the same every time."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from bench.bulk import BEGAN, analyze, careless, key_at, without_indexes, without_search, write
from kantoor.accounts.models import User
from kantoor.documents.models import Document, Text
from kantoor.environments.models import Appointment, Environment
from kantoor.kernel.text import fold
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Share

DAYS = 1080
PLACES_EACH = 25  # organizations of an environment
WORDS = ["Jansen", "Bakker", "Visser", "Smit", "Staal", "Bouw", "Hout", "Beton", "Water", "Licht",
         "Groen", "Noord", "Zuid", "Rijn", "Maas", "Waal"]  # fmt: skip
FORMS = ("BV", "NV", "VOF", "Holding BV", "Beheer BV")
BOXES = ("received", "received", "received", "sent", "sent", "made")
STATUSES = {
    "received": ("received", "opened", "under_review", "approved", "paid", "paid", "paid", "rejected"),
    "sent": ("sent", "delivered", "opened", "paid", "paid"),
    "made": ("draft", "draft", "received"),
}


@dataclass(frozen=True)
class Size:
    """How much of everything; `giant` documents more stand in one organization, `empty` organizations have none."""

    organizations: int = 10_000
    users: int = 100_000
    memberships: int = 1_000_000
    documents: int = 1_000_000
    shares: int = 50_000
    giant: int = 1_000_000
    empty: int = 5_000

    @classmethod
    def of(cls, documents: int, organizations: int = 10_000) -> "Size":
        """The issue's proportions around so many documents and organizations."""
        few = organizations
        return cls(few, few * 10, few * 100, documents, documents // 20, documents, few // 2)


class Builder:
    """Writes the world; `people` are the named ones that are measured."""

    def __init__(self, size: Size) -> None:
        self.size, self.chance = size, Random(7)
        self.time = BEGAN

    def key(self) -> UUID:
        self.time += dt.timedelta(milliseconds=1)
        return key_at(self.time, self.chance)

    def recall(self) -> None:
        """The ids of a world that is there already: they are the same every time."""
        size = self.size
        self.environments = [self.key() for _ in range(max(2, size.organizations // PLACES_EACH))]
        every = size.organizations + size.empty + 1
        self.places = [self.key() for _ in range(every)]
        self.owner = [self.environments[n % len(self.environments)] for n in range(every)]
        self.users = [self.key() for _ in range(size.users)]

    def build(self) -> None:
        """All tables, in the order in which they lean on each other."""
        self.recall()
        with careless():
            self._tables()
        analyze()

    def _tables(self) -> None:
        first = self.environments[0]
        self.partnerships = {firm: self.key() for firm in self.environments[1:]}
        write(Environment, ("id", "name"), ((firm, f"Firm {n}") for n, firm in enumerate(self.environments)))
        write(User, ("id", "environment_id", "name", "email", "folded", "password"), self._users())
        write(Appointment, ("id", "environment_id", "user_id", "role"), self._appointments())
        write(Organization, _ORGANIZATION, self._organizations())
        pairs = ((key, *sorted((first, firm)), True) for firm, key in self.partnerships.items())
        write(Partnership, ("id", "low_id", "high_id", "asked_by_low"), pairs)
        with without_indexes(Membership):
            write(Membership, _MEMBERSHIP, self._memberships())
        with without_indexes(Document):
            write(Document, _DOCUMENT, self._documents())
        with without_search():
            write(Text, ("id", "document_id", "fields"), self.texts)
        self.texts = []
        write(Share, ("id", "organization_id", "document_id", "user_id", "level"), self._shares())

    def _firm(self, number: int) -> UUID:
        return self.environments[number % len(self.environments)]

    def _users(self) -> Iterator[tuple[Any, ...]]:
        for n, pk in enumerate(self.users):
            name = f"{self.chance.choice(WORDS)} {n}"
            yield (pk, self._firm(n), name, f"p{n}@bench.example", fold(name), "!")

    def _appointments(self) -> Iterator[tuple[Any, ...]]:
        for n, pk in enumerate(self.users):
            yield (self.key(), self._firm(n), pk, 1)

    def _organizations(self) -> Iterator[tuple[Any, ...]]:
        for n, pk in enumerate(self.places):
            name = self._name()
            yield (pk, self.owner[n], name, fold(name), "active", BEGAN)

    def _name(self) -> str:
        return f"{self.chance.choice(WORDS)} {self.chance.choice(WORDS)} {self.chance.choice(FORMS)}"

    def _memberships(self) -> Iterator[tuple[Any, ...]]:
        """The named people's, through partnerships; then everybody in some of their own firm's."""
        firms, named = len(self.environments), self.named()
        pairs = {(n * firms, place) for n, member in enumerate(named.values()) for place in member}
        yield from (self._member(user, place) for user, place in sorted(pairs))
        each = max(1, self.size.organizations // firms)
        for n in range(self.size.memberships - len(pairs)):
            turn, user = divmod(n, len(self.users))
            if user % firms or user // firms >= len(named):
                yield self._member(user, user % firms + firms * ((user // firms + 3 * turn) % each))

    def _member(self, user: int, place: int) -> tuple[Any, ...]:
        firm = self.owner[place]
        rests = self.partnerships.get(firm) if firm != self._firm(user) else None
        return (self.key(), self.places[place], self.users[user], 1 + user % 3, rests)

    def named(self) -> dict[str, list[int]]:
        """Who is measured, and the organizations that they are in."""
        size, chance = self.size, Random(11)
        full = range(size.organizations)
        thousand, most = size.organizations // 10, size.organizations // 2
        old = [n for n in full if n % 10 == 3]
        return {
            "10 organizations": chance.sample(full, 10),
            "1,000 organizations": chance.sample(full, thousand),
            "5,000 organizations": chance.sample(full, most),
            "1,000, all old": old[:thousand],
            "5,000, none at all": [size.organizations + 1 + n for n in range(size.empty)],
            "20 shares alone": [],
            "a giant and 1,000 small": [
                size.organizations,
                *chance.sample(range(size.organizations // 2, size.organizations), thousand),
            ],
            "the giant alone": [size.organizations],
        }

    def _documents(self) -> Iterator[tuple[Any, ...]]:
        """Newest last; a few organizations have most of them. Those ending in 3 have none of the last two years."""
        size, chance = self.size, Random(13)
        total = size.documents + size.giant
        step = dt.timedelta(days=DAYS) / total
        weights = list(itertools.accumulate(1 / (n + 5) for n in range(size.organizations)))
        parties = [self._name() for _ in range(400)]
        at, ordinary = BEGAN, 0
        self.some: list[tuple[UUID, UUID]] = []
        self.texts: list[tuple[int, UUID, str]] = []
        for n in range(total):
            at += step
            place = size.organizations
            if n * size.documents // total >= ordinary:
                ordinary += 1
                place = chance.choices(range(size.organizations), cum_weights=weights)[0]
                if place % 10 == 3 and n > total // 3:
                    place -= 1
            row = self._document(n, at, self.places[place], chance, parties)
            if place != size.organizations:
                said = fold(f"{row[7]} {row[13]} {row[12]:.2f}")
                self.texts.append((n + 1, row[0], said))
                if n % 20 == 0:
                    self.some.append((row[0], row[1]))
            yield row

    def _document(
        self, n: int, at: dt.datetime, place: UUID, chance: Random, parties: list[str]
    ) -> tuple[Any, ...]:
        box, party = BOXES[n % 6], chance.choice(parties)
        day = at.date() - dt.timedelta(days=chance.randrange(20))
        sent = at if box == "sent" else None
        number = f"{day.year}-{n:07}"
        return (
            key_at(at, chance),
            place,
            box,
            "invoice" if n % 9 else "credit_note",
            "uploaded",
            chance.choice(STATUSES[box]),
            at,
            f"Invoice {number}",
            number,
            day,
            day + dt.timedelta(days=30),
            "EUR",
            round(chance.lognormvariate(6, 1.5), 2),
            party,
            fold(party),
            at,
            sent,
        )

    def _shares(self) -> Iterator[tuple[Any, ...]]:
        """Most with somebody at random; twenty with the one who has nothing else."""
        chance, alone = Random(17), list(self.named()).index("20 shares alone")
        firms = len(self.environments)
        others = firms * len(self.named())
        for n in range(min(self.size.shares, len(self.some))):
            document, place = self.some[n]
            user = alone * firms
            if n % (len(self.some) // 20):
                user = chance.randrange(others, len(self.users))
            yield (self.key(), place, document, self.users[user], 1 + n % 3)


_ORGANIZATION = ("id", "environment_id", "name", "folded", "state", "activated_at")
_MEMBERSHIP = ("id", "organization_id", "user_id", "role", "partnership_id")
_DOCUMENT = (
    "id",
    "organization_id",
    "box",
    "kind",
    "source",
    "status",
    "status_at",
    "title",
    "number",
    "dated_on",
    "due_on",
    "currency",
    "amount",
    "party",
    "party_folded",
    "made_at",
    "sent_at",
)
