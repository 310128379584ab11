"""What many people reach at once, within a sphere: the rules of `access.reach` and `access.documents`, in sets.

Two of these, taken before and after an act, are what `access.consequences` compares.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kantoor.access import documents, reach
from kantoor.accounts.models import Block
from kantoor.documents.models import Document
from kantoor.groups.models import GroupMembership
from kantoor.kernel.alike import asked
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Share

Pair = tuple[UUID, UUID]
Few = Collection[UUID] | None


@dataclass(frozen=True)
class Sphere:
    """Outside of it an act changes nothing. None: everybody; every organization.

    `hidden`: people whom it meets through a group or an organization into which who asks does not see.
    """

    people: frozenset[UUID] | None
    organizations: frozenset[UUID] | None = frozenset()
    documents: frozenset[UUID] = frozenset()
    hidden: frozenset[UUID] = frozenset()


@dataclass
class Reached:
    """Roles by person and organization, levels by person and document: the highest of each."""

    held: dict[Pair, int] = field(default_factory=dict)
    kept: set[Pair] = field(default_factory=set)
    shared: dict[Pair, int] = field(default_factory=dict)
    places: dict[UUID, UUID] = field(default_factory=dict)
    people: frozenset[UUID] = frozenset()

    def roles(self, organizations: Few) -> int:
        """How many there are in these organizations; None: in all."""
        pairs = (*self.held, *self.kept)
        return sum(organizations is None or place in organizations for _person, place in pairs)

    def role(self, pair: Pair) -> int | None:
        """With those who only keep reading what is closed."""
        return self.held.get(pair, OrganizationRole.VIEWER if pair in self.kept else None)

    def level(self, person: UUID, document: UUID, place: UUID) -> int | None:
        """By role and by share; whether the document is withheld is asked elsewhere."""
        levels = (self.shared.get((person, document)), worth(self.role((person, place))))
        return max((level for level in levels if level), default=None)


def worth(role: int | None) -> int | None:
    """The level that a role is worth on every document of its organization."""
    return None if role is None else int(documents.OF_ROLE[OrganizationRole(role)])


def person(user: UUID) -> Sphere:
    """Everything that one person reaches."""
    return Sphere(frozenset([user]), None)


def membership(organization: UUID, users: Iterable[UUID] = (), groups: Collection[UUID] = ()) -> Sphere:
    """Of users and of everybody in the groups, in one organization."""
    return Sphere(frozenset(users) | _in(groups), frozenset([organization]))


def organization(key: UUID) -> Sphere:
    """Of everybody, in one organization."""
    return Sphere(None, frozenset([key]))


def group(key: UUID, users: Iterable[UUID] | None = None) -> Sphere:
    """What the group has, of these users; if not said, of everybody in it."""
    people = _in([key]) if users is None else frozenset(users)
    places = reach.memberships().filter(group_id=key).values_list("organization_id", flat=True)
    given = documents.shares().filter(group_id=key).values_list("document_id", flat=True)
    return Sphere(people, frozenset(places), frozenset(given))


def shares(
    on: Iterable[UUID], users: Iterable[UUID], groups: Collection[UUID], to: Collection[UUID]
) -> Sphere:
    """On these documents, of users, of everybody in the groups and in the organizations."""
    return Sphere(frozenset(users) | _in(groups) | _of(to), frozenset(), frozenset(on))


def rows(
    memberships: QuerySet[Membership], places: QuerySet[GroupMembership], given: QuerySet[Share]
) -> Sphere:
    """Of everybody who has something by these rows, where these rows give it."""
    held = list(memberships.order_by().values_list("user_id", "group_id", "organization_id"))
    seats = list(places.order_by().values_list("user_id", "group_id"))
    lent = list(given.order_by().values_list("user_id", "group_id", "to_organization_id", "document_id"))
    inside = {group for _user, group in seats}
    by_group = reach.memberships().filter(group_id__in=inside).values_list("organization_id", flat=True)
    to_group = documents.shares().filter(group_id__in=inside).values_list("document_id", flat=True)
    people = {row[0] for row in (*held, *seats, *lent)} | _in({row[1] for row in (*held, *lent)} - {None})
    people |= _of({row[2] for row in lent} - {None})
    return Sphere(
        frozenset(people - {None}),
        frozenset({row[2] for row in held} | set(by_group)),
        frozenset({row[3] for row in lent} | set(to_group)),
    )


def _in(groups: Collection[UUID]) -> frozenset[UUID]:
    return frozenset(row[0] for row in _in_some(reach.places, "group_id", groups, "user_id"))


def _of(organizations: Collection[UUID]) -> frozenset[UUID]:
    """Who holds a role in them."""
    return (
        frozenset(person for person, _place in _roles(None, organizations)[0])
        if organizations
        else frozenset()
    )


def is_wide(sphere: Sphere, most: int) -> bool:
    """Whether everybody is meant, and so many are there; told without reading who."""
    inside = Membership.objects.open().filter(organization_id__in=sphere.organizations or ()).order_by()
    return sphere.people is None and inside.values("organization_id")[most : most + 1].exists()


def take(sphere: Sphere, before: Reached | None = None) -> Reached:
    """What is reached now within the sphere, and of what was reached before. A dozen queries for 5,000 people."""
    found = Reached(places=dict(before.places) if before else _places(sphere.documents))
    _add_roles(found, sphere.people, sphere.organizations)
    given = _given(sphere, found)
    found.places |= {row[4]: row[5] for row in given}
    if sphere.organizations is not None:
        lent = {row[3] for row in given if row[3]} - sphere.organizations
        _add_roles(found, sphere.people, lent)
        found.people = _people(sphere, found, given) | (before.people if before else frozenset())
        _add_roles(found, found.people, set(found.places.values()) - lent - sphere.organizations)
    _add_shares(found, sphere.people, given)
    return found


def level_out(sphere: Sphere, before: Reached, after: Reached) -> None:
    """Outside of the sphere's organizations roles stay as they are; what one of the two has looked up, both know."""
    if sphere.organizations is None:
        return
    inside = sphere.organizations
    held = {pair: role for pair, role in (before.held | after.held).items() if pair[1] not in inside}
    kept = {pair for pair in before.kept | after.kept if pair[1] not in inside}
    for one in (before, after):
        one.held |= held
        one.kept |= kept


def _places(keys: Collection[UUID]) -> dict[UUID, UUID]:
    return dict(_in_some(Document.objects.all, "pk", keys, "pk", "organization_id"))


def _people(sphere: Sphere, found: Reached, given: list[Any]) -> frozenset[UUID]:
    """Those in question: said, or found so far."""
    if sphere.people is not None:
        return sphere.people
    receivers = {row[1] for row in given if row[1]} | _in({row[2] for row in given} - {None})
    return frozenset(receivers | {person for person, _place in (*found.held, *found.kept)})


def _add_roles(found: Reached, people: Few, organizations: Few) -> None:
    held, kept = _roles(people, organizations)
    for pair, role in held.items():
        found.held[pair] = max(role, found.held.get(pair, 0))
    found.kept |= kept


def _roles(people: Few, organizations: Few) -> tuple[dict[Pair, int], set[Pair]]:
    """Roles that hold, and those who only keep reading."""
    held: dict[Pair, int] = {}
    for user, place, role in _within(_direct, people, organizations, "user_id", "organization_id", "role"):
        held[user, place] = role
    seats: dict[UUID, list[UUID]] = {}
    for user, one in _seated(people, organizations):
        seats.setdefault(one, []).append(user)
    columns = ("group_id", "organization_id", "role")
    for one, place, role in _in_some(_of_groups, "group_id", seats, *columns):
        for user in seats[one] if organizations is None or place in organizations else ():
            held[user, place] = max(role, held.get((user, place), 0))
    return held, set(_within(_last, people, organizations, "user_id", "organization_id"))


def _direct() -> QuerySet[Membership]:
    return reach.memberships().filter(~reach.blocked("user_id"), user__isnull=False)


def _of_groups() -> QuerySet[Membership]:
    return reach.memberships().filter(group__isnull=False)


def _last() -> QuerySet[Membership]:
    return reach.kept().filter(user__isnull=False)


def _unblocked() -> QuerySet[GroupMembership]:
    return reach.places().filter(~reach.blocked("user_id"))


def _seated(people: Few, organizations: Few) -> list[Any]:
    """Of these people; of everybody, in the groups that have something in the organizations."""
    if people is not None:
        return _in_some(_unblocked, "user_id", people, "user_id", "group_id")
    groups = {row[0] for row in _in_some(_of_groups, "organization_id", organizations, "group_id")}
    return _in_some(_unblocked, "group_id", groups, "user_id", "group_id")


def _given(sphere: Sphere, found: Reached) -> list[Any]:
    """The shares in question: pk, user, group, organization, document, the document's organization, level."""
    columns = ("pk", "user_id", "group_id", "to_organization_id", "document_id", "organization_id", "level")
    if sphere.organizations is None:
        people = sphere.people or frozenset()
        seats = {row[0] for row in _in_some(reach.places, "user_id", people, "group_id")}
        within = {place for _person, place in found.held}
        return [
            *_in_some(documents.shares, "user_id", people, *columns),
            *_in_some(documents.shares, "group_id", seats, *columns),
            *_in_some(documents.shares, "to_organization_id", within, *columns),
        ]
    every = [
        *_in_some(documents.shares, "document_id", sphere.documents, *columns),
        *_in_some(documents.shares, "organization_id", sphere.organizations, *columns),
        *_in_some(documents.shares, "to_organization_id", sphere.organizations, *columns),
    ]
    return list({row[0]: row for row in every}.values())


def _add_shares(found: Reached, people: Few, given: list[Any]) -> None:
    """The level that each share is worth to each of its receivers."""
    groups = {row[2] for row in given} - {None}
    seats: dict[UUID, list[UUID]] = {}
    for user, one in _within(_unblocked, people, groups, "user_id", "group_id", place="group_id"):
        seats.setdefault(one, []).append(user)
    within: dict[UUID, list[tuple[UUID, int]]] = {}
    for (user, place), role in found.held.items():
        within.setdefault(place, []).append((user, role))
    out = _blocked({row[1] for row in given} - {None})
    for _pk, user, group_id, to, document, _place, level in given:
        if user is not None and user not in out and (people is None or user in people):
            _raise(found, user, document, level)
        for member in seats.get(group_id, ()):
            _raise(found, member, document, level)
        for member, role in within.get(to, ()) if to else ():
            _raise(found, member, document, min(level, worth(role) or level))


def _raise(found: Reached, user: UUID, document: UUID, level: int) -> None:
    found.shared[user, document] = max(level, found.shared.get((user, document), 0))


def _blocked(users: set[UUID]) -> set[UUID]:
    return {row[0] for row in _in_some(Block.objects.live, "user_id", users, "user_id")}


@dataclass(frozen=True)
class _Some:
    """Some columns of these rows, where a column is one of some keys (kernel.alike)."""

    rows: Callable[[], QuerySet[Any]]
    column: str
    columns: tuple[str, ...]


def _found(
    some: _Some, keys: list[UUID] | None = None, people: list[UUID] | None = None
) -> QuerySet[Any, Any]:
    found = some.rows()
    found = found if people is None else found.filter(user_id__among=people)
    found = found if keys is None else found.filter(**{f"{some.column}__among": keys})
    return found.order_by().values_list(*some.columns)


def _within(
    rows: Callable[[], QuerySet[Any]],
    people: Few,
    organizations: Few,
    *columns: str,
    place: str = "organization_id",
) -> list[Any]:
    """The rows of these people in these places."""
    lists = {
        name: list(few) for name, few in (("keys", organizations), ("people", people)) if few is not None
    }
    return asked(_found, _Some(rows, place, columns), **lists).rows() if all(lists.values()) else []


def _in_some(rows: Callable[[], QuerySet[Any]], column: str, keys: Few, *columns: str) -> list[Any]:
    return _within(rows, None, keys, *columns, place=column)
