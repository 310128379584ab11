"""What an act would change, before it is done: the act itself, done and taken back, and what is reached before and after.

    foreseen = consequences.of(actor, lambda: memberships.remove(actor, key), spheres.membership(place, [user]), place)

Everything the act writes is taken back with its transaction: rows, entries of the trail, tasks. What is told of documents
and people is what the asker may know of.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count

from kantoor.access import faces, reach, spheres
from kantoor.access.action import lock, lock_documents
from kantoor.access.actor import Actor
from kantoor.access.spheres import Pair, Reached, Sphere, worth
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.documents.models import Document
from kantoor.kernel.brief import TooLong, briefly
from kantoor.organizations.models import Organization

SHOWN = 50
MOST = 20_000  # roles that an act may end; to end so many and take it back is no reading any more


class Kind(StrEnum):
    """What becomes of somebody's access to something."""

    GAINS = "gains"
    LOSES = "loses"
    CHANGES = "changes"


def kind_of(before: int | None, after: int | None) -> Kind | None:
    if before == after:
        return None
    if before is None:
        return Kind.GAINS
    return Kind.LOSES if after is None else Kind.CHANGES


@dataclass
class Part:
    """Those who gain, those who lose, or those who keep it at another level."""

    kind: Kind
    people: set[UUID] = field(default_factory=set)
    outside: set[UUID] = field(default_factory=set)
    organizations: int = 0
    documents: int = 0
    unseen: bool = False
    _companies: set[Pair] = field(default_factory=set, repr=False)
    _whole: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set), repr=False)
    _sizes: dict[UUID, int] = field(default_factory=dict, repr=False)
    _single: Counter[UUID] = field(default_factory=Counter, repr=False)
    _apart: Counter[Pair] = field(default_factory=Counter, repr=False)

    def documents_of(self, person: UUID) -> int:
        """On how many documents, as far as the asker knows their organizations."""
        whole = (place for place, people in self._whole.items() if person in people)
        return self._single[person] + sum(self._sizes.get(p, 0) - self._apart[person, p] for p in whole)


@dataclass(frozen=True)
class Named:
    """Somebody to whom it happens."""

    user: User
    documents: int
    outside: bool


@dataclass(frozen=True)
class Foreseen:
    """What would change."""

    gains: Part
    loses: Part
    changes: Part

    @property
    def parts(self) -> list[Part]:
        """Those in which something happens."""
        return [part for part in (self.gains, self.loses, self.changes) if part.people or part.unseen]

    def names(self, kind: Kind, start: int = 0) -> list[Named]:
        """Fifty of the people, by name."""
        part: Part = getattr(self, kind)
        order = sorted(_folded(part.people))[start : start + SHOWN]
        found = User.objects.select_related("environment").in_bulk([key for _name, key in order])
        rows = [found[key] for _name, key in order if key in found]
        return [Named(row, part.documents_of(row.pk), row.pk in part.outside) for row in rows]


def of(
    actor: Actor, act: Callable[[], object], sphere: Sphere, held: "models.Model | Collection[Document]"
) -> Foreseen:
    """What doing it would change; what the act raises when it is refused. `held`: the row on which such acts wait.

    `TooLong` where so much would be written, or others wait so long for it, that it is not tried (docs/decisions/0175).
    """
    with record.rehearsing(), briefly():
        if spheres.is_wide(sphere, MOST):
            raise TooLong
        lock(held) if isinstance(held, models.Model) else lock_documents(held)
        before = spheres.take(sphere)
        if before.roles(sphere.organizations) > MOST:
            raise TooLong
        act()
        after = spheres.take(sphere, before)
    spheres.level_out(sphere, before, after)
    return compare(actor, before, after, sphere.hidden)


def compare(actor: Actor, before: Reached, after: Reached, hidden: frozenset[UUID] = frozenset()) -> Foreseen:
    """The difference, as far as the asker may know it."""
    pairs = {*before.held, *before.kept, *after.held, *after.kept}
    roles = {pair: (before.role(pair), after.role(pair)) for pair in pairs}
    changed = {pair: both for pair, both in roles.items() if both[0] != both[1]}
    shared = {*before.shared, *after.shared}
    places = {place for _person, place in changed} | {after.places[document] for _person, document in shared}
    known, company = _organizations(actor, places)
    parts = {kind: Part(kind) for kind in Kind}
    vouched = _count_roles(parts, changed, known, company)
    _count_documents(parts, before, after, changed, shared, known, company)
    _count_people(actor, parts, vouched, hidden)
    return Foreseen(*(parts[kind] for kind in Kind))


def _organizations(actor: Actor, keys: Collection[UUID]) -> tuple[set[UUID], dict[UUID, UUID]]:
    """Those whose documents may be told of, and the environment of each."""
    rows = _some(Organization.objects.all(), keys)
    company = {
        key: environment for some in rows for key, environment in some.values_list("pk", "environment_id")
    }
    theirs = [key for key, environment in company.items() if environment != actor.environment_id]
    reached = set(reach.roles_in(actor.user_id, theirs))
    return reached | (company.keys() - set(theirs)), company


def _count_roles(
    parts: dict[Kind, Part], changed: dict[Pair, Any], known: set[UUID], company: dict[UUID, UUID]
) -> set[UUID]:
    """People and organizations; who may be named, as somebody of an organization that the asker knows."""
    vouched, places = set(), defaultdict(set)
    for (person, place), (old, new) in changed.items():
        kind = kind_of(old, new)
        if kind is None:
            continue
        parts[kind]._companies.add((person, company[place]))
        places[kind].add(place)
        level = kind_of(worth(old), worth(new))
        if place in known:
            vouched.add(person)
            if level:
                parts[level]._whole[place].add(person)
    for kind, some in places.items():
        parts[kind].organizations = len(some)
    return vouched


def _count_documents(
    parts: dict[Kind, Part],
    before: Reached,
    after: Reached,
    changed: dict[Pair, Any],
    shared: set[Pair],
    known: set[UUID],
    company: dict[UUID, UUID],
) -> None:
    """Whole organizations by their numbers; what is shared or withheld one by one."""
    whole = {place for part in parts.values() for place in part._whole}
    sizes = _sizes(whole)
    holders: dict[UUID, set[UUID]] = defaultdict(set)
    for person, document in shared:
        holders[document].add(person)
    makers = _withheld(whole, holders)
    for document, (place, maker) in makers.items():
        after.places.setdefault(document, place)
        holders[document] = {maker} if maker else set()
    for part in parts.values():
        part._sizes = sizes
        part.documents = sum(sizes.get(place, 0) for place in part._whole)
    for document, people in holders.items():
        _count_one(parts, document, people, before, after, document in makers, known, company)


def _count_one(
    parts: dict[Kind, Part],
    document: UUID,
    people: set[UUID],
    before: Reached,
    after: Reached,
    withheld: bool,
    known: set[UUID],
    company: dict[UUID, UUID],
) -> None:
    """A document on which some have a level of their own."""
    place = after.places[document]
    found: dict[Kind, int] = Counter()
    for person in people:
        kind = kind_of(before.level(person, document, place), after.level(person, document, place))
        if kind is not None:
            found[kind] += 1
            parts[kind]._companies.add((person, company[place]))
            parts[kind]._single[person] += place in known
        for part in parts.values() if not withheld else ():
            part._apart[person, place] += person in part._whole.get(place, ())
    for kind, part in parts.items():
        others = part._whole.get(place, set()) - people if not withheld else set()
        inside = place in part._whole and not withheld
        part.documents += int(place in known and bool(found.get(kind) or others)) - inside


def _sizes(places: Collection[UUID]) -> dict[UUID, int]:
    """How many documents each has, without those that are withheld."""
    rows = Document.objects.filter(withheld=False).order_by()
    return {
        place: number
        for some in _some(rows, places, "organization_id")
        for place, number in some.values_list("organization_id").annotate(n=Count("pk"))
    }


def _withheld(places: Collection[UUID], shared: Collection[UUID]) -> dict[UUID, tuple[UUID, UUID | None]]:
    """The withheld documents in question: where each is, and who brought it."""
    rows = Document.objects.filter(withheld=True).order_by()
    found = [*_some(rows, places, "organization_id"), *_some(rows, shared)]
    columns = ("pk", "organization_id", "made_by_id")
    return {pk: (place, maker) for some in found for pk, place, maker in some.values_list(*columns)}


def _count_people(
    actor: Actor, parts: dict[Kind, Part], vouched: set[UUID], unnamed: frozenset[UUID]
) -> None:
    """Who may be named, and how many of them are of another company than what it is about."""
    everybody = {person for part in parts.values() for person, _company in part._companies}
    rows = _some(User.objects.all(), everybody)
    homes = {pk: home for some in rows for pk, home in some.values_list("pk", "environment_id")}
    doubtful = {pk for pk, home in homes.items() if pk not in vouched and home != actor.environment_id}
    seen = faces.among(actor, doubtful)
    hidden = doubtful - seen | everybody & unnamed
    for part in parts.values():
        every = {person for person, _company in part._companies}
        part.people, part.unseen = every - hidden, bool(every & hidden)
        part.outside = {pk for pk, company in part._companies if homes.get(pk) != company} - hidden


def _folded(people: Collection[UUID]) -> list[tuple[str, UUID]]:
    rows = _some(User.objects.all(), people)
    return [row for some in rows for row in some.values_list("folded", "pk")]


def _some(
    rows: "models.QuerySet[Any]", keys: Collection[UUID], column: str = "pk"
) -> "list[models.QuerySet[Any]]":
    return [rows.filter(**{f"{column}__among": frozenset(keys)})] if keys else []
