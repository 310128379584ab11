"""A history of events, and what the model says of any moment of it: access, what an act would change, what is left."""

import copy
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.model import acts, questions
from tests.model.acts import Event
from tests.model.world import VIEWER, World

Reach = dict[tuple[str, str], int]
Ranks = tuple[int | None, int | None]
KINDS = ("gains", "loses", "changes")


@dataclass
class History:
    """`begun` makes the world before the first event."""

    begun: Callable[[], World]
    events: list[Event] = field(default_factory=list)

    def world(self, at: dt.datetime) -> World:
        """Everything that happened until then, played again; what happens at a moment counts from it."""
        world = self.begun()
        for event in self.events:
            if event.at <= at:
                acts.play(world, event)
        world.move_to(at)
        return world

    def add(self, event: Event) -> str:
        """How an event goes after the others, and whether it is done or not it has happened."""
        verdict = acts.play(self.world(event.at), event)
        self.events.append(event)
        return verdict


@dataclass(frozen=True)
class Change:
    """Who gains and loses what by one act: the oracle for previews (domain 5.2, 8.5). Ranks before and after, by
    (person, organization) and (person, document)."""

    organizations: dict[tuple[str, str], Ranks]
    documents: dict[tuple[str, str], Ranks]

    def people(self, kind: str) -> set[str]:
        """To whom it happens, with anything."""
        every = [*self.organizations.items(), *self.documents.items()]
        return {key[0] for key, ranks in every if kind_of(*ranks) == kind}

    def things(self, kind: str) -> tuple[set[str], set[str]]:
        """Organizations and documents with which it happens to somebody."""
        both = (self.organizations, self.documents)
        places, papers = ({key[1] for key, ranks in some.items() if kind_of(*ranks) == kind} for some in both)
        return places, papers


def kind_of(before: int | None, after: int | None) -> str:
    """What becomes of it: "gains", "loses" or "changes"."""
    return "gains" if before is None else "loses" if after is None else "changes"


def would_change(world: World, event: Event) -> tuple[str, Change]:
    """How the act would go in this world, and what it would change; the world stays as it is."""
    before, after = copy.deepcopy(world), copy.deepcopy(world)
    before.move_to(event.at)
    verdict = acts.play(after, event)
    return verdict, difference(before, after)


def between(history: History, one: dt.datetime, other: dt.datetime) -> Change:
    """What changed between two moments, whoever did it."""
    return difference(history.world(one), history.world(other))


def difference(before: World, after: World) -> Change:
    """What somebody has in one of them only, or at another rank."""
    return Change(_between(places(before), places(after)), _between(papers(before), papers(after)))


def _between(before: Reach, after: Reach) -> dict[tuple[str, str], Ranks]:
    keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return {key: (before.get(key), after.get(key)) for key in keys}


def places(world: World) -> Reach:
    """Everybody's role everywhere; who keeps reading what is closed is a viewer of it."""
    kept = {(who, place): VIEWER for place, who in world.kept if questions.keeps(world, who, place)}
    return kept | {
        (person, one): rank
        for person in world.people
        for one, rank in questions.organizations(world, person).items()
    }


def papers(world: World) -> Reach:
    """Everybody's level on everything."""
    return {
        (person, one): level
        for person in world.people
        for one, level in questions.documents(world, person).items()
    }


def left_to_person(world: World, person: str) -> int:
    """What somebody still has or is asked: after a removal 0 (domain 8.5)."""
    held = [key for grants in world.grants for key in grants if key[1] == person]
    forward = [one for one in world.partnerships.values() if person in one.forward]
    asked = [one for one in world.requests.values() if one.state == "open" and one.to_person == person]
    return len(held) + len(forward) + len(asked) + len(questions.organizations(world, person))


def left_across(world: World, one: str, other: str) -> int:
    """What people of two environments still have of each other: after the end of their partnership 0 (6.4, 8.5)."""
    sides = {one, other}

    def crosses(person: str, organization: str) -> bool:
        return {world.people[person].environment, world.organizations[organization].environment} == sides

    in_places = [key for key in places(world) if crosses(*key)]
    in_papers = [
        (person, document)
        for person, document in papers(world)
        if crosses(person, world.documents[document].organization)
        for path in questions.paths(world, person, document)
        # through an organization of a third environment it rests on another partnership
        if path.organization is None or world.organizations[path.organization].environment in sides
    ]
    asked = [
        request
        for request in world.requests.values()
        if request.state == "open"
        and request.to_person is not None
        and {request.environment, world.people[request.to_person].environment} == sides
    ]
    return len(in_places) + len(in_papers) + len(asked)


def left_in(world: World, organization: str) -> int:
    """What anybody still has in an organization, besides its last administrators reading: after closing 0."""
    grants = [key for key in world.members if key[0] == organization]
    shares = [key for key in world.shares if organization in (key[1], world.documents[key[0]].organization)]
    asked = [
        one
        for one in world.requests.values()
        if one.kind == "membership" and one.about == organization and one.state == "open"
    ]
    return len(grants) + len(shares) + len(asked)
