"""Times during which something held, with who began and who ended it: cut and compared in plain Python (domain 8.3)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from kantoor.accounts.models import Block
from kantoor.kernel.alike import asked
from kantoor.kernel.clock import moment

BEGAN, BLOCKED, EXPIRED = "began", "blocked", "expired"
# A row that ends for one of these is followed at once by the one that takes its place.
REPLACED = ("changed", "taken over", "closure")
AT_ONCE = dt.timedelta(minutes=1)
COLUMNS = ("valid_from", "expires_at", "ended_at", "began_by_id", "ended_by_id", "ended_why")


@dataclass(frozen=True)
class Turn:
    """A moment at which something began or ended; by whom (None: the system), and why in a word."""

    at: dt.datetime
    by: UUID | None = None
    why: str = ""


EVER = Turn(dt.datetime(1, 1, 1, tzinfo=dt.UTC))


@dataclass(frozen=True)
class Stretch:
    """From one turn up to another; without `end` it is not over."""

    start: Turn
    end: Turn | None = None

    def holds(self, at: dt.datetime) -> bool:
        return self.start.at <= at and (self.end is None or at < self.end.at)


@dataclass(frozen=True)
class Window:
    """From one moment to another, both known; one moment twice is a moment."""

    since: dt.datetime
    until: dt.datetime

    @property
    def touched(self) -> Q:
        """Rows that held at some time between. Nearly all began before: no index is to lead by that."""
        since, until = moment(self.since), moment(self.until)
        begun = Q(LessThanOrEqual(Coalesce("valid_from", "valid_from"), until))
        open_still = Q(ended_at=None) | Q(ended_at__gt=since)
        in_time = Q(expires_at=None) | Q(expires_at__gt=since)
        return begun & open_still & in_time

    def turned(self, prefix: str = "") -> Q:
        """Rows that began or ended after the one and not after the other."""
        names = ("valid_from", "ended_at", "expires_at")
        found = Q(pk__in=[])
        for name in names:
            found |= self.within(f"{prefix}{name}")
        return found

    def within(self, column: str) -> Q:
        return Q(**{f"{column}__gt": moment(self.since), f"{column}__lte": moment(self.until)})


def columns(prefix: str = "") -> list[str]:
    """What a row is asked for; behind a foreign key with its name and two underscores as prefix."""
    return [f"{prefix}{name}" for name in COLUMNS]


def of(row: dict[str, Any], prefix: str = "", why: str = BEGAN) -> Stretch:
    """The stretch of a row of `.values(*columns(prefix))`."""
    begin, expires, ended, began_by, ended_by, reason = (row[name] for name in columns(prefix))
    start = Turn(begin, began_by, why)
    if ended is not None and (expires is None or ended <= expires):
        return Stretch(start, Turn(ended, ended_by, reason))
    return Stretch(start, Turn(expires, None, EXPIRED) if expires else None)


def rest(row: dict[str, Any], prefix: str) -> Stretch:
    """The same of what a row may hang on; for ever, if it hangs on nothing."""
    return of(row, prefix) if row[f"{prefix}valid_from"] else Stretch(EVER)


def upto(at: dt.datetime | None, by: UUID | None = None, why: str = "") -> Stretch:
    """From ever until a moment, if there is one."""
    return Stretch(EVER, Turn(at, by, why) if at else None)


def both(*stretches: Stretch) -> Stretch | None:
    """When all of them hold: from the latest beginning to the earliest end; None: never."""
    start = max((one.start for one in stretches), key=lambda turn: turn.at)
    end = min((one.end for one in stretches if one.end), key=lambda turn: turn.at, default=None)
    return Stretch(start, end) if end is None or start.at < end.at else None


def without(stretch: Stretch, holes: Iterable[Stretch]) -> list[Stretch]:
    """What is left of it outside the holes: a hole ends it, and its end begins it again."""
    left = [stretch]
    for hole in holes:
        left = [part for one in left for part in _around(one, hole)]
    return left


def _around(one: Stretch, hole: Stretch) -> list[Stretch]:
    before = both(one, Stretch(EVER, hole.start))
    after = both(one, Stretch(hole.end)) if hole.end else None
    return [part for part in (before, after) if part]


def blocks(people: Iterable[UUID], window: Window) -> dict[UUID, list[Stretch]]:
    """When each was blocked: every grant they have is suspended then (domain 3.6)."""
    found: dict[UUID, list[Stretch]] = {}
    few = list(people)
    for row in asked(_blocks, window, people=few).rows() if few else ():
        found.setdefault(row["user_id"], []).append(of(row, why=BLOCKED))
    return found


def _blocks(window: Window, people: list[UUID]) -> QuerySet[Any, Any]:
    rows = Block.objects.filter(window.touched, user_id__among=people)
    return rows.order_by("valid_from").values("user_id", *COLUMNS)


@dataclass(frozen=True)
class Path:
    """One way in which a person had something: `worth` is a role in the organization, or a level on the document."""

    person: UUID
    thing: UUID
    worth: int
    held: Stretch
    group: UUID | None = None
    share: UUID | None = None
    through: UUID | None = None
    last: bool = False
    until: dt.datetime | None = None
    given: Turn | None = None

    @property
    def origin(self) -> Turn:
        """Who gave it when; a document may have come later than the right to see it."""
        return self.given or self.held.start


def split(paths: Iterable[Path], window: Window) -> list[Path]:
    """The paths without the times when their people were blocked. One query."""
    paths = list(paths)
    holes = blocks({path.person for path in paths}, window)
    return [
        replace(path, held=part) for path in paths for part in without(path.held, holes.get(path.person, ()))
    ]


def worth(paths: Iterable[Path], at: dt.datetime) -> int | None:
    """The highest that counts at a moment (domain 7.6); None: nothing."""
    return max((path.worth for path in paths if path.held.holds(at)), default=None)


@dataclass(frozen=True)
class Step:
    """The highest became another, at a turn."""

    turn: Turn
    before: int | None
    after: int | None


def steps(paths: Sequence[Path], window: Window) -> list[Step]:
    """Every time that the highest changed within the window, in order."""
    turns = [turn for path in paths for turn in (path.held.start, path.held.end) if turn]
    moments = sorted({turn.at for turn in turns if window.since < turn.at <= window.until})
    found, held = [], worth(paths, window.since)
    for at in moments:
        then = worth(paths, at)
        if then != held:
            found.append(Step(_cause(paths, at, held, then), held, then))
            held = then
    return _joined(found)


def _cause(paths: Sequence[Path], at: dt.datetime, before: int | None, after: int | None) -> Turn:
    """What made it so: the beginning of what is now the highest, or the end of what was."""
    gains = (after or 0) > (before or 0)
    begun = [path.held.start for path in paths if path.held.start.at == at and path.worth == after]
    ended = [path.held.end for path in paths if path.held.end and path.held.end.at == at]
    return (begun + ended if gains else ended + begun)[0]


def _joined(found: list[Step]) -> list[Step]:
    """A row that took another's place is one step, not an end and a beginning."""
    joined: list[Step] = []
    gone: Step | None = None
    for step in found:
        if gone and step.turn.at - gone.turn.at <= AT_ONCE:
            joined.pop()
            joined.append(Step(replace(step.turn, why=gone.turn.why), gone.before, step.after))
            gone = None
        else:
            joined.append(step)
            gone = step if step.turn.why in REPLACED and (step.after or 0) < (step.before or 0) else None
    return [step for step in joined if step.before != step.after]
