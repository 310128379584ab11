"""What stands at one moment: who is where, in which role, with what shared. Nothing here knows of a database.

Everybody and everything is a name: "p3" a person, "o1" an organization, "g2" a group, "d7" a document,
"k1" a partnership. What has ended is not in it any more: the past is asked by playing less of the history.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

BASIC, ADVANCED, ADMINISTRATOR = 1, 2, 3
VIEWER, MEMBER = 1, 2
VIEW, EDIT, FULL = 1, 2, 3
REQUEST_LIFE = dt.timedelta(days=30)


@dataclass
class Person:
    environment: str
    role: int = BASIC
    manager_of_relations: bool = False
    blocked: bool = False
    removed: bool = False

    @property
    def active(self) -> bool:
        return not self.blocked and not self.removed


@dataclass
class Organization:
    environment: str
    active: bool = True
    closed: bool = False


@dataclass
class Grant:
    """A membership (rank is a role) or a share (rank is a level), and the partnership that it rests on."""

    rank: int
    until: dt.datetime | None = None
    rests_on: str | None = None


@dataclass
class Place:
    manager: bool = False
    rests_on: str | None = None


@dataclass
class Group:
    environment: str
    rests_on: str | None = None
    closed: bool = False


@dataclass
class Partnership:
    """Between two environments. `forward`: the people put forward, and an environment's name for all of its people."""

    sides: frozenset[str]
    forward: set[str] = field(default_factory=set)
    until: dt.datetime | None = None
    ended: bool = False


@dataclass
class Document:
    organization: str
    box: str
    brought_by: str | None
    withheld: bool = False
    sent_by: str | None = None


@dataclass
class Request:
    """`key` says what is asked of whom; `state` leaves "open" once."""

    kind: str
    environment: str
    asked_by: str
    expires: dt.datetime
    to_person: str | None = None
    to_environment: str | None = None
    about: str = ""
    role: int = 0
    until: dt.datetime | None = None
    rests_on: str | None = None
    state: str = "open"
    answered_by: str | None = None


Key = tuple[str, str, str]


@dataclass
class World:
    """One moment."""

    at: dt.datetime
    people: dict[str, Person] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    partnerships: dict[str, Partnership] = field(default_factory=dict)
    members: dict[tuple[str, str], Grant] = field(default_factory=dict)  # (organization, person or group)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)  # (group, person)
    shares: dict[tuple[str, str], Grant] = field(default_factory=dict)  # (document, receiver)
    kept: dict[tuple[str, str], Grant] = field(default_factory=dict)  # administrators of closed ones
    requests: dict[Key, Request] = field(default_factory=dict)  # the latest of each key

    @property
    def grants(self) -> "list[dict[tuple[str, str], Any]]":
        """Everything that gives somebody something: the second of each key is who has it."""
        return [self.members, self.places, self.shares, self.kept]

    def move_to(self, at: dt.datetime) -> None:
        """Time passes: what has an end date ends at it."""
        dates = [one.until for one in self.partnerships.values() if one.until and not one.ended]
        for due in sorted(date for date in dates if date <= at):
            self._pass(due)
        self._pass(at)

    def _pass(self, at: dt.datetime) -> None:
        self.at = at
        for grants in (self.members, self.shares):
            for key, grant in list(grants.items()):
                if grant.until is not None and grant.until <= at:
                    del grants[key]
        for request in self.requests.values():
            if request.state == "open" and request.expires <= at:
                request.state = "expired"
        for name, partnership in self.partnerships.items():
            if partnership.until is not None and partnership.until <= at and not partnership.ended:
                self.end_partnership(name)

    def end_partnership(self, name: str) -> None:
        """All that hangs on it ends with it, in both directions (domain 6.4)."""
        self.partnerships[name].ended = True
        self.partnerships[name].forward.clear()
        hanging_groups = {key for key, group in self.groups.items() if group.rests_on == name}
        for group in hanging_groups:
            self.close_group(group)
        for grants in (self.members, self.shares, self.kept):
            for key in [key for key, grant in grants.items() if grant.rests_on == name]:
                del grants[key]
        for key in [key for key, place in self.places.items() if place.rests_on == name]:
            del self.places[key]
        for request in self.requests.values():
            if request.rests_on == name:
                end(request)

    def close_group(self, group: str) -> None:
        """Every place in it and all that it was given."""
        self.groups[group].closed = True
        for grants in (self.members, self.shares):
            for key in [key for key in grants if key[1] == group]:
                del grants[key]
        for key in [key for key in self.places if key[0] == group]:
            del self.places[key]
        for request in self.requests.values():
            if request.kind == "group" and request.about == group:
                end(request)

    def partnership_of(self, one: str, other: str) -> str | None:
        """The one in force between two environments."""
        for name, partnership in self.partnerships.items():
            if partnership.sides == {one, other} and not partnership.ended:
                return name
        return None


def end(request: Request) -> None:
    """With what it hung on."""
    if request.state == "open":
        request.state = "ended"
