"""What people might do next: mostly what they may, sometimes what they may not; the same for the same seed."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from tests.model import acts, questions
from tests.model.acts import Event
from tests.model.begun import START, Begun
from tests.model.history import History
from tests.model.world import ADMINISTRATOR, ADVANCED, BASIC, FULL, MEMBER, World

Made = tuple[str, dict[str, Any]]  # who, and the rest of what the act is given


class Chance:
    """Draws events one after the other; follows them in a world of its own."""

    def __init__(self, rng: random.Random, begun: Begun) -> None:
        self.rng, self.world, self.at = rng, begun.world(), START
        self.environments = list(begun.environments)
        self.made: dict[str, int] = {}

    def next(self) -> Event:
        self.at += self._pause()
        self.world.move_to(self.at)
        event = None
        while event is None:
            event = self._drawn()
        acts.play(self.world, event)
        return event

    def _pause(self) -> dt.timedelta:
        length = self.rng.choices((3_600, 3 * 86_400, 12 * 86_400), (60, 32, 8))[0]
        return dt.timedelta(seconds=self.rng.randint(1, length))

    def _drawn(self) -> Event | None:
        weights = [weight for weight, _make in MAKES.values()]
        name = self.rng.choices(list(MAKES), weights)[0]
        found = MAKES[name][1](self)
        if found is None:
            return None
        actor, given = found
        if self.rng.random() < 0.12:  # somebody else tries it
            actor = self.one(list(self.world.people)) or actor
        return Event(self.at, actor, name, given)

    def one(self, choices: Any) -> Any:
        """Any of them; None of none."""
        every = sorted(choices)
        return self.rng.choice(every) if every else None

    def name(self, kind: str) -> str:
        self.made[kind] = self.made.get(kind, 0) + 1
        return f"{kind}{self.made[kind]}"

    def until(self) -> dt.datetime | None:
        """An end some hours or days from now; mostly none, now and then one that has passed."""
        if self.rng.random() < 0.6:
            return None
        hours = self.rng.choice((-1, 1, 5, 30, 24 * 7, 24 * 25))
        return self.at + dt.timedelta(hours=hours, seconds=self.rng.randint(0, 1_000))

    def rank(self) -> int:
        return self.rng.randint(1, 3)

    def some(self, choices: Any, most: int = 3) -> list[str]:
        every = sorted(choices)
        return self.rng.sample(every, min(len(every), self.rng.randint(1, most)))

    def active(self, environment: str | None = None) -> list[str]:
        people = self.world.people.items()
        return [name for name, one in people if one.active and environment in (None, one.environment)]

    def administrators(self, organization: str) -> list[str]:
        world = self.world
        return [one for one in self.active() if questions.role(world, one, organization) == ADMINISTRATOR]

    def rulers(self, environment: str) -> list[str]:
        return [one for one in self.active(environment) if self.world.people[one].role == ADMINISTRATOR]

    def diplomats(self, environment: str) -> list[str]:
        return [one for one in self.active(environment) if questions.manages_relations(self.world, one)]

    def sides(self, environment: str) -> set[str]:
        """The environment and its partners."""
        pairs = [one.sides for one in self.world.partnerships.values() if not one.ended]
        return {environment}.union(*(sides for sides in pairs if environment in sides))

    def around(self, environment: str) -> list[str]:
        """People who might well be chosen: of the own side or a partner's."""
        near = self.sides(environment)
        return [name for name, one in self.world.people.items() if one.environment in near]


def _somewhere(chance: Chance) -> str:
    return str(chance.one(chance.world.organizations))


def _add_members(chance: Chance) -> Made | None:
    organization = _somewhere(chance)
    home = chance.world.organizations[organization].environment
    groups = [name for name, one in chance.world.groups.items() if not one.closed]
    holders = chance.some([*chance.around(home), *groups])
    actor = chance.one(chance.administrators(organization))
    given = {"organization": organization, "holders": holders, "role": chance.rank(), "until": chance.until()}
    return (actor, given) if actor else None


def _member(chance: Chance) -> Made | None:
    held = chance.one(chance.world.members)
    if held is None:
        return None
    actor = chance.one(chance.administrators(held[0]))
    return (actor, {"organization": held[0], "holder": held[1]}) if actor else None


def _change_member(chance: Chance) -> Made | None:
    found = _member(chance)
    return found and (found[0], found[1] | {"role": chance.rank(), "until": chance.until()})


def _leave(chance: Chance) -> Made | None:
    held = chance.one(key for key in chance.world.members if key[1] in chance.world.people)
    return held and (held[1], {"organization": held[0]})


def _take_over(chance: Chance) -> Made | None:
    organization = _somewhere(chance)
    home = chance.world.organizations[organization].environment
    actor, person = chance.one(chance.rulers(home)), chance.one(chance.active(home))
    return (actor, {"organization": organization, "person": person}) if actor else None


def _as_administrator(chance: Chance) -> Made | None:
    organization = _somewhere(chance)
    actor = chance.one(chance.administrators(organization))
    return (actor, {"organization": organization}) if actor else None


def _activate(chance: Chance) -> Made | None:
    waiting = [name for name, one in chance.world.organizations.items() if not one.active and not one.closed]
    organization = chance.one(waiting)
    actor = organization and chance.one(chance.administrators(organization))
    return (actor, {"organization": organization}) if actor else None


def _close(chance: Chance) -> Made | None:
    """Seldom: a world without organizations has little to ask."""
    still = [one for one in chance.world.organizations.values() if not one.closed]
    return _as_administrator(chance) if len(still) > 3 and chance.rng.random() < 0.4 else None


def _answer(chance: Chance) -> Made | None:
    """One that waits, mostly; else any."""
    requests = chance.world.requests
    waiting = [key for key, one in requests.items() if one.state == "open"]
    key = chance.one(waiting if chance.rng.random() < 0.93 else requests)
    if key is None:
        return None
    request = requests[key]
    actor = request.to_person or chance.one(chance.diplomats(request.to_environment or ""))
    return (actor, {"key": key}) if actor else None


def _withdraw(chance: Chance) -> Made | None:
    found = _answer(chance)
    return found and (chance.world.requests[found[1]["key"]].asked_by, found[1])


def _ask_partner(chance: Chance) -> Made | None:
    home, other = chance.rng.sample(chance.environments, 2)
    if chance.world.partnership_of(home, other) and chance.rng.random() < 0.9:
        return None
    actor = chance.one(chance.diplomats(home))
    return (actor, {"environment": other}) if actor else None


def _side(chance: Chance) -> tuple[str, str, str] | None:
    """A partnership, one of its sides, and somebody who speaks for that side."""
    live = [name for name, one in chance.world.partnerships.items() if not one.ended]
    partnership = chance.one(live if live and chance.rng.random() < 0.9 else chance.world.partnerships)
    if partnership is None:
        return None
    side = chance.one(chance.world.partnerships[partnership].sides)
    actor = chance.one(chance.diplomats(side))
    return (partnership, side, actor) if actor else None


def _put_forward(chance: Chance) -> Made | None:
    found = _side(chance)
    if found is None:
        return None
    partnership, side, actor = found
    everybody = chance.rng.random() < 0.3
    people = [] if everybody and chance.rng.random() < 0.5 else chance.some(chance.active(side))
    return actor, {"partnership": partnership, "people": people, "everybody": everybody}


def _no_longer_put_forward(chance: Chance) -> Made | None:
    found = _side(chance)
    who = found and chance.one(chance.world.partnerships[found[0]].forward)
    return (found[2], {"partnership": found[0], "who": who}) if found and who else None


def _date_partnership(chance: Chance) -> Made | None:
    found = _side(chance)
    return found and (found[2], {"partnership": found[0], "until": chance.until()})


def _end_partnership(chance: Chance) -> Made | None:
    found = _side(chance)
    return found and (found[2], {"partnership": found[0]})


def _colleague(chance: Chance) -> Made | None:
    home = chance.one(chance.environments)
    actor = chance.one(chance.rulers(home))
    there = [name for name, one in chance.world.people.items() if one.environment == home]
    return (actor, {"person": chance.one(there)}) if actor else None


def _unblock(chance: Chance) -> Made | None:
    blocked = chance.one(name for name, one in chance.world.people.items() if one.blocked and not one.removed)
    actor = blocked and chance.one(chance.rulers(chance.world.people[blocked].environment))
    return (actor, {"person": blocked}) if actor else None


def _remove_person(chance: Chance) -> Made | None:
    """Seldom: somebody has to stay."""
    return _colleague(chance) if len(chance.active()) > 8 and chance.rng.random() < 0.4 else None


def _appoint(chance: Chance) -> Made | None:
    found = _colleague(chance)
    role = chance.rng.choice((BASIC, ADVANCED, ADMINISTRATOR, ADMINISTRATOR))
    return found and (found[0], found[1] | {"role": role, "manager": chance.rng.random() < 0.4})


def _make_group(chance: Chance) -> Made | None:
    able = [one for one in chance.active() if chance.world.people[one].role >= ADVANCED]
    actor = chance.one(able)
    home = chance.world.people[actor].environment if actor else ""
    pairs = [name for name, one in chance.world.partnerships.items() if home in one.sides]
    pair = chance.one(pairs) if chance.rng.random() < 0.4 else None
    return (actor, {"group": chance.name("g"), "partnership": pair}) if actor else None


def _group(chance: Chance) -> Made | None:
    """An open group and one of its managers."""
    place = chance.one(key for key, one in chance.world.places.items() if one.manager)
    return place and (place[1], {"group": place[0]})


def _add_to_group(chance: Chance) -> Made | None:
    found = _group(chance)
    home = found and chance.world.groups[found[1]["group"]].environment
    return found and (found[0], found[1] | {"people": chance.some(chance.around(home or ""))})


def _in_group(chance: Chance) -> Made | None:
    found = _group(chance)
    inside = found and [key[1] for key in chance.world.places if key[0] == found[1]["group"]]
    return found and (found[0], found[1] | {"person": chance.one(inside)})


def _appoint_manager(chance: Chance) -> Made | None:
    found = _in_group(chance)
    return found and (found[0], found[1] | {"manager": chance.rng.random() < 0.6})


def _leave_group(chance: Chance) -> Made | None:
    place = chance.one(chance.world.places)
    return place and (place[1], {"group": place[0]})


def _take_over_group(chance: Chance) -> Made | None:
    group = chance.one(name for name, one in chance.world.groups.items() if not one.closed)
    actor = group and chance.one(chance.rulers(chance.world.groups[group].environment))
    return (actor, {"group": group}) if actor else None


def _makers(world: World, organization: str) -> list[str]:
    return [one for one in world.people if (questions.role(world, one, organization) or 0) >= MEMBER]


def _bring(chance: Chance) -> Made | None:
    organization = _somewhere(chance)
    actor = chance.one(_makers(chance.world, organization))
    given = {
        "organization": organization,
        "document": chance.name("d"),
        "box": chance.rng.choice(("made", "made", "received")),
        "scanned": chance.rng.random() < 0.8,
    }
    return (actor, given) if actor else None


def _let_go(chance: Chance) -> Made | None:
    document = chance.one(name for name, one in chance.world.documents.items() if one.withheld)
    return document and (chance.one(chance.active()), {"document": document})


def _send(chance: Chance) -> Made | None:
    documents = chance.world.documents
    made = [name for name, one in documents.items() if one.box == "made"]
    document = chance.one(made if made and chance.rng.random() < 0.9 else documents)
    actor = document and chance.one(_makers(chance.world, documents[document].organization))
    given = {"document": document, "to": _somewhere(chance), "arrives": chance.name("d")}
    return (actor, given) if actor else None


def _full(chance: Chance, document: str) -> str | None:
    every = questions.audience(chance.world, document).items()
    found: str | None = chance.one(person for person, level in every if level == FULL)
    return found


def _share(chance: Chance) -> Made | None:
    document = chance.one(chance.world.documents)
    actor = document and _full(chance, document)
    if not actor:
        return None
    home = chance.world.organizations[chance.world.documents[document].organization].environment
    near = chance.sides(home)
    houses = [name for name, one in chance.world.organizations.items() if one.environment in near]
    groups = [name for name, one in chance.world.groups.items() if not one.closed]
    receivers = chance.some([*chance.around(home), *houses, *groups, *groups])
    return actor, {
        "document": document,
        "receivers": receivers,
        "level": chance.rank(),
        "until": chance.until(),
    }


def _shared(chance: Chance) -> Made | None:
    held = chance.one(chance.world.shares)
    actor = held and _full(chance, held[0])
    return (actor, {"document": held[0], "receiver": held[1]}) if actor else None


def _change_share(chance: Chance) -> Made | None:
    found = _shared(chance)
    return found and (found[0], found[1] | {"level": chance.rank(), "until": chance.until()})


def _chores(chance: Chance) -> Made | None:
    return chance.one(chance.active()), {}


MAKES: dict[str, tuple[int, Callable[[Chance], Made | None]]] = {
    "add_members": (14, _add_members),
    "change_member": (6, _change_member),
    "remove_member": (4, _member),
    "leave": (3, _leave),
    "take_over": (2, _take_over),
    "activate": (1, _activate),
    "close": (1, _close),
    "accept": (16, _answer),
    "decline": (2, _answer),
    "withdraw": (2, _withdraw),
    "ask_partner": (6, _ask_partner),
    "put_forward": (5, _put_forward),
    "no_longer_put_forward": (2, _no_longer_put_forward),
    "date_partnership": (1, _date_partnership),
    "end_partnership": (1, _end_partnership),
    "block": (3, _colleague),
    "unblock": (3, _unblock),
    "remove_person": (2, _remove_person),
    "appoint": (3, _appoint),
    "make_group": (5, _make_group),
    "add_to_group": (8, _add_to_group),
    "appoint_manager": (3, _appoint_manager),
    "take_out": (2, _in_group),
    "leave_group": (2, _leave_group),
    "take_over_group": (1, _take_over_group),
    "close_group": (1, _group),
    "bring": (10, _bring),
    "let_go": (3, _let_go),
    "send": (4, _send),
    "share": (14, _share),
    "change_share": (4, _change_share),
    "withdraw_share": (3, _shared),
    "chores": (3, _chores),
}


def history(seed: int, length: int) -> tuple[Begun, History]:
    """A small world and so many acts in it; the same for the same seed."""
    from tests.model import begun

    rng = random.Random(seed)
    start = begun.drawn(rng)
    chance = Chance(rng, start)
    return start, History(start.world, [chance.next() for _number in range(length)])
