"""Who may see what, in one moment of the model; each function is a sentence of the domain page."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.model.world import ADMINISTRATOR, FULL, VIEW, VIEWER, World


class Path(NamedTuple):
    """One way to a document: as a member or by a share, through a group or organization if any."""

    kind: str  # "role", "share", "kept", "brought"
    group: str | None
    organization: str | None
    level: int


def roles(world: World, person: str, organization: str) -> Iterator[tuple[int, str | None]]:
    """Every role of a person in an organization, with the group that gives it (domain 2, 7.1)."""
    if not world.people[person].active or world.organizations[organization].closed:
        return
    own = world.members.get((organization, person))
    if own is not None:
        yield own.rank, None
    for (where, holder), grant in world.members.items():
        if where == organization and (holder, person) in world.places:
            yield grant.rank, holder


def role(world: World, person: str, organization: str) -> int | None:
    """The highest counts (domain 7.6)."""
    return max((rank for rank, _group in roles(world, person, organization)), default=None)


def organizations(world: World, person: str) -> dict[str, int]:
    """Where a person is, and as what."""
    found = {one: role(world, person, one) for one in world.organizations}
    return {one: rank for one, rank in found.items() if rank is not None}


def keeps(world: World, person: str, organization: str) -> bool:
    """Whether they go on reading a closed organization, as its last administrators do (domain 4.5)."""
    return world.people[person].active and (organization, person) in world.kept


def worth(rank: int) -> int:
    """An organization role as a level on all its documents (domain 7.5)."""
    return VIEW if rank == VIEWER else FULL


def paths(world: World, person: str, document: str) -> set[Path]:
    """Every way in which a person reaches a document (domain 7.5, 7.6)."""
    if not world.people[person].active:
        return set()
    paper = world.documents[document]
    found = {Path("role", by, None, worth(rank)) for rank, by in roles(world, person, paper.organization)}
    if keeps(world, person, paper.organization):
        found.add(Path("kept", None, None, VIEW))
    for (what, receiver), share in world.shares.items():
        if what == document:
            found |= by_share(world, person, receiver, share.rank)
    if paper.withheld and paper.brought_by != person:
        return set()  # not scanned yet: only who brought it sees it
    return found


def by_share(world: World, person: str, receiver: str, level: int) -> set[Path]:
    if receiver == person:
        return {Path("share", None, None, level)}
    if receiver in world.groups:
        return {Path("share", receiver, None, level)} if (receiver, person) in world.places else set()
    if receiver in world.organizations:
        held = roles(world, person, receiver)
        # nobody gets more through an organization than their role in it is worth
        return {Path("share", by, receiver, min(level, worth(rank))) for rank, by in held}
    return set()


def may(world: World, person: str, document: str) -> int | None:
    """The level of a person on a document; None: it does not exist for them (domain 7.7)."""
    return max((path.level for path in paths(world, person, document)), default=None)


def documents(world: World, person: str) -> dict[str, int]:
    """Everything that a person may see, and at what level."""
    found = {one: may(world, person, one) for one in world.documents}
    return {one: level for one, level in found.items() if level is not None}


def audience(world: World, document: str) -> dict[str, int]:
    """Everybody who may see a document, and at what level."""
    found = {one: may(world, one, document) for one in world.people}
    return {one: level for one, level in found.items() if level is not None}


def lasting_administrators(world: World, organization: str) -> set[str]:
    """Own, active, without an end date: of these one has to stay (domain 5.7)."""
    environment = world.organizations[organization].environment
    found = set()
    for (where, holder), grant in world.members.items():
        if where == organization and grant.rank == ADMINISTRATOR and grant.until is None:
            person = world.people.get(holder)
            if person is not None and person.environment == environment and person.active:
                found.add(holder)
    return found


def lasting_managers(world: World, group: str) -> set[str]:
    """Of its own environment and active: of these one has to stay."""
    environment = world.groups[group].environment
    return {
        who
        for (where, who), place in world.places.items()
        if where == group
        and place.manager
        and world.people[who].environment == environment
        and world.people[who].active
    }


def lasting_rulers(world: World, environment: str) -> set[str]:
    """The active administrators of an environment (domain 5.7)."""
    people = world.people.items()
    return {
        name
        for name, one in people
        if one.environment == environment and one.active and one.role == ADMINISTRATOR
    }


def alone_in(world: World, person: str) -> set[str]:
    """The active organizations that would have no lasting administrator without this one."""
    active = {name for name, one in world.organizations.items() if one.active and not one.closed}
    return {name for name in active if lasting_administrators(world, name) == {person}}


def knows(world: World, person: str, organization: str) -> bool:
    """Members of it, its keepers, and the administrators of its environment (domain 2)."""
    who = world.people[person]
    rules = who.role == ADMINISTRATOR and who.environment == world.organizations[organization].environment
    return rules or role(world, person, organization) is not None or keeps(world, person, organization)


def sees_group(world: World, person: str, group: str) -> bool:
    """Its people, and the administrators of its environment."""
    who, place = world.people[person], world.groups[group]
    if place.closed:
        return False
    rules = who.role == ADMINISTRATOR and who.environment == place.environment
    return rules or (group, person) in world.places


def manages_relations(world: World, person: str) -> bool:
    who = world.people[person]
    return who.manager_of_relations or who.role == ADMINISTRATOR


def put_forward(world: World, partnership: str | None, person: str) -> bool:
    """Whether a person can be chosen in a partnership (domain 6.3)."""
    if partnership is None:
        return False
    known = world.partnerships[partnership]
    who = world.people[person]
    return who.active and who.environment in known.sides and bool({person, who.environment} & known.forward)


def choosable(world: World, actor: str, environment: str, person: str) -> bool:
    """Own active users and participants; to somebody of the other side only who is put forward in their partnership."""
    who, side = world.people[person], world.people[actor].environment
    if not who.active:
        return False
    if side != environment:
        between = world.partnership_of(side, environment)
        return who.environment in (side, environment) and put_forward(world, between, person)
    if who.environment == environment:
        return True
    return put_forward(world, world.partnership_of(environment, who.environment), person)


def choosable_group(world: World, actor: str, environment: str, group: str) -> bool:
    """Own groups and the partner groups of its partnerships; to somebody outside those of theirs only."""
    place, side = world.groups[group], world.people[actor].environment
    if place.closed:
        return False
    if place.rests_on is None:
        return place.environment == environment and side == environment
    sides = world.partnerships[place.rests_on].sides
    return environment in sides and (side == environment or side in sides)


def choosable_organization(world: World, actor: str, environment: str, organization: str) -> bool:
    """Active ones: own ones that the giver is in (all, for who rules there), and those of one's own company's partners."""
    who, place = world.people[actor], world.organizations[organization]
    if not place.active:
        return False
    partner = world.partnership_of(environment, place.environment) is not None
    if place.environment != environment and not partner:
        return False
    rules = who.role == ADMINISTRATOR and who.environment == place.environment
    across = who.environment == environment and partner
    return rules or across or role(world, actor, organization) is not None
