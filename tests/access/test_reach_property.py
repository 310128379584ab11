"""Random worlds: the check, the list and the audience agree with each other and with a plain model of the rules, at
every moment (domain 8.1)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kantoor.access import looking, reach
from kantoor.access.actor import Actor
from kantoor.accounts import users
from kantoor.accounts.models import Block, User
from kantoor.demo import cast as demo
from kantoor.environments.models import Environment, EnvironmentRole
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.clock import now
from kantoor.organizations import seen
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Partnership

PEOPLE, HOUSES, GROUPS, HOURS = 4, 3, 2, 8


@dataclass(frozen=True)
class Span:
    """From one hour to another, or open; counted from the beginning of the world."""

    start: int
    end: int | None
    by_date: bool

    def covers(self, hour: float) -> bool:
        return self.start <= hour and (self.end is None or hour < self.end)


spans = st.builds(
    lambda start, length, by_date: Span(start, start + length if length else None, by_date),
    st.integers(0, HOURS - 1),
    st.integers(0, 4),
    st.booleans(),
)
people, houses, groups = st.integers(0, PEOPLE - 1), st.integers(0, HOUSES - 1), st.integers(0, GROUPS - 1)
worlds = st.fixed_dictionaries(
    {
        "direct": st.lists(st.tuples(people, houses, st.integers(1, 3), spans), max_size=8),
        "by_group": st.lists(st.tuples(groups, houses, st.integers(1, 3), spans), max_size=4),
        "places": st.lists(st.tuples(people, groups, spans), max_size=6),
        "blocks": st.lists(st.tuples(people, spans), max_size=2),
        "partnership": spans,
        "closed": st.dictionaries(houses, st.integers(0, HOURS), max_size=1),
    }
)


def expected(world: dict, person: int, house: int, hour: float) -> int | None:  # type: ignore[type-arg]
    """The rules once more, in plain Python. The last person is of the partner's environment."""
    if any(who == person and span.covers(hour) for who, span in world["blocks"]):
        return None
    if house in world["closed"] and world["closed"][house] <= hour:
        return None
    if person == PEOPLE - 1 and not world["partnership"].covers(hour):
        return None
    within = {group for who, group, span in world["places"] if who == person and span.covers(hour)}
    roles = [
        role
        for who, where, role, span in world["direct"]
        if (who, where) == (person, house) and span.covers(hour)
    ]
    roles += [
        role
        for group, where, role, span in world["by_group"]
        if group in within and where == house and span.covers(hour)
    ]
    return max(roles, default=None)


class Stage:
    """The world of an example, in the database; it began two days ago."""

    def __init__(self, world: dict) -> None:  # type: ignore[type-arg]
        self.began = now() - dt.timedelta(days=2)
        here, there = demo.environment("Here"), demo.environment("There")
        sides = [here] * (PEOPLE - 1) + [there]
        self.people: list[User] = [
            users.create(side, f"P{n}", f"p{n}-{side.pk}@here.example", demo.BASIC)
            for n, side in enumerate(sides)
        ]
        self.houses = [self.house(here, n, world["closed"].get(n)) for n in range(HOUSES)]
        self.groups = [
            Group.objects.create(environment=here, name=f"G{n}", created_by=self.people[0])
            for n in range(GROUPS)
        ]
        low, high = sorted((here, there), key=lambda side: side.pk)
        self.partnership = Partnership.objects.create(
            low=low, high=high, asked_by_low=True, **self.times(world["partnership"])
        )
        self.write(world)

    def house(self, environment: Environment, number: int, closed: int | None) -> Organization:
        made = Organization.objects.create(
            environment=environment, name=f"H{number}", state="active", activated_at=self.began
        )
        if closed is not None:
            Organization.objects.filter(pk=made.pk).update(state="closed", closed_at=self.at(closed))
        return made

    def at(self, hour: float) -> dt.datetime:
        return self.began + dt.timedelta(hours=hour)

    def times(self, span: Span) -> dict[str, dt.datetime]:
        end = {} if span.end is None else {"expires_at" if span.by_date else "ended_at": self.at(span.end)}
        return {"valid_from": self.at(span.start), **end}

    def write(self, world: dict) -> None:  # type: ignore[type-arg]
        """Rows that would overlap an open one of the same pair are ended by it, as the actions see to."""
        partner = PEOPLE - 1
        for who, where, role, span in world["direct"]:
            rests = {"partnership": self.partnership} if who == partner else {}
            Membership.objects.create(
                organization=self.houses[where], user=self.people[who], role=role, **rests, **self.times(span)
            )
        for group, where, role, span in world["by_group"]:
            Membership.objects.create(
                organization=self.houses[where], group=self.groups[group], role=role, **self.times(span)
            )
        for who, group, span in world["places"]:
            rests = {"partnership": self.partnership} if who == partner else {}
            GroupMembership.objects.create(
                group=self.groups[group], user=self.people[who], **rests, **self.times(span)
            )
        for who, span in world["blocks"]:
            Block.objects.create(user=self.people[who], reason="-", **self.times(span))


def possible(world: dict) -> bool:  # type: ignore[type-arg]
    """At most one row without an end by hand for each pair: the database refuses more."""
    for rows in (
        [(who, where) for who, where, _role, span in world["direct"] if span.end is None or span.by_date],
        [
            (group, where)
            for group, where, _role, span in world["by_group"]
            if span.end is None or span.by_date
        ],
        [(who, group) for who, group, span in world["places"] if span.end is None or span.by_date],
        [who for who, span in world["blocks"] if span.end is None or span.by_date],
    ):
        if len(rows) != len(set(rows)):
            return False
    return True


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    world=worlds.filter(possible), hour=st.one_of(st.none(), st.integers(0, HOURS + 4).map(lambda n: n - 0.5))
)
def test_check_list_and_audience_agree_with_the_rules(db: None, world: dict, hour: float | None) -> None:  # type: ignore[type-arg]
    """domain 8.1, 7.6, 3.6, 6.4"""
    stage = Stage(world)
    at = None if hour is None else stage.at(hour)
    then = 48.0 if hour is None else hour
    audience: dict[int, dict[UUID, int]] = {}
    for number, house in enumerate(stage.houses):
        found: dict[UUID, int] = {}
        for row in reach.audience(house.pk, at):
            found[row["person"]] = max(row["role"], found.get(row["person"], 0))
        audience[number] = found
    for person, user in enumerate(stage.people):
        listed = {row.pk: row.reached_role for row in reach.organizations(user.pk, at)}  # type: ignore[attr-defined]
        for number, house in enumerate(stage.houses):
            right = expected(world, person, number, then)
            assert reach.role_in(user.pk, house.pk, at) == right
            assert listed.get(house.pk) == right
            assert audience[number].get(user.pk) == right
            if hour is None:
                somebody = Actor(user, EnvironmentRole.BASIC)
                assert bool(looking.look_up(somebody, house.pk, seen.by)) == (right is not None)
                assert seen.by(somebody).filter(pk=house.pk).exists() == (right is not None)
