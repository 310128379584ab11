"""The rest of the demo world: further people, organizations, a partner and a request of each kind, so that lists look
lived in. What tests count on is the cast alone."""

import datetime as dt
import secrets
from dataclasses import dataclass

from kantoor.accounts.models import User
from kantoor.demo import cast as make
from kantoor.demo.cast import ADMINISTRATOR, ADVANCED, BASIC, Cast
from kantoor.environments.models import DomainClaim, Environment, Joining
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.kernel.clock import now
from kantoor.kernel.text import fold
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships.models import Partnership

VIEWER, MEMBER, HEAD = OrganizationRole
HEADS = 2  # administrators of a new environment

JANSEN = (
    "Fatima El Amrani, Daan Visser, Femke Smit, Bram de Boer, Noor Mulder, Thijs Bos, Lotte Vos, Sem Peters, "
    "Yara Hendriks, Luuk van Leeuwen, Emine Yıldız, Jasper Dekker, Merel Brouwer, Gijs de Wit"
)
VANDIJK = (
    "Ruben Visser, Iris Meijer, Stijn de Groot, Zoë Kuipers, Mark Janssen, Nadia Benali, Koen Vermeulen, "
    "Eline van den Berg, Wouter Schouten, Priya Sharma, Anouk Hofman, Joris Kramer"
)
PEETERS = "Wim Maes, Sofie Peeters, Geert Claes, Lien Wouters, Bart Goossens, Ann Willems, Jef De Clercq, Eva Mertens"
DESMET = "Katrien Van Damme, Pieter Lambrechts, Sven Aerts, Hilde Jacobs, Tine Coppens, Dirk De Backer"

# Name, city, country, scheme, number, active; the numbers are invented and valid.
JANSEN_HOUSES = (
    ("Jansen Infra BV", "Amersfoort", "NL", "kvk", "68120964", True),
    ("Jansen Materieel BV", "Utrecht", "NL", "kvk", "68120972", True),
    ("Stichting Pensioenfonds Jansen", "Utrecht", "NL", "kvk", "68120980", True),
)
VANDIJK_HOUSES = (
    ("Bakkerij Van Dam BV", "Rotterdam", "NL", "kvk", "24301972", True),
    ("Houthandel De Eik BV", "Dordrecht", "NL", "kvk", "24301980", True),
    ("Brouwer Installatietechniek BV", "Schiedam", "NL", "kvk", "24301998", True),
    ("Kraanverhuur Zeeman BV", "Vlaardingen", "NL", "kvk", "24302004", True),
    ("Garage Mulder VOF", "Delft", "NL", "kvk", "24302012", True),
)
PEETERS_HOUSES = (
    ("Peeters & Maes BV", "Antwerpen", "BE", "kbo", "0421338997", True),
    ("Maes Vastgoed BV", "Mechelen", "BE", "kbo", "0428759497", False),
)
DESMET_HOUSES = (
    ("De Smet Logistiek NV", "Gent", "BE", "kbo", "0417497106", True),
    ("Van Damme Staalbouw NV", "Gent", "BE", "kbo", "0473416418", True),
)


@dataclass
class Town:
    """What was added, for those who go on from here (documents)."""

    cast: Cast
    people: dict[str, User]
    houses: dict[str, Organization]
    peeters: Environment


def build(c: Cast) -> Town:
    """Write it around the cast."""
    peeters = make.environment("Peeters & Maes")
    people = {
        **_people(c.jansen, JANSEN, "jansen.example"),
        **_people(c.vandijk, VANDIJK, "vandijk.example"),
        **_people(peeters, PEETERS, "peetersmaes.example"),
        **_people(c.desmet, DESMET, "desmet.example"),
    }
    houses = {
        **_houses(c.jansen, JANSEN_HOUSES, c.anna),
        **_houses(c.vandijk, VANDIJK_HOUSES, c.eva),
        **_houses(peeters, PEETERS_HOUSES, people["Sofie Peeters"]),
        **_houses(c.desmet, DESMET_HOUSES, c.luc),
    }
    town = Town(c, people, houses, peeters)
    partnership = make.partnership(c.jansen, peeters, asked_by=c.piet, accepted_by=people["Sofie Peeters"])
    make.participant(partnership, people["Wim Maes"], by=people["Sofie Peeters"])
    _members(town, partnership)
    _groups(town)
    _requests(town, partnership)
    _addresses(town)
    return town


def _people(where: Environment, names: str, domain: str) -> dict[str, User]:
    """The first of a new environment is its administrator; one in four of the others is advanced."""
    made: dict[str, User] = {}
    empty = not where.users.exists()
    for number, name in enumerate(names.split(", ")):
        role = ADMINISTRATOR if empty and number < HEADS else ADVANCED if number % 4 == 1 else BASIC
        address = f"{fold(name.split()[0])}.{fold(name.split()[-1])}@{domain}"
        made[name] = make.person(where, name, address, role, relationship_manager=empty and number < HEADS)
    return made


def _houses(
    where: Environment, rows: tuple[tuple[str, str, str, str, str, bool], ...], by: User
) -> dict[str, Organization]:
    return {
        name: make.organization(where, name, city, by, country=country, active=active, **{scheme: number})
        for name, city, country, scheme, number, active in rows
    }


def _members(town: Town, partnership: Partnership) -> None:
    """Own people here and there; one of the partner's in Jansen Bouw until a date."""
    c, people, houses = town.cast, town.people, town.houses
    for name, role in (("Fatima El Amrani", MEMBER), ("Daan Visser", VIEWER), ("Femke Smit", MEMBER)):
        make.member(c.bouw, people[name], role, by=c.anna)
    until = now() + dt.timedelta(days=126)
    make.member(c.bouw, people["Wim Maes"], MEMBER, by=c.anna, partnership=partnership, expires_at=until)
    own = {
        c.jansen: [people[name] for name in JANSEN.split(", ")],
        c.vandijk: [people[name] for name in VANDIJK.split(", ")],
        town.peeters: [people[name] for name in PEETERS.split(", ") if name != "Sofie Peeters"],
        c.desmet: [people[name] for name in DESMET.split(", ")],
    }
    active = [house for house in houses.values() if house.activated_at is not None]
    for number, house in enumerate(active):
        some = own[house.environment]
        for place in range(2 + number % 4):
            who = some[(number * 3 + place) % len(some)]
            make.member(house, who, (HEAD, MEMBER, VIEWER)[place % 3], by=house.created_by or who)


def _groups(town: Town) -> None:
    """Finance of Jansen Groep, which is a member of Jansen Infra."""
    c, people = town.cast, town.people
    finance = Group.objects.create(environment=c.jansen, name="Finance", folded="finance", created_by=c.anna)
    GroupMembership.objects.create(group=finance, user=c.anna, manager=True, began_by=c.anna)
    for name in ("Fatima El Amrani", "Femke Smit", "Noor Mulder", "Thijs Bos"):
        GroupMembership.objects.create(group=finance, user=people[name], began_by=c.anna)
    infra = town.houses["Jansen Infra BV"]
    Membership.objects.create(
        organization=infra, group=finance, role=MEMBER, began_by=c.anna, added_by=c.anna, name_key="finance"
    )


def _requests(town: Town, partnership: Partnership) -> None:
    """One that waits of each kind (domain 1)."""
    c, people, soon = town.cast, town.people, now() + dt.timedelta(days=27)
    asked = {"expires_at": soon, "environment": c.jansen, "partnership": partnership}
    Request.objects.create(
        kind=Kind.MEMBERSHIP,
        asked_by=c.piet,
        organization=c.vastgoed,
        role=MEMBER,
        to_user=people["Sofie Peeters"],
        message="Dag Sofie, kun je dit jaar de jaarrekening van Vastgoed met ons doen?",
        **asked,
    )
    kempen = make.environment("Kempen Transport")
    head = make.person(kempen, "Rik Kempen", "rik@kempen.example", ADMINISTRATOR, relationship_manager=True)
    Request.objects.create(
        kind=Kind.PARTNERSHIP,
        asked_by=head,
        environment=kempen,
        to_environment=c.jansen,
        expires_at=soon,
        message="We drive for you every week; let us exchange the invoices here.",
    )
    finance = Group.objects.get(environment=c.jansen, folded="finance")
    Request.objects.create(
        kind=Kind.GROUP, asked_by=c.anna, group=finance, to_user=people["Wim Maes"], **asked
    )
    Environment.objects.filter(pk=c.vandijk.pk).update(joining=Joining.ASK)
    DomainClaim.objects.create(
        environment=c.vandijk,
        domain="vandijk.example",
        token=secrets.token_hex(16),
        proven_at=now(),
        checked_at=now(),
        began_by=c.eva,
    )
    Request.objects.create(
        kind=Kind.JOINING,
        to_environment=c.vandijk,
        address="noa.prins@vandijk.example",
        name="Noa Prins",
        expires_at=soon,
    )


def _addresses(town: Town) -> None:
    """Every organization has one; invoices need it."""
    c = town.cast
    for number, house in enumerate(
        (c.bouw, c.vastgoed, c.beheer, c.accountants, c.zonen, *town.houses.values())
    ):
        house.street = f"Kadestraat {7 * number + 3}"
        house.postal_code = f"{3500 + number * 13} AB" if house.country == "NL" else f"{9000 + number}"
        house.save(update_fields=["street", "postal_code"])
