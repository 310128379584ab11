"""What each act needs and does, in the model; one function an act, in the order in which the domain page tells them.

`Hidden`: for this person it does not exist (7.7). `Forbidden`: they see it and may not. `Impossible`: something else is
in the way, as the last administrator. `Nothing`: it is so already.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.model import questions
from tests.model.world import (
    ADMINISTRATOR,
    ADVANCED,
    FULL,
    MEMBER,
    REQUEST_LIFE,
    Document,
    Grant,
    Group,
    Key,
    Partnership,
    Place,
    Request,
    World,
    end,
)


class No(Exception):
    """The act is not done."""


class Hidden(No):
    pass


class Forbidden(No):
    pass


class Impossible(No):
    pass


class Nothing(No):
    pass


@dataclass(frozen=True)
class Event:
    """Who did what, when."""

    at: dt.datetime
    actor: str
    act: str
    given: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value}" for key, value in self.given.items())
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.act}({told})"


ACTS: dict[str, Callable[..., None]] = {}


def act(does: Callable[..., None]) -> Callable[..., None]:
    ACTS[does.__name__] = does
    return does


def play(world: World, event: Event) -> str:
    """Do what the event says; how it went: "done", or the name of what stood in the way."""
    world.move_to(event.at)
    if not world.people[event.actor].active:
        return "nobody"  # blocked and removed people do nothing
    try:
        ACTS[event.act](world, event.actor, **event.given)
    except No as no:
        return type(no).__name__.lower()
    return "done"


def need(condition: bool, otherwise: type[No]) -> None:
    if not condition:
        raise otherwise


# Organizations (domain 2, 4, 5)


def _as_administrator(world: World, actor: str, organization: str) -> None:
    need(questions.knows(world, actor, organization), Hidden)
    need(questions.role(world, actor, organization) == ADMINISTRATOR, Forbidden)


@act
def add_members(
    world: World, actor: str, organization: str, holders: list[str], role: int, until: Any
) -> None:
    _as_administrator(world, actor, organization)
    place = world.organizations[organization]
    need(place.active, Impossible)
    need(until is None or until > world.at, Impossible)
    outcomes = [_add_member(world, actor, organization, holder, role, until) for holder in holders]
    need(any(outcomes), Nothing)


def _add_member(world: World, actor: str, organization: str, holder: str, role: int, until: Any) -> bool:
    """At once for own people and groups, asked for people of partners (5.3, 5.4); once only (5.5)."""
    if (organization, holder) in world.members or _is_open(world, ("membership", organization, holder)):
        return False
    environment = world.organizations[organization].environment
    if holder in world.groups and questions.choosable_group(world, actor, environment, holder):
        world.members[organization, holder] = Grant(role, until, world.groups[holder].rests_on)
        return True
    if holder not in world.people or not questions.choosable(world, actor, environment, holder):
        return False
    theirs = world.people[holder].environment
    if theirs == environment:
        world.members[organization, holder] = Grant(role, until)
        return True
    rests_on = world.partnership_of(environment, theirs)
    world.requests["membership", organization, holder] = Request(
        "membership",
        environment,
        actor,
        world.at + REQUEST_LIFE,
        holder,
        None,
        organization,
        role,
        until,
        rests_on,
    )
    return True


def _is_open(world: World, key: Key) -> bool:
    return key in world.requests and world.requests[key].state == "open"


def _member(world: World, actor: str, organization: str, holder: str) -> Grant:
    """The membership, as its administrator; only who is in the organization sees who the members are."""
    need(questions.role(world, actor, organization) is not None, Hidden)
    need((organization, holder) in world.members, Hidden)
    need(questions.role(world, actor, organization) == ADMINISTRATOR, Forbidden)
    return world.members[organization, holder]


def _keep_an_administrator(world: World, organization: str, holder: str) -> None:
    need(questions.lasting_administrators(world, organization) != {holder}, Impossible)


@act
def change_member(world: World, actor: str, organization: str, holder: str, role: int, until: Any) -> None:
    held = _member(world, actor, organization, holder)
    need(until is None or until > world.at, Impossible)
    need((held.rank, held.until) != (role, until), Nothing)
    if role != ADMINISTRATOR or until is not None:
        _keep_an_administrator(world, organization, holder)
    world.members[organization, holder] = Grant(role, until, held.rests_on)


@act
def remove_member(world: World, actor: str, organization: str, holder: str) -> None:
    _member(world, actor, organization, holder)
    _keep_an_administrator(world, organization, holder)
    del world.members[organization, holder]


@act
def leave(world: World, actor: str, organization: str) -> None:
    need(questions.knows(world, actor, organization), Hidden)
    need((organization, actor) in world.members, Impossible)
    _keep_an_administrator(world, organization, actor)
    del world.members[organization, actor]


@act
def take_over(world: World, actor: str, organization: str, person: str) -> None:
    """By an administrator of the environment, of an organization without an active own administrator (2)."""
    place, who = world.organizations[organization], world.people[actor]
    need(questions.knows(world, actor, organization) and place.environment == who.environment, Hidden)
    need(who.role == ADMINISTRATOR, Forbidden)
    need(not place.closed, Impossible)
    for name, one in world.people.items():
        if one.environment == place.environment and one.active:
            need(questions.role(world, name, organization) != ADMINISTRATOR, Impossible)
    chosen = world.people[person]
    need(chosen.active and chosen.environment == place.environment, Impossible)
    world.members[organization, person] = Grant(ADMINISTRATOR)


@act
def activate(world: World, actor: str, organization: str) -> None:
    """By an administrator of its company (2), with evidence that the operator accepts (4.3)."""
    need(questions.knows(world, actor, organization), Hidden)
    who = world.people[actor]
    rules = who.environment == world.organizations[organization].environment
    need(rules and who.role == ADMINISTRATOR, Forbidden)
    need(not world.organizations[organization].active, Impossible)
    world.organizations[organization].active = True


@act
def close(world: World, actor: str, organization: str) -> None:
    """Every grant on it ends; its last administrators go on reading (4.5)."""
    _as_administrator(world, actor, organization)
    place = world.organizations[organization]
    need(not place.closed, Impossible)
    for (where, holder), grant in list(world.members.items()):
        if where != organization:
            continue
        # by a membership of their own, and of the own environment: what hangs on a group or a partnership is over
        if grant.rank == ADMINISTRATOR and grant.rests_on is None and holder in world.people:
            world.kept[organization, holder] = grant
        del world.members[where, holder]
    for document, receiver in list(world.shares):
        if organization in (receiver, world.documents[document].organization):
            del world.shares[document, receiver]
    for request in world.requests.values():
        if request.kind == "membership" and request.about == organization:
            end(request)
    place.closed, place.active = True, False


# Requests (domain 5.4, 5.5, 6.2, 7.1)


@act
def accept(world: World, actor: str, key: Key) -> None:
    request = _addressed(world, actor, key)
    need((request.state, request.answered_by) != ("accepted", actor), Nothing)
    need(request.state == "open", Impossible)
    {"membership": _become_member, "group": _join_group, "partnership": _become_partners}[request.kind](
        world, actor, request
    )
    request.state, request.answered_by = "accepted", actor


def _addressed(world: World, actor: str, key: Key) -> Request:
    need(key in world.requests, Hidden)
    request = world.requests[key]
    company = request.to_environment == world.people[actor].environment
    need(request.to_person == actor or (company and questions.manages_relations(world, actor)), Hidden)
    return request


def _become_member(world: World, actor: str, request: Request) -> None:
    need(request.until is None or request.until > world.at, Impossible)
    need(world.organizations[request.about].active, Impossible)
    need((request.about, actor) not in world.members, Impossible)
    world.members[request.about, actor] = Grant(request.role, request.until, request.rests_on)


def _join_group(world: World, actor: str, request: Request) -> None:
    need((request.about, actor) not in world.places, Impossible)
    world.places[request.about, actor] = Place(False, request.rests_on)


def _become_partners(world: World, actor: str, request: Request) -> None:
    """Asker and accepter are its first participants (6.3)."""
    assert request.to_environment is not None
    sides = frozenset({request.environment, request.to_environment})
    first = {one for one in (request.asked_by, actor) if not world.people[one].removed}
    world.partnerships[f"k{len(world.partnerships) + 1}"] = Partnership(sides, first)


@act
def decline(world: World, actor: str, key: Key) -> None:
    request = _addressed(world, actor, key)
    need((request.state, request.answered_by) != ("declined", actor), Nothing)
    need(request.state == "open", Impossible)
    request.state, request.answered_by = "declined", actor


@act
def withdraw(world: World, actor: str, key: Key) -> None:
    need(key in world.requests, Hidden)
    request = world.requests[key]
    if request.kind == "membership":
        need(questions.role(world, actor, request.about) is not None, Hidden)
        need(questions.role(world, actor, request.about) == ADMINISTRATOR, Forbidden)
    elif request.kind == "group":
        _as_manager(world, actor, request.about)
    else:
        need(request.environment == world.people[actor].environment, Hidden)
        need(questions.manages_relations(world, actor), Forbidden)
    need(request.state == "open", Impossible)
    request.state = "withdrawn"


# Partnerships (domain 6)


@act
def ask_partner(world: World, actor: str, environment: str) -> None:
    """Two requests that cross become one partnership (6.2)."""
    ours = world.people[actor].environment
    need(questions.manages_relations(world, actor), Forbidden)
    need(environment != ours, Hidden)  # nobody finds themselves
    need(world.partnership_of(ours, environment) is None, Impossible)
    one, other = sorted((ours, environment))
    key = ("partnership", one, other)
    if not _is_open(world, key):
        world.requests[key] = Request(
            "partnership", ours, actor, world.at + REQUEST_LIFE, to_environment=environment
        )
        return
    there = world.requests[key]
    need(there.environment != ours, Nothing)
    _become_partners(world, actor, there)
    there.state, there.answered_by = "accepted", actor


def _of_partnership(world: World, actor: str, partnership: str) -> Partnership:
    found, side = world.partnerships.get(partnership), world.people[actor].environment
    if found is None or side not in found.sides:
        raise Hidden
    need(questions.manages_relations(world, actor), Forbidden)
    return found


@act
def put_forward(world: World, actor: str, partnership: str, people: list[str], everybody: bool) -> None:
    found, side = _of_partnership(world, actor, partnership), world.people[actor].environment
    need(not found.ended and bool(people or everybody), Impossible)
    for person in people:
        need(world.people[person].active and world.people[person].environment == side, Impossible)
    chosen = {*people, *([side] if everybody else [])}
    need(not chosen <= found.forward, Nothing)
    found.forward |= chosen


@act
def no_longer_put_forward(world: World, actor: str, partnership: str, who: str) -> None:
    """They are no longer choosable, and keep what they have (6.5)."""
    found, side = world.partnerships.get(partnership), world.people[actor].environment
    ours = who == side or (who in world.people and world.people[who].environment == side)
    if found is None or not ours or who not in found.forward:
        raise Hidden
    need(questions.manages_relations(world, actor), Forbidden)
    found.forward.discard(who)


@act
def date_partnership(world: World, actor: str, partnership: str, until: Any) -> None:
    found = _of_partnership(world, actor, partnership)
    need(not found.ended and (until is None or until > world.at), Impossible)
    need(found.until != until, Nothing)
    found.until = until


@act
def end_partnership(world: World, actor: str, partnership: str) -> None:
    need(not _of_partnership(world, actor, partnership).ended, Impossible)
    world.end_partnership(partnership)


# People (domain 2, 3.6, 5.7)


def _colleague(world: World, actor: str, person: str) -> None:
    who = world.people[person]
    need(who.environment == world.people[actor].environment and not who.removed, Hidden)
    need(world.people[actor].role == ADMINISTRATOR, Forbidden)


def _can_be_spared(world: World, person: str) -> None:
    environment = world.people[person].environment
    need(questions.lasting_rulers(world, environment) != {person}, Impossible)
    need(not questions.alone_in(world, person), Impossible)


@act
def block(world: World, actor: str, person: str) -> None:
    """Every grant is suspended, none is ended (3.6)."""
    _colleague(world, actor, person)
    need(not world.people[person].blocked, Nothing)
    need(person != actor, Impossible)
    _can_be_spared(world, person)
    world.people[person].blocked = True


@act
def unblock(world: World, actor: str, person: str) -> None:
    _colleague(world, actor, person)
    need(world.people[person].blocked, Nothing)
    world.people[person].blocked = False


@act
def remove_person(world: World, actor: str, person: str) -> None:
    """Every grant ends, and every request that waits for them or would make them a participant (3.6)."""
    _colleague(world, actor, person)
    need(person != actor, Impossible)
    if not world.people[person].blocked:
        _can_be_spared(world, person)
    world.people[person].removed = True
    for grants in world.grants:
        for key in [key for key in grants if key[1] == person]:
            del grants[key]
    for partnership in world.partnerships.values():
        partnership.forward.discard(person)
    for request in world.requests.values():
        if person == request.to_person or (request.kind == "partnership" and request.asked_by == person):
            end(request)


@act
def appoint(world: World, actor: str, person: str, role: int, manager: bool) -> None:
    _colleague(world, actor, person)
    who = world.people[person]
    need(not manager or role >= ADVANCED, Impossible)
    need((who.role, who.manager_of_relations) != (role, manager), Nothing)
    if role != ADMINISTRATOR:
        need(questions.lasting_rulers(world, who.environment) != {person}, Impossible)
    who.role, who.manager_of_relations = role, manager


# Groups (domain 7.1)


@act
def make_group(world: World, actor: str, group: str, partnership: str | None) -> None:
    need(world.people[actor].role >= ADVANCED, Forbidden)
    if partnership is not None:
        found = world.partnerships.get(partnership)
        if found is None or world.people[actor].environment not in found.sides:
            raise Hidden
        need(not found.ended, Impossible)
    world.groups[group] = Group(world.people[actor].environment, partnership)
    world.places[group, actor] = Place(True, partnership)


def _as_manager(world: World, actor: str, group: str) -> None:
    need(group in world.groups and questions.sees_group(world, actor, group), Hidden)
    place = world.places.get((group, actor))
    need(place is not None and place.manager, Forbidden)


@act
def add_to_group(world: World, actor: str, group: str, people: list[str]) -> None:
    """Own people are in it at once, people of partners are asked."""
    _as_manager(world, actor, group)
    outcomes = [_add_to_group(world, actor, group, person) for person in people]
    need(any(outcomes), Nothing)


def _add_to_group(world: World, actor: str, group: str, person: str) -> bool:
    found, key = world.groups[group], ("group", group, person)
    theirs = world.people[person].environment
    if (group, person) in world.places or _is_open(world, key):
        return False
    if not questions.choosable(world, actor, found.environment, person) and person != actor:
        return False
    if theirs == found.environment:
        world.places[group, person] = Place(False, found.rests_on)
        return True
    rests_on = world.partnership_of(found.environment, theirs)
    if found.rests_on is not None and rests_on != found.rests_on:
        return False
    world.requests[key] = Request(
        "group", found.environment, actor, world.at + REQUEST_LIFE, person, None, group, rests_on=rests_on
    )
    return True


def _place(world: World, actor: str, group: str, person: str) -> Place:
    need(group in world.groups and questions.sees_group(world, actor, group), Hidden)
    need((group, person) in world.places, Hidden)
    _as_manager(world, actor, group)
    return world.places[group, person]


def _keep_a_manager(world: World, group: str, person: str) -> None:
    need(questions.lasting_managers(world, group) != {person}, Impossible)


@act
def appoint_manager(world: World, actor: str, group: str, person: str, manager: bool) -> None:
    place = _place(world, actor, group, person)
    need(place.manager != manager, Nothing)
    if not manager:
        _keep_a_manager(world, group, person)
    place.manager = manager


@act
def take_out(world: World, actor: str, group: str, person: str) -> None:
    _place(world, actor, group, person)
    _keep_a_manager(world, group, person)
    del world.places[group, person]


@act
def leave_group(world: World, actor: str, group: str) -> None:
    need(group in world.groups and questions.sees_group(world, actor, group), Hidden)
    need((group, actor) in world.places, Impossible)
    _keep_a_manager(world, group, actor)
    del world.places[group, actor]


@act
def take_over_group(world: World, actor: str, group: str) -> None:
    need(group in world.groups and questions.sees_group(world, actor, group), Hidden)
    who, found = world.people[actor], world.groups[group]
    need(who.role == ADMINISTRATOR and who.environment == found.environment, Forbidden)
    need(not questions.lasting_managers(world, group), Impossible)
    world.places[group, actor] = Place(True, found.rests_on)


@act
def close_group(world: World, actor: str, group: str) -> None:
    _as_manager(world, actor, group)
    world.close_group(group)


# Documents and shares (domain 7.2 to 7.6)


@act
def bring(world: World, actor: str, organization: str, document: str, box: str, scanned: bool) -> None:
    need(questions.knows(world, actor, organization), Hidden)
    need((questions.role(world, actor, organization) or 0) >= MEMBER, Forbidden)
    need(world.organizations[organization].active, Impossible)
    world.documents[document] = Document(organization, box, actor, withheld=not scanned)


@act
def let_go(world: World, actor: str, document: str) -> None:
    """The scanner found nothing; whoever it is that waits for it."""
    need(document in world.documents and world.documents[document].withheld, Nothing)
    world.documents[document].withheld = False


@act
def send(world: World, actor: str, document: str, to: str, arrives: str) -> None:
    """By members and administrators, whatever was shared with others; the receiver has its own document from now on."""
    need(document in world.documents and questions.may(world, actor, document) is not None, Hidden)
    paper = world.documents[document]
    need((questions.role(world, actor, paper.organization) or 0) >= MEMBER, Forbidden)
    need(paper.box != "sent" or paper.sent_by != actor, Nothing)
    need(paper.box == "made", Impossible)
    need(world.organizations[paper.organization].active and not paper.withheld, Impossible)
    need(world.organizations[to].active and to != paper.organization, Impossible)
    paper.box, paper.sent_by = "sent", actor
    world.documents[arrives] = Document(to, "received", None)


@act
def share(world: World, actor: str, document: str, receivers: list[str], level: int, until: Any) -> None:
    _with_full(world, actor, document)
    _check_share(world, actor, document, until)
    outcomes = [_share(world, actor, document, receiver, level, until) for receiver in receivers]
    need(any(outcomes), Nothing)


def _with_full(world: World, actor: str, document: str) -> None:
    level = questions.may(world, actor, document) if document in world.documents else None
    need(level is not None, Hidden)
    need(level == FULL, Forbidden)


def _check_share(world: World, actor: str, document: str, until: Any) -> None:
    need(until is None or until > world.at, Impossible)
    last = lasts(world, actor, document)
    need(last is None or (until is not None and until <= last), Impossible)


def lasts(world: World, person: str, document: str) -> dt.datetime | None:
    """Until when somebody who has full by shares has it; a role gives in the organization's name, so has no end."""
    ways = [path for path in questions.paths(world, person, document) if path.level == FULL]
    if any(path.kind == "role" for path in ways):
        return None
    ends = [world.shares[document, path.organization or path.group or person].until for path in ways]
    return None if None in ends else max((one for one in ends if one), default=None)


def _share(world: World, actor: str, document: str, receiver: str, level: int, until: Any) -> bool:
    environment = world.organizations[world.documents[document].organization].environment
    if (document, receiver) in world.shares:
        return False
    if not any(receiver in named for named in (world.people, world.groups, world.organizations)):
        return False
    if receiver in world.groups:
        choosable = questions.choosable_group(world, actor, environment, receiver)
        rests_on = world.groups[receiver].rests_on
    else:
        person = receiver in world.people
        named = world.people[receiver] if person else world.organizations[receiver]
        theirs = named.environment
        ask = questions.choosable if person else questions.choosable_organization
        choosable = ask(world, actor, environment, receiver)
        choosable = choosable and receiver != world.documents[document].organization
        rests_on = None if theirs == environment else world.partnership_of(environment, theirs)
    if choosable:
        world.shares[document, receiver] = Grant(level, until, rests_on)
    return choosable


def _shared(world: World, actor: str, document: str, receiver: str) -> Grant:
    """Who has not full on the document sees no shares of it, only their own paths."""
    need(document in world.documents and questions.may(world, actor, document) == FULL, Hidden)
    need((document, receiver) in world.shares, Impossible)
    return world.shares[document, receiver]


@act
def change_share(world: World, actor: str, document: str, receiver: str, level: int, until: Any) -> None:
    """Making it end earlier, or keeping its date, is free; lasting longer needs to last longer oneself."""
    held = _shared(world, actor, document, receiver)
    need(until is None or until > world.at, Impossible)
    if until != held.until:
        _check_share(world, actor, document, until)
    need((held.rank, held.until) != (level, until), Nothing)
    world.shares[document, receiver] = Grant(level, until, held.rests_on)


@act
def withdraw_share(world: World, actor: str, document: str, receiver: str) -> None:
    _shared(world, actor, document, receiver)
    del world.shares[document, receiver]


@act
def chores(world: World, actor: str) -> None:
    """What has ended by its date has ended, whether or not somebody wrote it down."""
