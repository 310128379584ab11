"""Names of what a page of the past tells of, as they were at a moment."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kantoor.access.names import Names
from kantoor.access.stretches import Turn
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.groups.models import Group
from kantoor.organizations.models import Organization

Keys = Iterable[UUID | None]
# What one side does among its own people or to the relation: the other side knows the company, not who.
ELSEWHERE = ("blocked", "unblocked", "removed from environment", "partnership ended", "ended")


class Known:
    """The things with these ids. At most five queries, whatever their number."""

    def __init__(
        self, *, people: Keys = (), groups: Keys = (), houses: Keys = (), environments: Keys = ()
    ) -> None:
        self._now: dict[UUID, str] = {}
        self._side: dict[UUID, UUID] = {}
        models: tuple[tuple[Any, Keys], ...] = ((User, people), (Group, groups), (Organization, houses))
        for model, keys in models:
            self._read(model.objects.filter(pk__in={key for key in keys if key}))
        sides = Environment.objects.filter(
            pk__in={key for key in (*environments, *self._side.values()) if key}
        )
        self._now |= dict(sides.values_list("pk", "name"))
        self._names = Names(self._now)

    def _read(self, rows: Any) -> None:
        for key, name, side in rows.order_by().values_list("pk", "name", "environment_id"):
            self._now[key], self._side[key] = name, side

    def at(self, thing: UUID | None, moment: dt.datetime) -> str:
        """What it was called then; nothing for None."""
        return self._names.at(thing, moment, self._now.get(thing, "")) if thing else ""

    def now(self, thing: UUID | None) -> str:
        return self._now.get(thing, "") if thing else ""

    def side(self, thing: UUID | None) -> UUID | None:
        """The environment of a person, group or organization."""
        return self._side.get(thing) if thing else None

    def company(self, thing: UUID | None, moment: dt.datetime) -> str:
        return self.at(self.side(thing), moment)

    def who(self, turn: Turn, ours: UUID | None, house: UUID | None) -> str:
        """By name to those who know them (`ours` None: to everybody); who acts elsewhere, by their company."""
        theirs = self.side(turn.by)
        elsewhere = turn.why in ELSEWHERE or (house is not None and self.side(house) != ours)
        if ours is None or theirs == ours or not elsewhere:
            return self.at(turn.by, turn.at)
        return self.at(theirs, turn.at)
