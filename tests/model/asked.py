"""Questions to the product, about the past and about now, each with the model's answer beside it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import actor as actors
from kantoor.access import documents as reached
from kantoor.access import guests, newest, paths, reach, readers
from kantoor.access.actor import Actor
from kantoor.access.stretches import Window
from kantoor.access.wanted import Narrow
from kantoor.accounts.models import User
from kantoor.documents import downloads, files, lists
from kantoor.documents.filters import Filters
from kantoor.documents.models import Box, Document
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Request
from kantoor.kernel import pages
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import NotFound
from kantoor.kernel.prepared import Prepared
from kantoor.organizations import organizations
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing import lists as given
from kantoor.sharing.models import Share
from tests.model import questions
from tests.model.acts import Event
from tests.model.history import Change, Ranks, Reach, kind_of, left_across, left_in, left_to_person
from tests.model.played import WORDS, Played
from tests.model.world import VIEWER, World


def _with_roles(rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    return rows.values_list("pk", "reached_role")


_ROLES_NOW: Prepared[Any] = Prepared(lambda user: _with_roles(reach.organizations(user)), names=("user",))
_PAPERS_NOW: Prepared[Any] = Prepared(lambda user: reached.reached(user).values_list("pk"), names=("user",))


@dataclass
class Asked:
    """The two sides at one moment (`at` None: now); `count` is how many single answers were compared."""

    played: Played
    world: World
    at: dt.datetime | None = None
    count: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = {key: name for name, key in self.played.ids.items()}
        self.people = sorted(self.world.people)
        self.places = sorted(self.world.organizations)
        self.papers = sorted(self.world.documents)
        at = self.at  # the queries of a moment are made once, for whoever they are asked of
        self.organizations: Prepared[Any] = Prepared(
            lambda user: _with_roles(reach.organizations(user, at)), names=("user",)
        )
        self.reached: Prepared[Any] = Prepared(
            lambda user: reached.reached(user, at).values_list("pk"), names=("user",)
        )

    def id(self, name: str) -> UUID:
        return self.played.ids[name]

    def row(self, document: str) -> Document:
        return Document.objects.select_related("organization").get(pk=self.id(document))

    def known(self, keys: Iterable[UUID]) -> list[str]:
        return sorted(self.names[key] for key in keys)

    def same(self, question: str, expected: Any, got: Any, answers: int = 1) -> None:
        """`answers`: how many the question gave at once, as a list of who is and who is not in it."""
        self.count += answers
        if expected != got:
            when = f"{self.at:%Y-%m-%d %H:%M:%S}" if self.at else "now"
            self.wrong.append(f"{question} at {when}: the model says {expected}, the product {got}")

    # What the model says, in the shape in which the product answers

    def role(self, person: str, place: str) -> int | None:
        """Who only keeps reading what is closed is told apart nowhere from a viewer."""
        held = questions.role(self.world, person, place)
        return held or (VIEWER if questions.keeps(self.world, person, place) else None)

    def within(self, person: str) -> dict[str, int]:
        found = {place: self.role(person, place) for place in self.places}
        return {place: role for place, role in found.items() if role is not None}


def _key(key: UUID | str) -> UUID:
    """Ids of prepared queries are as the database has them."""
    return key if isinstance(key, UUID) else UUID(key)


def reach_now(played: Played) -> tuple[Reach, Reach]:
    """What everybody of the world has: their roles, and the documents they see (as rank 0, since no list tells levels)."""
    names = {key: name for name, key in played.ids.items()}
    roles, papers = {}, {}
    for person in [name for name in played.ids if name[0] == "p"]:
        for pk, role in _ROLES_NOW.tuples(user=played.ids[person]):
            roles[person, names[_key(pk)]] = role
        for (pk,) in _PAPERS_NOW.tuples(user=played.ids[person]):
            papers[person, names[_key(pk)]] = 0
    return roles, papers


def of_change(asked: Asked, what: str, change: Change, before: tuple[Reach, Reach]) -> None:
    """Whether an act did what the model said that it would: the oracle of previews against what was done."""
    after = reach_now(asked.played)
    roles = dict(_differing(before[0], after[0]))
    asked.same(f"the roles after {what}", change.organizations, roles, len(asked.people) * len(asked.places))
    came = {key: kind_of(*ranks) for key, ranks in change.documents.items() if None in ranks}
    got = {key: kind_of(*ranks) for key, ranks in _differing(before[1], after[1])}
    asked.same(f"the documents after {what}", came, got, len(asked.people) * len(asked.papers))


def _differing(before: Reach, after: Reach) -> Iterator[tuple[tuple[str, str], Ranks]]:
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            yield key, (before.get(key), after.get(key))


def of_ending(asked: Asked, event: Event) -> None:
    """After an act that ends all there is, nothing is left, as its receipt says (domain 8.5)."""
    left = {"remove_person": left_to_person, "close": left_in}.get(event.act)
    thing = event.given.get("person") or event.given.get("organization")
    if left is not None and thing is not None:
        asked.same(f"what is left after {event}", 0, left(asked.world, thing))
        asked.same(f"what the product left after {event}", 0, _open_rows(asked, event.act, thing))
    if event.act == "end_partnership":
        one, other = sorted(asked.world.partnerships[event.given["partnership"]].sides)
        asked.same(f"what is left after {event}", 0, left_across(asked.world, one, other))
        asked.same(
            f"what the product left after {event}",
            0,
            _open_rows(asked, event.act, event.given["partnership"]),
        )


def _open_rows(asked: Asked, act: str, thing: str) -> int:
    """Every grant or request that still holds and names what was ended; who is past their date has nothing."""
    key = asked.played.partnership(thing) if act == "end_partnership" else asked.id(thing)
    of: dict[str, list[tuple[Any, Q]]] = {
        "remove_person": [
            *((model, Q(user_id=key)) for model in (Membership, GroupMembership, Share, Participant)),
            (Request, Q(to_user_id=key)),
        ],
        "close": [
            (Membership, Q(organization_id=key)),
            (Share, Q(organization_id=key) | Q(to_organization_id=key)),
            (Request, Q(organization_id=key)),
        ],
        "end_partnership": [
            (model, Q(partnership_id=key))
            for model in (Membership, GroupMembership, Share, Participant, Request)
        ],
    }
    waiting = Q(state="open", expires_at__gt=Now())
    return sum(
        (model.objects.filter(waiting) if model is Request else model.objects.live()).filter(where).count()
        for model, where in of[act]
    )


def of_person(asked: Asked, person: str) -> None:
    """The lists and the checks of one person."""
    key = asked.id(person)
    held = [(_key(pk), role) for pk, role in asked.organizations.tuples(user=key)]
    asked.same(
        f"the organizations of {person}",
        asked.within(person),
        {asked.names[pk]: role for pk, role in sorted(held, key=lambda row: asked.names[row[0]])},
        len(asked.places),
    )
    expected = sorted(questions.documents(asked.world, person))
    got = asked.known(_key(pk) for (pk,) in asked.reached.tuples(user=key))
    asked.same(f"the documents of {person}", expected, got, len(asked.papers))


def of_pair(asked: Asked, person: str, place: str) -> None:
    got = reach.role_in(asked.id(person), asked.id(place), asked.at)
    asked.same(f"the role of {person} in {place}", asked.role(person, place), got)


def of_paper(asked: Asked, person: str, document: str) -> None:
    got = reached.level_on(asked.id(person), asked.id(document), asked.at)
    asked.same(f"the level of {person} on {document}", questions.may(asked.world, person, document), got)


def of_place(asked: Asked, place: str) -> None:
    """Everybody's role in an organization."""
    got: dict[str, int] = {}
    for row in reach.audience(asked.id(place), asked.at):
        name = asked.names[row["person"]]
        got[name] = max(got.get(name, 0), row["role"])
    roles = {person: asked.role(person, place) for person in asked.people}
    expected = {person: role for person, role in roles.items() if role is not None}
    asked.same(f"the audience of {place}", expected, got, len(asked.people))


def of_document(asked: Asked, document: str) -> None:
    """Everybody who sees a document, and by which paths: three ways of the product to say it."""
    row = asked.row(document)
    everybody = questions.audience(asked.world, document)
    seen: dict[str, int] = {}
    for path in reached.audience(row, asked.at):
        name = asked.names[path.person]
        seen[name] = max(seen.get(name, 0), path.level)
    asked.same(
        f"the audience of {document}", everybody, dict(sorted(seen.items(), key=_of_key)), len(asked.people)
    )
    people = asked.known(readers.people(row, asked.at).values_list("pk", flat=True))
    asked.same(f"the people of {document}", sorted(everybody), people, len(asked.people))
    expected = {
        person: sorted(path.level for path in questions.paths(asked.world, person, document))
        for person in everybody
    }
    ways: dict[str, list[int]] = {}
    for way in paths.ways(row, None, asked.at):
        ways.setdefault(asked.names[way.person], []).append(way.level)
    got = {person: sorted(levels) for person, levels in ways.items()}
    asked.same(f"the paths to {document}", expected, got, len(asked.people))


def _of_key(pair: tuple[str, int]) -> str:
    return pair[0]


def of_bytes(asked: Asked, person: str, document: str) -> None:
    """Whether the door for files lets them through, now."""
    actor, file = actors.of(asked.id(person)), files.of(asked.row(document))[0]
    try:
        got = actor is not None and downloads.find(actor, asked.id(document), file.pk) == file
    except NotFound:
        got = False
    expected = questions.may(asked.world, person, document) is not None
    asked.same(f"whether {person} gets the bytes of {document}", expected, got)


def of_lists(asked: Asked, person: str, sought: Sequence[str] = WORDS) -> None:
    """What pages show somebody now: the first pages of the lists, the numbers, what a search finds."""
    actor = actors.of(asked.id(person))
    asked.same(f"whether {person} may act", asked.world.people[person].active, actor is not None)
    if actor is None:
        return
    mine = questions.documents(asked.world, person)
    for box in Box:
        there = _newest_first(asked, [one for one in mine if asked.world.documents[one].box == box])
        page = newest.page(actor.user_id, box, Narrow(), ("-id",), size=pages.SIZE)
        got = [asked.names[row.pk] for row in page.rows]
        asked.same(f"the list {box} of {person}", there[: pages.SIZE], got, len(asked.papers))
    for word in sought:
        hits = [one for one in mine if _has(asked, one, word)]
        found = asked.known(row.pk for row in lists.found(actor, word, 500))
        asked.same(f"what {person} finds for {word}", sorted(hits), found, len(asked.papers))
    _of_shares(asked, actor, person, mine)


def of_count(asked: Asked, person: str, place: str) -> None:
    """How many documents of an organization the tabs say there are."""
    actor = actors.of(asked.id(person))
    if actor is None:
        return
    inside = asked.role(person, place) is not None
    for box in Box:
        mine = [
            one
            for one in questions.documents(asked.world, person)
            if asked.world.documents[one].box == box and asked.world.documents[one].organization == place
        ]
        got = lists.count(actor, lists.Wanted(box, organization=asked.id(place)))
        asked.same(f"how many {box} of {place} {person} sees", len(mine) if inside else 0, got)


def of_partners(asked: Asked, since: dt.datetime, until: dt.datetime) -> None:
    """For whom of a partner something turned between two moments: as if everybody there had been tried (8.3)."""
    for pair in Partnership.objects.select_related("low", "high"):
        for theirs, ours in ((pair.low, pair.high), (pair.high, pair.low)):
            guest = guests.of(pair, theirs.pk, ours.pk, Window(since, until))
            here = pages.place(User, guests.ORDER, ""), 1_000
            with patch.multiple(guests, candidates=lambda *_: None, _WITH=SimpleNamespace(rows=_groups_with)):
                tried = guests.first(guest, guests.through(guest)[0], *here)
            found = guests.first(guest, guests.through(guest)[0], *here)
            question = f"what changed for {theirs.name} at {ours.name} from {since} to {until}"
            asked.same(question, [one.name for one in tried], [one.name for one in found])


def _groups_with(groups: list[UUID], side: UUID) -> list[UUID]:
    """Plainly: by everybody's places."""
    seats = GroupMembership.objects.filter(group_id__in=groups, user__environment_id=side)
    return list(seats.values_list("group_id", flat=True).distinct())


def _of_shares(asked: Asked, actor: Actor, person: str, mine: dict[str, int]) -> None:
    full = sorted(one for one, level in mine.items() if level == questions.FULL)
    got = asked.known(reached.sharable(actor.user_id).values_list("pk", flat=True))
    asked.same(f"what {person} may share on", full, got, len(asked.papers))
    shared = sorted(
        one for one in mine if any(path.kind == "share" for path in questions.paths(asked.world, person, one))
    )
    rows = lists.every(actor, lists.Wanted(filters=Filters(shared=True)))
    received = [one for one in shared if asked.world.documents[one].box == "received"]
    asked.same(
        f"what is shared with {person}", received, asked.known(row.pk for row in rows), len(asked.papers)
    )
    told = asked.known({row.document_id for row in _received(actor)})
    asked.same(f"the list of shares with {person}", shared, told, len(asked.papers))
    expected = sorted(place for place in asked.places if questions.knows(asked.world, person, place))
    listed = asked.known(organizations.Seen()(actor).values_list("pk", flat=True))
    asked.same(f"the list of organizations of {person}", expected, listed, len(asked.places))


def _received(actor: Actor) -> Iterator[Share]:
    """The list of shares with somebody, page by page."""
    page = given.page(actor, given.Narrowing(), received=True)
    yield from page.rows
    while page.next:
        page = given.page(actor, given.Narrowing(), received=True, cursor=page.next)
        yield from page.rows


def _newest_first(asked: Asked, documents: list[str]) -> list[str]:
    return sorted(documents, key=asked.id, reverse=True)


def _has(asked: Asked, document: str, word: str) -> bool:
    """Sent documents keep their title at the receiver."""
    return word in asked.played.titles[document]
