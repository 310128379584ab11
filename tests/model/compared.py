"""A history played on both sides, questions asked on the way and about the past; and the shortest that still disagrees."""

import datetime as dt
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import transaction

from kantoor.access.stretches import Window
from tests.model import acts, asked, clock, story, turned
from tests.model.acts import Event
from tests.model.asked import Asked
from tests.model.begun import START, Begun
from tests.model.history import History, would_change
from tests.model.played import WORDS, Played

NOW_EVERY, FORESEEN_EVERY = 30, 7  # acts between looking around, and between foreseeing
PAST = 20  # moments of the past
PATIENCE = 90  # seconds for the search for a shorter history
SECOND = dt.timedelta(seconds=1)


@dataclass
class Outcome:
    """What was compared, and where the two sides disagree."""

    count: int = 0
    acts: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def about(self) -> set[str]:
        """Which act with which answers, or which kind of question: without some acts others cannot be played any more."""
        return {_about(line) for line in self.wrong}

    def add(self, one: Asked) -> None:
        self.count += one.count
        self.wrong += one.wrong


def _about(line: str) -> str:
    act = re.match(r"[\d: -]+ \S+ (\w+)\(.*\): (the model says .*)", line)
    return " ".join(act.groups()) if act else " ".join(line.split()[:3])


def compare(begun: Begun, events: Sequence[Event], seed: int = 0, *, first_only: bool = False) -> Outcome:
    """Play and ask; the database is left as it was. `first_only`: stop where they first disagree."""
    outcome = Outcome()
    with transaction.atomic(), clock.held_at(START) as held:
        _compare(held, Played(begun, held), begun, list(events), outcome, random.Random(seed), first_only)
        transaction.set_rollback(True)
    return outcome


def follow(begun: Begun, told: story.Told) -> Outcome:
    """The same for a history told on purpose: everything is asked at these moments, as now and then as the past."""
    outcome, events, looks = Outcome(), story.events(told), story.looks(told)
    with transaction.atomic(), clock.held_at(START) as held:
        played, world, waiting = Played(begun, held), begun.world(), sorted(looks)
        for event in [*events, None]:
            while waiting and not outcome.wrong and (event is None or waiting[0] < event.at):
                world.move_to(waiting[0])
                held.set(waiting.pop(0))
                outcome.add(_everything(Asked(played, world), len(waiting)))
            if event is None or outcome.wrong:
                break
            expected, got = acts.play(world, event), played.do(event)
            outcome.acts += got == "done"
            if expected != got:
                outcome.wrong.append(f"{event}: the model says {expected}, the product {got}")
        history = History(begun.world, events)
        for at in [] if outcome.wrong else looks:
            outcome.add(_everything(Asked(played, history.world(at), at)))
        if not outcome.wrong:
            outcome.add(_between(played, history, sorted(looks)))
        transaction.set_rollback(True)
    return outcome


def _everything(one: Asked, turn: int = 0) -> Asked:
    """Of what takes long, a part each `turn`."""
    for number, person in enumerate(one.people, turn):
        asked.of_person(one, person)
        if one.at is None and (person in ("p3", "p7") or number % 4 == 0):
            asked.of_lists(one, person, WORDS[number % len(WORDS) :][:1])
            asked.of_count(one, person, one.places[number % len(one.places)])
        for document in one.papers if one.at is None else ():
            asked.of_paper(one, person, document)
            asked.of_bytes(one, person, document)
    for place in one.places:
        asked.of_place(one, place)
        for person in one.people if one.at is None else ():
            asked.of_pair(one, person, place)
    for document in one.papers:
        asked.of_document(one, document)
    return one


def _compare(
    held: clock.Clock,
    played: Played,
    begun: Begun,
    events: list[Event],
    outcome: Outcome,
    rng: random.Random,
    first_only: bool,
) -> None:
    world = begun.world()
    for number, event in enumerate(events, 1):
        foreseen = number % FORESEEN_EVERY == 0
        if foreseen:
            held.set(event.at)
            before, (_verdict, change) = asked.reach_now(played), would_change(world, event)
        expected, got = acts.play(world, event), played.do(event)
        outcome.acts += got == "done"
        if expected != got:
            outcome.wrong.append(f"{event}: the model says {expected}, the product {got}")
            return  # from here on they are in different worlds
        after = Asked(played, world)
        if foreseen:
            asked.of_change(after, str(event), change, before)
        if got == "done":
            asked.of_ending(after, event)
        outcome.add(after)
        if number % NOW_EVERY == 0 or number == len(events):
            outcome.add(_now(Asked(played, world), rng))
        if outcome.wrong and first_only:
            return
    history = History(begun.world, events)
    moments = _moments(history, rng)
    for at in moments:
        outcome.add(_then(Asked(played, history.world(at), at), rng))
    outcome.add(_between(played, history, moments))


def _between(played: Played, history: History, moments: list[dt.datetime]) -> Asked:
    """What changed from each to the next, and from the first to the last."""
    one = Asked(played, history.world(moments[-1]), moments[-1])
    worlds = {at: history.world(at) for at in moments}
    for since, until in [*pairwise(moments), (moments[0], moments[-1])]:
        asked.of_partners(one, since, until)
        for question in (turned.of_partners, turned.of_places, turned.of_people):
            question(one, worlds[since], worlds[until], Window(since, until))
    return one


def _moments(history: History, rng: random.Random) -> list[dt.datetime]:
    """Of the past: when something was done, the second before, when something ended by date, any other."""
    begun = [event.at for event in history.events]
    dates = [event.given.get("until") for event in history.events]
    ends = [date for date in dates if date is not None and begun[0] < date < begun[-1]]
    found = [*rng.sample(begun, min(len(begun), PAST // 4))]
    found += [at - SECOND for at in rng.sample(begun, min(len(begun), PAST // 4))]
    found += rng.sample(ends, min(len(ends), PAST // 4))
    while len(found) < PAST:
        found.append(START + (begun[-1] - START) * rng.random())
    return sorted(at.replace(microsecond=0) for at in found if at >= START)


def _now(one: Asked, rng: random.Random) -> Asked:
    """Everything of some people, and everybody of some documents."""
    for person in one.people:
        asked.of_person(one, person)
    for person in rng.sample(one.people, 3):
        asked.of_lists(one, person)
        asked.of_count(one, person, rng.choice(one.places))
    return _checks(one, rng)


def _then(one: Asked, rng: random.Random) -> Asked:
    for person in one.people:
        asked.of_person(one, person)
    return _checks(one, rng)


def _checks(one: Asked, rng: random.Random) -> Asked:
    for place in rng.sample(one.places, 3):
        asked.of_place(one, place)
        asked.of_pair(one, rng.choice(one.people), place)
    for document in rng.sample(one.papers, min(len(one.papers), 2)):
        asked.of_document(one, document)
        asked.of_paper(one, rng.choice(one.people), document)
    return one


def shortest(begun: Begun, events: Sequence[Event], seed: int) -> tuple[list[Event], Outcome]:
    """Leave out acts as long as the two sides still disagree about the same."""
    kept, over = list(events), time.monotonic() + PATIENCE
    outcome = compare(begun, kept, seed, first_only=True)
    about = outcome.about
    size = max(len(kept) // 2, 1)
    while time.monotonic() < over:
        start = 0
        while start < len(kept) and time.monotonic() < over:
            fewer = kept[:start] + kept[start + size :]
            found = compare(begun, fewer, seed, first_only=True) if fewer else Outcome()
            same = bool(found.about & about)
            kept, outcome = (fewer, found) if same else (kept, outcome)
            start += 0 if same else size
        if size == 1:
            break
        size //= 2
    return kept, outcome


def told(begun: Begun, events: Sequence[Event], outcome: Outcome) -> str:
    """For whoever has to find out who is right."""
    lines = [
        *outcome.wrong[:12],
        "",
        *map(str, begun.people),
        *map(str, begun.organizations),
        *map(str, events),
    ]
    return "\n".join(lines)
