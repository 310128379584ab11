"""Rows of companies, people, organizations and what ties companies together."""

from collections.abc import Iterator

from kantoor.demo.worlds import names
from kantoor.demo.worlds.bulk import key_at
from kantoor.demo.worlds.ground import Ground, Row
from kantoor.kernel.text import fold

ENVIRONMENT = ("id", "name", "folded", "created_at")
USER = (
    "id",
    "environment_id",
    "name",
    "email",
    "folded",
    "password",
    "language",
    "created_at",
    "last_seen_at",
)
ADDRESS = ("user_id", "email", "verified", "primary")
APPOINTMENT = ("id", "environment_id", "user_id", "role", "relationship_manager", "valid_from")
ORGANIZATION = (
    *(
        "id",
        "environment_id",
        "name",
        "folded",
        "state",
        "country",
        "legal_form",
        "street",
        "postal_code",
        "city",
    ),
    *("created_by_id", "created_at", "activated_at"),
)
IDENTIFIER = ("id", "organization_id", "scheme", "value", "registered", "claimed_at")
PARTNERSHIP = ("id", "low_id", "high_id", "asked_by_low", "valid_from")
PARTICIPANT = ("id", "partnership_id", "environment_id", "valid_from")
ADMINISTRATOR, ADVANCED, BASIC = 3, 2, 1
LEADERS, ADVANCED_EACH = 2, 8
ENTERPRISES = 10_000  # that are kept free
KVK = 1_000_000  # numbers under this one, from 00, are given out to nobody


def companies(ground: Ground) -> Iterator[Row]:
    for pk, title in zip(ground.companies, ground.titles, strict=True):
        yield pk, title, fold(title), ground.began


def users(ground: Ground, password: str) -> Iterator[Row]:
    chance = ground.random("seen")
    for n, mail in enumerate(ground.addresses()):
        name, home = ground.names[n], ground.companies[ground.company_of_user[n]]
        seen = ground.day(chance) if n % 5 else None
        yield ground.users[n], home, name, mail, fold(f"{name} {mail}"), password, "nl", ground.began, seen


def addresses(ground: Ground) -> Iterator[Row]:
    for pk, mail in zip(ground.users, ground.addresses(), strict=True):
        yield pk, mail, True, True


def appointments(ground: Ground) -> Iterator[Row]:
    """The first two of each company are its administrators, one in eight of the others is advanced."""
    chance = ground.random("appointments")
    for company, some in enumerate(ground.users_of):
        for n, user in enumerate(some):
            leads = n < LEADERS
            role = ADMINISTRATOR if leads else BASIC if n % ADVANCED_EACH else ADVANCED
            key = key_at(ground.began, chance)
            yield key, ground.companies[company], ground.users[user], role, leads, ground.began


def organizations(ground: Ground) -> Iterator[Row]:
    chance = ground.random("organizations")
    for n, pk in enumerate(ground.places):
        company = ground.company_of_place[n]
        country = ground.country(company)
        name, (city, code) = names.company(chance, country), names.place(chance, country)
        by, form = ground.users[ground.head_of(n)], names.legal_form(name)
        home = (pk, ground.companies[company], name, fold(f"{name} {city}"), "active", country, form)
        yield (*home, names.street(chance), code, city, by, ground.began, ground.began)


def identifiers(ground: Ground, taken: set[str]) -> Iterator[Row]:
    """A number of the country's register for each, for as long as there are some that nobody has."""
    chance, kvk, belgian = ground.random("numbers"), 0, 0
    for n, pk in enumerate(ground.places):
        if ground.country(ground.company_of_place[n]) == "NL":
            kvk = next(number for number in range(kvk + 7, kvk + 1_000) if f"{number:08}" not in taken)
            number = ("kvk", f"{kvk:08}")
        else:
            belgian += 1
            number = ("kbo", names.enterprise(belgian))
        if kvk < KVK and belgian < ENTERPRISES and number[1] not in taken:
            yield key_at(ground.began, chance), pk, *number, True, ground.began


def partnerships(ground: Ground) -> Iterator[Row]:
    for (one, other), pk in ground.partnerships.items():
        low, high = sorted((ground.companies[one], ground.companies[other]))
        yield pk, low, high, low == ground.companies[one], ground.began


def participants(ground: Ground) -> Iterator[Row]:
    """All active users of both sides (domain 6.3)."""
    chance = ground.random("participants")
    for sides, pk in ground.partnerships.items():
        for side in sides:
            yield key_at(ground.began, chance), pk, ground.companies[side], ground.began
