"""The named cast of the demo world: who they are and where they stand. Tests, demo and screenshots share it."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.contrib.auth.hashers import make_password

from kantoor.access import actor as actors
from kantoor.access.actor import Actor
from kantoor.accounts import users
from kantoor.accounts.models import Operatorship, User
from kantoor.environments.models import Environment, EnvironmentRole
from kantoor.kernel.clock import now
from kantoor.kernel.text import fold
from kantoor.organizations.models import Identifier, Membership, Organization, OrganizationRole, State
from kantoor.partnerships.models import Participant, Partnership

PASSWORD = "kantoor-demo"
BASIC, ADVANCED, ADMINISTRATOR = EnvironmentRole


@lru_cache(maxsize=1)
def hashed() -> str:
    """The password of everybody in the demo, worked out once."""
    return make_password(PASSWORD)


@dataclass
class Cast:
    """Everybody by first name, environments and organizations by the short names used everywhere."""

    jansen: Environment = field(init=False)
    vandijk: Environment = field(init=False)
    desmet: Environment = field(init=False)
    kantoor: Environment = field(init=False)
    anna: User = field(init=False)
    piet: User = field(init=False)
    sara: User = field(init=False)
    eva: User = field(init=False)
    tom: User = field(init=False)
    lin: User = field(init=False)
    luc: User = field(init=False)
    olga: User = field(init=False)
    bouw: Organization = field(init=False)
    vastgoed: Organization = field(init=False)
    beheer: Organization = field(init=False)
    accountants: Organization = field(init=False)
    zonen: Organization = field(init=False)
    partnership: Partnership = field(init=False)

    def actor(self, user: User) -> Actor:
        """The user as somebody who acts; fails for one who may not."""
        found = actors.of(user.pk)
        assert found is not None, f"{user.name} is blocked or removed"
        return found


def build() -> Cast:
    """Write the cast to the database."""
    c = Cast()
    c.jansen, c.vandijk = environment("Jansen Groep"), environment("Van Dijk Accountants")
    c.desmet, c.kantoor = environment("De Smet & Zonen"), environment("Kantoor", listed=False)
    c.anna = person(c.jansen, "Anna Jansen", "anna@jansen.example", ADMINISTRATOR)
    c.piet = person(c.jansen, "Piet de Vries", "piet@jansen.example", ADVANCED, relationship_manager=True)
    c.sara = person(c.jansen, "Sara El Amrani", "sara@jansen.example", BASIC)
    c.eva = person(c.vandijk, "Eva van Dijk", "eva@vandijk.example", ADMINISTRATOR, relationship_manager=True)
    c.tom = person(c.vandijk, "Tom Bakker", "tom@vandijk.example", ADVANCED)
    c.lin = person(c.vandijk, "Lin Chen", "lin@vandijk.example", BASIC)
    c.luc = person(c.desmet, "Luc De Smet", "luc@desmet.example", ADMINISTRATOR)
    c.olga = person(c.kantoor, "Olga Peeters", "olga@kantoor.example", ADMINISTRATOR)
    Operatorship.objects.create(user=c.olga)
    c.bouw = organization(c.jansen, "Jansen Bouw BV", "Utrecht", c.anna, kvk="68120930")
    c.vastgoed = organization(c.jansen, "Jansen Vastgoed BV", "Utrecht", c.anna, kvk="68120948")
    c.beheer = organization(c.jansen, "Jansen Beheer BV", "Utrecht", c.anna, kvk="68120956", active=False)
    c.accountants = organization(c.vandijk, "Van Dijk Accountants BV", "Rotterdam", c.eva, kvk="24301964")
    c.zonen = organization(c.desmet, "De Smet & Zonen NV", "Gent", c.luc, country="BE", kbo="0403170701")
    member(c.vastgoed, c.piet, OrganizationRole.ADMINISTRATOR, by=c.anna)
    member(c.accountants, c.tom, OrganizationRole.MEMBER, by=c.eva)
    c.partnership = partnership(c.jansen, c.vandijk, asked_by=c.piet, accepted_by=c.eva)
    participant(c.partnership, c.tom, by=c.eva)
    return c


def environment(name: str, **more: object) -> Environment:
    return Environment.objects.create(name=name, folded=fold(name), **more)


def person(
    place: Environment,
    name: str,
    address: str,
    role: EnvironmentRole = BASIC,
    *,
    relationship_manager: bool = False,
) -> User:
    """A user whose password is `PASSWORD`."""
    user = users.create(place, name, address, role, relationship_manager=relationship_manager)
    User.objects.filter(pk=user.pk).update(password=hashed())
    user.password = hashed()
    return user


def organization(
    place: Environment,
    name: str,
    city: str,
    by: User,
    *,
    country: str = "NL",
    active: bool = True,
    **numbers: str,
) -> Organization:
    """An organization with `by` as its first administrator."""
    at = now()
    made = Organization.objects.create(
        environment=place,
        name=name,
        folded=fold(f"{name} {city}"),
        city=city,
        country=country,
        created_by=by,
        state=State.ACTIVE if active else State.NOT_ACTIVATED,
        activated_at=at if active else None,
    )
    for scheme, value in numbers.items():
        Identifier.objects.create(
            organization=made, scheme=scheme, value=value, registered=True, claimed_at=at if active else None
        )
    member(made, by, OrganizationRole.ADMINISTRATOR, by=by)
    return made


def member(where: Organization, who: User, role: OrganizationRole, by: User, **more: object) -> Membership:
    return Membership.objects.create(
        organization=where,
        user=who,
        role=role,
        began_by=by,
        added_by=by,
        name_key=fold(who.name)[:160],
        **more,
    )


def partnership(one: Environment, other: Environment, asked_by: User, accepted_by: User) -> Partnership:
    """An active partnership with asker and accepter as its first participants (domain 6.3)."""
    low, high = sorted((one, other), key=lambda side: side.pk)
    made = Partnership.objects.create(low=low, high=high, asked_by_low=asked_by.environment_id == low.pk)
    participant(made, asked_by, by=asked_by)
    participant(made, accepted_by, by=accepted_by)
    return made


def participant(where: Partnership, who: User, by: User) -> Participant:
    return Participant.objects.create(
        partnership=where, environment_id=who.environment_id, user=who, began_by=by
    )
