"""What changed between two moments of a history, as it is told and as two worlds differ (domain 8.3)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import product
from uuid import UUID

from kantoor.access import guests, history, whereabouts
from kantoor.access.stretches import Window, steps
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.history import compared, persons
from kantoor.history.changes import Change, What, label
from kantoor.history.sight import Sight
from kantoor.kernel import pages
from kantoor.organizations.models import Organization
from kantoor.partnerships.models import Participant, Partnership
from tests.model import questions
from tests.model.asked import Asked
from tests.model.history import Ranks
from tests.model.world import VIEWER, World

Turned = dict[tuple[str, str], Ranks]
EVERYBODY = 1_000
LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


def of_partners(asked: Asked, before: World, after: World, window: Window) -> None:
    """Of each side of each partnership, all that it lost and gained at the other."""
    for pair in Partnership.objects.select_related("low", "high"):
        for theirs, ours in ((pair.low, pair.high), (pair.high, pair.low)):
            told = _told(asked, pair, theirs, ours, window)
            some, every = (
                _differing(asked, before, after, theirs, ours, all_=all_) for all_ in (False, True)
            )
            question = f"what turned for {theirs.name} at {ours.name} from {window.since} to {window.until}"
            # Who reads by another company's organization is told of if ever put forward, or told of anyway.
            hidden = {key for key in every.keys() - some.keys() if key not in told}
            expected = {key: ranks for key, ranks in every.items() if key not in hidden}
            asked.same(question, sorted(expected.items()), sorted(told.items()), len(every) + 1)


def of_places(asked: Asked, before: World, after: World, window: Window) -> None:
    """In each organization, whose role became another."""
    rows = Organization.objects.in_bulk([asked.id(place) for place in asked.places])
    for place in after.organizations:
        listed = compared.of_organization(rows[asked.id(place)], window.since, window.until)
        told = {asked.names[row.person]: (row.first.before, row.last.after) for row in _other(listed.every())}
        ranks = {one: (_role(before, one, place), _role(after, one, place)) for one in after.people}
        question = f"what changed in {place} from {window.since} to {window.until}"
        asked.same(question, sorted(_words(ranks, "organization").items()), sorted(told.items()), len(ranks))


def of_people(asked: Asked, before: World, after: World, window: Window) -> None:
    """For each person, what became of their roles, and of the levels of what was shared with them in person."""
    names = dict(Organization.objects.values_list("pk", "name"))
    for person in after.people:
        sight = Sight(
            User.objects.get(pk=asked.id(person)), asked.id(after.people[person].environment), itself=True
        )
        listed = persons.compared(sight, window.since, window.until)
        told = Counter(
            (row.kind, row.where, row.first.before, row.last.after) for row in _other(listed.every())
        )
        roles = {one: (_role(before, person, one), _role(after, person, one)) for one in after.organizations}
        lent = {one: (_given(before, person, one), _given(after, person, one)) for one in after.documents}
        expected = Counter(
            ("organization", names[asked.id(one)], *said)
            for one, said in _words(roles, "organization").items()
        )
        for one, said in _words(lent, "document").items():
            house = names[asked.id(after.documents[one].organization)]
            expected["document", f"a document of {house}", *said] += 1
        question = f"what changed for {person} from {window.since} to {window.until}"
        asked.same(question, sorted(expected.items()), sorted(told.items()), len(roles) + len(lent))


def _other(rows: Iterable[Change]) -> list[Change]:
    """Without what was the same at both moments."""
    return [row for row in rows if row.what is not What.PASSED]


def _words(ranks: dict[str, Ranks], kind: str) -> dict[str, tuple[str, str]]:
    """What became another, as a page says it."""
    return {
        key: (label(kind, before), label(kind, after))
        for key, (before, after) in ranks.items()
        if before != after
    }


def _told(asked: Asked, pair: Partnership, theirs: Environment, ours: Environment, window: Window) -> Turned:
    """As a page puts it together, without words; what was the same at both moments is left out."""
    guest = guests.of(pair, theirs.pk, ours.pk, window)
    through, shares = guests.through(guest)
    people = [one.pk for one in guests.first(guest, through, pages.place(User, guests.ORDER, ""), EVERYBODY)]
    where = whereabouts.of(people, shares, guest.since, guest.until) if people else None
    given, lent = history.Of(history.of_side, ours.pk), history.Of(history.lent_by, ours.pk)
    found = {}
    for group in compared._groups(people, given, lent, window, where):
        taken = steps(group.paths, window)
        if taken and taken[0].before != taken[-1].after:
            key = asked.names[group.person], asked.names[group.thing]
            found[key] = taken[0].before, taken[-1].after
    return found


def _differing(
    asked: Asked, before: World, after: World, theirs: Environment, ours: Environment, all_: bool
) -> Turned:
    """Roles in our organizations, and the levels of shares on our documents."""
    side, home = asked.names[theirs.pk], asked.names[ours.pk]
    people = [name for name, one in after.people.items() if one.environment == side]
    places = [name for name, one in after.organizations.items() if one.environment == home]
    papers = [name for name, one in after.documents.items() if one.organization in places]
    forward = _ever_forward(pair_of=(theirs.pk, ours.pk), side=theirs.pk)
    found = {}
    for person, place in product(people, places):
        found[person, place] = _role(before, person, place), _role(after, person, place)
    for person, paper in product(people, papers):
        known = all_ or asked.id(person) in forward
        found[person, paper] = (
            _lent(before, person, paper, None if known else home),
            _lent(after, person, paper, None if known else home),
        )
    return {key: ranks for key, ranks in found.items() if ranks[0] != ranks[1]}


def _ever_forward(pair_of: tuple[UUID, UUID], side: UUID) -> set[UUID]:
    """Whom the side ever put forward to the other; with everybody, who was there then."""
    rows = Participant.objects.filter(environment_id=side).select_related("partnership")
    rows = rows.filter(partnership__low_id__in=pair_of, partnership__high_id__in=pair_of)
    people, found = list(User.objects.filter(environment_id=side)), set[UUID]()
    for row in rows:
        ends = (row.ended_at, row.expires_at, row.partnership.ended_at, row.partnership.expires_at)
        over = min((end for end in ends if end), default=LAST)
        there = (
            one.pk for one in people if one.created_at < over and (one.removed_at or LAST) > row.valid_from
        )
        found |= {row.user_id} if row.user_id else set(there)
    return found


def _role(world: World, person: str, place: str) -> int | None:
    if person not in world.people or place not in world.organizations:
        return None
    held = questions.role(world, person, place)
    return held or (VIEWER if questions.keeps(world, person, place) else None)


def _given(world: World, person: str, paper: str) -> int | None:
    """The level by a share with themselves."""
    share = world.shares.get((paper, person))
    return share.rank if share and person in world.people and world.people[person].active else None


def _lent(world: World, person: str, paper: str, home: str | None) -> int | None:
    """The highest level by a share; `home`: by no organization of another company."""
    if person not in world.people or not world.people[person].active:
        return None
    levels = [
        path.level
        for (what, receiver), share in world.shares.items()
        if what == paper
        for path in questions.by_share(world, person, receiver, share.rank)
        if home is None or not path.organization or world.organizations[path.organization].environment == home
    ]
    return max(levels, default=None)
