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
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Organization

Keys = Iterable[UUID | None]
# What one side does among its own people or to the relation: the other side knows the company, not who.
ELSEWHERE = ("blocked", "unblocked", "removed from environment", "partnership ended", "ended")


def _names(model: Any, *columns: str) -> Prepared[Any]:
    rows = model.objects.order_by()
    return Prepared(
        lambda keys: rows.filter(pk__among=keys).values_list("pk", "name", *columns), lists=("keys",)
    )


_named: dict[Any, Prepared[Any]] = {
    model: _names(model, "environment_id") for model in (User, Group, Organization)
}
_named[Environment] = _names(Environment)


def _read(model: Any, keys: Keys) -> list[Any]:
    """Their ids, names and environments."""
    some = list({key for key in keys if key})
    return _named[model].rows(keys=some) if some else []


class Known:
    """The things with these ids. At most five queries, whatever their number."""

    def __init__(
        self, *, people: Keys = (), groups: Keys = (), houses: Keys = (), environments: Keys = ()
    ) -> None:
        self._now: dict[UUID, str] = {}
        self._side: dict[UUID, UUID] = {}
        for model, keys in ((User, people), (Group, groups), (Organization, houses)):
            for key, name, side in _read(model, keys):
                self._now[key], self._side[key] = name, side
        self._now |= dict(_read(Environment, (*environments, *self._side.values())))
        self._names = Names(self._now)

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
