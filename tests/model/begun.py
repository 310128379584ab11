"""How a world begins: companies, their people and organizations; the same for the model and for the database."""

import datetime as dt
import random
from dataclasses import dataclass, field
from uuid import UUID

from kantoor.accounts.models import Operatorship
from kantoor.demo import cast
from kantoor.environments.models import EnvironmentRole
from tests.model.world import ADMINISTRATOR, ADVANCED, BASIC, Grant, Organization, Person, World

START = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Begun:
    """`people`: name, environment, role, mark. `organizations`: name, environment, creator, active."""

    environments: tuple[str, ...]
    people: tuple[tuple[str, str, int, bool], ...]
    organizations: tuple[tuple[str, str, str, bool], ...]

    def world(self) -> World:
        """As the model has it."""
        world = World(START)
        for name, environment, role, mark in self.people:
            world.people[name] = Person(environment, role, mark)
        for name, environment, creator, active in self.organizations:
            world.organizations[name] = Organization(environment, active)
            world.members[name, creator] = Grant(ADMINISTRATOR)
        return world

    def rows(self) -> dict[str, UUID]:
        """As the database has it: the ids by name; "operator" is somebody of another environment."""
        environments = {name: cast.environment(f"Company {name}") for name in self.environments}
        found = {name: row.pk for name, row in environments.items()}
        people = {
            name: cast.person(
                environments[home],
                f"Person {name}",
                f"{name}@{home}.example",
                EnvironmentRole(role),
                relationship_manager=mark,
            )
            for name, home, role, mark in self.people
        }
        found |= {name: row.pk for name, row in people.items()}
        for name, home, creator, active in self.organizations:
            made = cast.organization(
                environments[home], f"Firm {name}", "Utrecht", people[creator], active=active
            )
            found[name] = made.pk
        keeper = cast.person(cast.environment("Keepers", listed=False), "Olga", "olga@keepers.example")
        Operatorship.objects.create(user=keeper)
        return found | {"operator": keeper.pk}


@dataclass
class _Counter:
    counts: dict[str, int] = field(default_factory=dict)

    def next(self, kind: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}{self.counts[kind]}"


def drawn(rng: random.Random) -> Begun:
    """Three or four companies with three to five people and one to three organizations each."""
    counter = _Counter()
    environments = tuple(counter.next("e") for _ in range(rng.choice((3, 4))))
    people: list[tuple[str, str, int, bool]] = []
    organizations: list[tuple[str, str, str, bool]] = []
    for home in environments:
        first = counter.next("p")
        people.append((first, home, ADMINISTRATOR, False))
        people.append((counter.next("p"), home, ADVANCED, True))
        for _ in range(rng.randint(1, 3)):
            people.append((counter.next("p"), home, rng.choice((BASIC, ADVANCED, ADMINISTRATOR)), False))
        for number in range(rng.randint(1, 3)):
            active = number == 0 or rng.random() < 0.7
            organizations.append((counter.next("o"), home, first, active))
    return Begun(environments, tuple(people), tuple(organizations))
