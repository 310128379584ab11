"""What people, organizations, groups and environments were called at a moment, by what the trail tells of their
renamings (docs/decisions/0095). Erasing a person from the trail erases their old names too."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kantoor.audit.models import RENAMINGS, Entry
from kantoor.kernel.prepared import Prepared

# Word for word the condition of the index: with values in its place SQLite would not see that it serves.
RENAMED = "action IN ({})".format(", ".join(f"'{action}'" for action in RENAMINGS))

_renamings: Prepared[Entry] = Prepared(
    lambda keys: (
        Entry.objects.extra(where=[RENAMED]).filter(target_id__among=keys, refused=False).order_by("id")
    ),
    lists=("keys",),
)


class Names:
    """The old names of these things. One query; none for nothing."""

    def __init__(self, things: Iterable[UUID | None]) -> None:
        self._before: dict[UUID, list[tuple[dt.datetime, str]]] = {}
        keys = list({key for key in things if key})
        for entry in _renamings.rows(keys=keys) if keys else ():
            name = _before(entry)
            if name and entry.target_id:
                self._before.setdefault(entry.target_id, []).append((entry.at, name))

    def at(self, thing: UUID | None, moment: dt.datetime, name: str) -> str:
        """What it was called then; `name` is what it is called now."""
        before = self._before.get(thing, ()) if thing else ()
        return next((old for at, old in before if moment < at), name)


def _before(entry: Entry) -> str:
    given: Any = (entry.details | entry.private).get("before")
    name = given.get("name") if isinstance(given, dict) else given
    return name if isinstance(name, str) else ""
