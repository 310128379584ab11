"""Who and what exists: companies with their organizations and people, a few large ones and many small ones."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from kantoor.demo.worlds import names
from kantoor.demo.worlds.bulk import key_at
from kantoor.demo.worlds.sizes import Size
from kantoor.kernel.text import fold

DAYS = 1080
ACCOUNTANTS, COOPERATIVE = 0, 1  # which of the companies
BELGIANS = 12  # of so many companies one
Row = tuple[Any, ...]


def shared_out(total: int, parts: int, least: int) -> list[range]:
    """So many things in a row, given to so many: the n-th gets about 1/(n + 3), each at least `least`."""
    weights = [1 / (n + 3) for n in range(parts)]
    spare, whole = total - least * parts, sum(weights)
    ends = [least * (n + 1) + int(spare * w / whole) for n, w in enumerate(itertools.accumulate(weights))]
    ends[-1] = total
    return [range(start, end) for start, end in zip([0, *ends], ends, strict=False)]


class Ground:
    """Ids and names, all in memory; the n-th person, place and company keep their number everywhere."""

    def __init__(self, size: Size, seed: int, until: dt.date) -> None:
        self.size, self.seed = size, seed
        self.until = dt.datetime.combine(until, dt.time(), dt.UTC)
        self.began = self.until - dt.timedelta(days=DAYS)
        chance = self.random("ids")
        self._clock = self.began - dt.timedelta(days=30)
        self.companies = [self._key(chance) for _ in range(size.environments)]
        self.places_of = shared_out(size.organizations, size.environments, 1)
        self.users_of = shared_out(size.users, size.environments, 2)
        extra = [COOPERATIVE] * (bool(size.giant) + size.empty)
        self.company_of_place = [n for n, some in enumerate(self.places_of) for _ in some] + extra
        self.company_of_user = [n for n, some in enumerate(self.users_of) for _ in some]
        self.places = [self._key(chance) for _ in self.company_of_place]
        self.users = [self._key(chance) for _ in self.company_of_user]
        others = range(1, size.environments)
        pairs = [(ACCOUNTANTS, n) for n in others] + [(COOPERATIVE, n) for n in others[1:]]
        self.partnerships = {pair: self._key(chance) for pair in pairs}
        self.titles = self._titles()
        self.domains = self._domains()
        self.names = self._people()

    def random(self, what: str) -> Random:
        """Chance of its own for each part, so that one part can be asked again without the others."""
        return Random(f"{self.seed} {what}")

    def _key(self, chance: Random) -> UUID:
        self._clock += dt.timedelta(milliseconds=1)
        return key_at(self._clock, chance)

    def _titles(self) -> list[str]:
        chance = self.random("companies")
        made = ["Hoekstra & Haddad Accountants BV", "Samen Inkopen Holding BV"]
        made += [names.company(chance, self.country(n)) for n in range(2, self.size.environments)]
        return made[: self.size.environments]

    def _domains(self) -> list[str]:
        """Of mail, one each: the second Bakker Advies has a number."""
        seen: Counter[str] = Counter()
        made = []
        for title in self.titles:
            stem = "".join(c for c in fold(title.rsplit(" ", 1)[0]) if c.isalnum())
            seen[stem] += 1
            made.append(f"{stem}{seen[stem] if seen[stem] > 1 else ''}.example")
        return made

    def _people(self) -> list[str]:
        chance = self.random("people")
        made = [names.person(chance) for _ in self.users]
        made[0] = "Hidde Haddad"
        for user, name in zip(self.notable, NOTABLE.values(), strict=False):
            made[user] = name
        return made

    @property
    def notable(self) -> range:
        """Those who are asked about: the first of the accountants, after the one who leads them."""
        return self.users_of[ACCOUNTANTS][1 : 1 + len(NOTABLE)]

    def country(self, company: int) -> str:
        return "BE" if company % BELGIANS == BELGIANS - 1 else "NL"

    def between(self, one: int, other: int) -> UUID | None:
        """The partnership of two companies; None within one."""
        return None if one == other else self.partnerships[min(one, other), max(one, other)]

    def head_of(self, place: int) -> int:
        """The person of its own company who administers it."""
        company = self.company_of_place[place]
        ours = self.users_of[company]
        return ours[(place - self.places_of[company].start + self._aside(company)) % len(ours)]

    def headed_by(self, user: int) -> range:
        """The places of which they are that person (a giant and empty ones left out)."""
        company = self.company_of_user[user]
        ours, places = self.users_of[company], self.places_of[company]
        first = (user - ours.start - self._aside(company)) % len(ours)
        return range(places.start + first, places.stop, len(ours))

    @staticmethod
    def _aside(company: int) -> int:
        """So many administer nothing: those who are asked about have just what is said of them."""
        return 1 + len(NOTABLE) if company == ACCOUNTANTS else 0

    def day(self, chance: Random) -> dt.datetime:
        """Some moment of the years that this world has seen."""
        return self.began + dt.timedelta(minutes=chance.randrange(DAYS * 1440 - 60))

    def addresses(self) -> Iterator[str]:
        """Of each person: two of one name in a company have a number."""
        for company, users in enumerate(self.users_of):
            seen: Counter[str] = Counter()
            for user in users:
                stem = fold(self.names[user]).replace(" ", ".").replace("'", "")
                seen[stem] += 1
                yield f"{stem}{seen[stem] if seen[stem] > 1 else ''}@{self.domains[company]}"


# By what each is known for; those of whom the world is too small to tell are ordinary accountants.
NOTABLE = {
    "ten": "Marieke Hoekstra",
    "some": "Willem Dekker",
    "many": "Yasmin Haddad",
    "old": "Cornelis Prins",
    "none": "Leonie Postma",
    "shares": "Idris Okafor",
    "giant and some": "Beatrix Huisman",
    "giant": "Sander Koster",
}


def address(who: str) -> str:
    """Where to sign in as one of them."""
    return f"{NOTABLE[who].lower().replace(' ', '.')}@hoekstrahaddadaccountants.example"
