"""Who is a member where: most in one to ten organizations, accountants in dozens, a few in thousands; some organizations
have nearly everybody."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from kantoor.demo.worlds.ground import ACCOUNTANTS, COOPERATIVE, Ground

VIEWER, MEMBER, HEAD = 1, 2, 3
OWN = 10  # organizations of an ordinary person, at most
WORKS = 0.6  # who is a member rather than a viewer
EACH_OLD = 10  # of so many places one is old
SKEW = 1.2
LEFT = 0.7  # people of whom one membership has ended


@dataclass(frozen=True, slots=True)
class Pair:
    user: int
    place: int
    role: int
    since: dt.datetime
    ended: dt.datetime | None = None


def notable(ground: Ground) -> dict[str, list[int]]:
    """The places of those who are asked about."""
    size, chance = ground.size, ground.random("notable")
    every = range(size.organizations)
    old = [n for n in every if is_old(n)]
    giant = [size.organizations] if size.giant else []
    first_empty = size.organizations + len(giant)
    return {
        "ten": chance.sample(every, 10),
        "some": chance.sample(every, size.some),
        "many": chance.sample(every, size.many),
        "old": old[: size.some],
        "none": [first_empty + n for n in range(size.empty)],
        "shares": [],
        "giant and some": giant + chance.sample(every[size.organizations // 2 :], size.some) if giant else [],
        "giant": giant,
    }


def is_old(place: int) -> bool:
    """Whether nothing came there in the last two years."""
    return place % EACH_OLD == EACH_OLD - 1


def crowds(ground: Ground) -> range:
    """The places that nearly everybody is in."""
    start = ground.places_of[COOPERATIVE].start
    return range(start, start + min(ground.size.crowds, len(ground.places_of[COOPERATIVE])))


def pairs(ground: Ground, taken: int = 0) -> Iterator[Pair]:
    """The same at every call, by person; `taken` memberships are somebody else's (groups')."""
    chance, left = ground.random("pairs"), ground.size.memberships - taken
    for user in range(ground.users_of[COOPERATIVE].start, len(ground.users)):
        for pair in _ordinary(ground, chance, user):
            left -= pair.ended is None
            yield pair
    for pair in _asked_about(ground, chance):
        left -= 1
        yield pair
    yield from _accountants(ground, chance, left)


def _ordinary(ground: Ground, chance: Random, user: int) -> Iterator[Pair]:
    """What they administer, where everybody is, some places of their own company; and one that they have left."""
    ours = ground.places_of[ground.company_of_user[user]]
    some = chance.sample(ours, min(len(ours), chance.randint(1, OWN) + 1))
    former = some.pop() if len(some) > 1 and chance.random() < LEFT else None
    held = dict.fromkeys([*ground.headed_by(user), *_with_everybody(ground, user), *some[:OWN]])
    yield from _held(ground, chance, user, held)
    if former is not None and former not in held:
        since = ground.day(chance)
        ended = min(since + dt.timedelta(days=chance.randrange(1, 500)), ground.until)
        yield Pair(user, former, MEMBER, since, ended)


def _held(ground: Ground, chance: Random, user: int, places: Iterable[int]) -> Iterator[Pair]:
    headed, crowd = ground.headed_by(user), _with_everybody(ground, user)
    for place in places:
        works = place not in crowd and chance.random() < WORKS
        role = HEAD if place in headed else MEMBER if works else VIEWER
        yield Pair(user, place, role, ground.day(chance))


def _with_everybody(ground: Ground, user: int) -> range:
    return crowds(ground) if user < ground.size.crowd else range(0)


def _asked_about(ground: Ground, chance: Random) -> Iterator[Pair]:
    """They have just what is said of them."""
    for user, places in zip(ground.notable, notable(ground).values(), strict=False):
        yield from _held(ground, chance, user, places)


def _accountants(ground: Ground, chance: Random, left: int) -> Iterator[Pair]:
    """The others share what is left, a few having most of it."""
    others = [user for user in ground.users_of[ACCOUNTANTS] if user not in ground.notable]
    weights = sorted((chance.paretovariate(SKEW) for _ in others), reverse=True)
    whole = sum(weights)
    for user, weight in zip(others, weights, strict=True):
        always = [*ground.headed_by(user), *_with_everybody(ground, user)]
        count = min(ground.size.some, max(len(always), round(left * weight / max(whole, weight))))
        places = dict.fromkeys(always)
        while len(places) < count:
            places[chance.randrange(ground.size.organizations)] = None
        whole, left = whole - weight, left - len(places)
        yield from _held(ground, chance, user, places)
