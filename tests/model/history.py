"""A history of events, and what the model says of any moment of it: access, what an act would change, what is left."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.model import acts, questions
from tests.model.acts import Event
from tests.model.world import World

Reach = dict[tuple[str, str], int]


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
    """Who gains and loses what by one act: the oracle for previews (domain 5.2, 8.5). Ranks before and after."""

    organizations: dict[tuple[str, str], tuple[int | None, int | None]]
    documents: dict[tuple[str, str], tuple[int | None, int | None]]

    def gaining(self) -> set[str]:
        """People who may see something more, or do more with it."""
        return {key[0] for key, (before, after) in self._all() if (after or 0) > (before or 0)}

    def losing(self) -> set[str]:
        return {key[0] for key, (before, after) in self._all() if (after or 0) < (before or 0)}

    def documents_gained(self) -> set[str]:
        """Those that somebody sees who did not."""
        return {key[1] for key, (before, _after) in self.documents.items() if before is None}

    def documents_lost(self) -> set[str]:
        return {key[1] for key, (_before, after) in self.documents.items() if after is None}

    def _all(self) -> Iterable[tuple[tuple[str, str], tuple[int | None, int | None]]]:
        return [*self.organizations.items(), *self.documents.items()]


def would_change(history: History, event: Event) -> tuple[str, Change]:
    """How the act would go, and what it would change; the history stays as it is."""
    before, after = history.world(event.at), history.world(event.at)
    verdict = acts.play(after, event)
    return verdict, Change(_between(places(before), places(after)), _between(papers(before), papers(after)))


def between(history: History, one: dt.datetime, other: dt.datetime) -> Change:
    """What changed between two moments, whoever did it."""
    before, after = history.world(one), history.world(other)
    return Change(_between(places(before), places(after)), _between(papers(before), papers(after)))


def _between(before: Reach, after: Reach) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return {key: (before.get(key), after.get(key)) for key in keys}


def places(world: World) -> Reach:
    """Everybody's role everywhere."""
    return {
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
    held = [
        key
        for kept in (world.members, world.places, world.shares, world.kept)
        for key in kept
        if key[1] == person
    ]
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
