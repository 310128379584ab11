"""Rows of what gives access: memberships, groups, shares; and of what is asked, used and told of them."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from kantoor.demo.worlds import names
from kantoor.demo.worlds.bulk import key_at
from kantoor.demo.worlds.ground import ACCOUNTANTS, COOPERATIVE, Ground, Row
from kantoor.demo.worlds.pairs import HEAD, MEMBER, Pair, notable, pairs
from kantoor.kernel.text import fold

INTERVAL = ("id", "valid_from", "began_by_id", "ended_at", "ended_by_id", "ended_why")
MEMBERSHIP = (
    *INTERVAL,
    *(
        "organization_id",
        "user_id",
        "group_id",
        "role",
        "partnership_id",
        "member_since",
        "added_by_id",
        "name_key",
    ),
)
GROUP = ("id", "environment_id", "name", "folded", "created_by_id", "created_at")
SEAT = (*INTERVAL, "group_id", "user_id", "manager")
SHARE = (
    *INTERVAL,
    "organization_id",
    "document_id",
    "user_id",
    "group_id",
    "to_organization_id",
    "level",
    "partnership_id",
)
USE = ("id", "organization_id", "user_id", "at")
REQUEST = (
    *("id", "kind", "state", "environment_id", "asked_by_id", "asked_at", "expires_at", "to_user_id"),
    *("organization_id", "partnership_id", "role", "message"),
)
ENTRY = (
    *(
        "id",
        "at",
        "action",
        "actor_id",
        "actor_name",
        "environment_id",
        "organization_id",
        "organization_name",
    ),
    *("subject_id", "subject_name", "target_kind", "target_id", "details", "private"),
)
WITH = ("colleague", "colleague", "colleague", "colleague", "accountant", "group", "organization")
SEATS = 12  # people of a group
EACH = 50  # people of a company for one group
LATELY = dt.timedelta(days=30)
Open = tuple[None, None, str]
OPEN: Open = (None, None, "")


@dataclass(frozen=True)
class Team:
    """A group, its company and the place of which it is a member."""

    pk: UUID
    company: int
    place: int
    name: str


def teams(ground: Ground) -> list[Team]:
    chance = ground.random("teams")
    return [
        Team(
            key_at(ground.began, chance),
            company,
            ground.places_of[company][n % len(ground.places_of[company])],
            names.GROUPS[n] if n < len(names.GROUPS) else f"{names.GROUPS[n % len(names.GROUPS)]} {n}",
        )
        for company, users in enumerate(ground.users_of)
        for n in range(max(1, len(users) // EACH))
    ]


def groups(ground: Ground, made: list[Team]) -> Iterator[Row]:
    for team in made:
        by = ground.users[ground.users_of[team.company][0]]
        yield team.pk, ground.companies[team.company], team.name, fold(team.name), by, ground.began


def seats(ground: Ground, made: list[Team]) -> Iterator[Row]:
    """Some people in each, the first manages it; those who are asked about have no group."""
    chance, asked_about = ground.random("seats"), set(ground.notable)
    of = [[user for user in some if user not in asked_about] for some in ground.users_of]
    for team in made:
        users = of[team.company]
        by = ground.users[users[0]]
        for n, user in enumerate(chance.sample(users, min(SEATS, len(users)))):
            at = ground.day(chance)
            yield key_at(at, chance), at, by, *OPEN, team.pk, ground.users[user], n == 0


def memberships(ground: Ground, made: list[Team]) -> Iterator[Row]:
    """People's, then groups'."""
    chance, folded = ground.random("memberships"), [fold(name)[:160] for name in ground.names]
    for pair in pairs(ground, len(made)):
        by = ground.users[ground.head_of(pair.place)]
        ended = (pair.ended, by, "removed") if pair.ended else OPEN
        rests = ground.between(ground.company_of_user[pair.user], ground.company_of_place[pair.place])
        row = (key_at(pair.since, chance), pair.since, by, *ended, ground.places[pair.place])
        yield (*row, ground.users[pair.user], None, pair.role, rests, pair.since, by, folded[pair.user])
    for team in made:
        by, at = ground.users[ground.head_of(team.place)], ground.day(chance)
        row = (key_at(at, chance), at, by, *OPEN, ground.places[team.place], None, team.pk, MEMBER, None)
        yield (*row, at, by, fold(team.name))


def shares(ground: Ground, some: list[tuple[UUID, int, dt.datetime]], made: list[Team]) -> Iterator[Row]:
    """Most with a colleague, some with an accountant, a group or an organization; twenty with one who has nothing else."""
    chance, alone = ground.random("shares"), ground.notable[list(notable(ground)).index("shares")]
    by_company: dict[int, list[Team]] = {}
    for team in made:
        by_company.setdefault(team.company, []).append(team)
    every = max(1, len(some) // 20)
    for n, (document, place, at) in enumerate(some[: ground.size.shares]):
        home = ground.company_of_place[place]
        user: int | None = None
        group, organization = None, None
        kind = WITH[n % len(WITH)]
        if n % every == 0:
            user = alone
        elif kind == "group":
            group = chance.choice(by_company[home]).pk
        elif kind == "organization" and len(ground.places_of[home]) > 1:
            organization = ground.places[chance.choice([p for p in ground.places_of[home] if p != place])]
        else:
            user = chance.choice(ground.users_of[ACCOUNTANTS if kind == "accountant" else home])
        by = ground.users[ground.head_of(place)]
        rests = None if user is None else ground.between(ground.company_of_user[user], home)
        row = (key_at(at, chance), at, by, *OPEN, ground.places[place], document)
        yield (*row, None if user is None else ground.users[user], group, organization, 1 + n % 3, rests)


def uses(ground: Ground) -> Iterator[Row]:
    """Of three memberships one was used lately or long ago."""
    chance = ground.random("uses")
    for n, pair in enumerate(pairs(ground)):
        if n % 3 == 0 and pair.ended is None:
            at = ground.day(chance)
            at = max(at, pair.since)
            yield key_at(at, chance), ground.places[pair.place], ground.users[pair.user], at


def requests(ground: Ground) -> Iterator[Row]:
    """What waits for an answer: every company asks an accountant, and one of those who are asked about is asked often."""
    chance, taken = ground.random("requests"), notable(ground)["ten"]
    accountants, asked = ground.users_of[ACCOUNTANTS], ground.notable[0]
    for company in range(COOPERATIVE, ground.size.environments):
        place = ground.places_of[company][0]
        user = (
            asked
            if company % 3 == 1 and place not in taken
            else accountants[-1 - company % len(accountants) // 2]
        )
        at = ground.until - dt.timedelta(days=chance.randrange(1, 20))
        by = ground.users[ground.head_of(place)]
        yield (
            *(key_at(at, chance), "membership", "open", ground.companies[company], by, at),
            *(ground.until + LATELY, ground.users[user], ground.places[place]),
            *(ground.between(ACCOUNTANTS, company), MEMBER, "Wilt u onze boeken doen?"),
        )


def entries(ground: Ground, named: list[str]) -> Iterator[Row]:
    """The trail: every organization that was added, and the members of the last month. `named`: the organizations."""
    chance = ground.random("trail")
    for n, pk in enumerate(ground.places):
        head, company = ground.head_of(n), ground.companies[ground.company_of_place[n]]
        details = json.dumps({"numbers": [], "register": ""})
        yield (
            *(key_at(ground.began, chance), ground.began, "organizations.added"),
            *(ground.users[head], ground.names[head], company, pk, named[n]),
            *(None, "", "organization", pk, details, "{}"),
        )
    for pair in pairs(ground):
        if pair.ended is None and pair.since > ground.until - LATELY and pair.role < HEAD:
            yield _added(ground, pair, named[pair.place], key_at(pair.since, chance))


def _added(ground: Ground, pair: Pair, name: str, key: UUID) -> Row:
    head, company = ground.head_of(pair.place), ground.companies[ground.company_of_place[pair.place]]
    return (
        *(key, pair.since, "memberships.added", ground.users[head], ground.names[head], company),
        *(ground.places[pair.place], name, ground.users[pair.user], ground.names[pair.user]),
        *("membership", None, json.dumps({"role": pair.role, "until": None}), "{}"),
    )
