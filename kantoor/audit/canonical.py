"""An entry as the bytes that are hashed: the same on every database, whatever the order of keys.

The hash of a link is SHA-256 over the hash before it (nothing for the first) and a JSON array: version, chain, number,
time of linking, whether all was swept, the entry's facts, the two seals. A seal is SHA-256 over a salt and a JSON array
of what is personal.
"""

import datetime as dt
import json
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

VERSION = 1
ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

COLUMNS = (
    "id",
    "at",
    "action",
    "refused",
    "actor_id",
    "credential",
    "environment_id",
    "partner_id",
    "organization_id",
    "organization_name",
    "subject_id",
    "target_kind",
    "target_id",
    "details",
    "actor_name",
    "origin",
    "subject_name",
    "private",
)


class Row(NamedTuple):
    """An entry out of the database: its facts as JSON, and the two parts that are personal."""

    id: str
    at: str
    actor_id: str | None
    subject_id: str | None
    facts: str
    actor: str
    subject: str


def select(alias: str) -> str:
    """The columns for a statement in SQL."""
    return ", ".join(f"{alias}.{name}" for name in COLUMNS)


def row(found: tuple[Any, ...]) -> Row:
    """From what a statement gave for `COLUMNS`, on either database.

    Put together as text: the JSON encoder on a million lists takes longer than everything else.
    """
    (identifier, at, action, refused, actor, credential, environment, partner, organization) = found[:9]
    (organization_name, subject, kind, target, details, actor_name, origin, subject_name, private) = found[9:]
    own, when, who, whom = key(identifier) or "", moment(at), key(actor), key(subject)
    facts = (
        f'["{own}","{when}",{quoted(action)},{"true" if refused else "false"},{told(who)},{quoted(credential)},'
        f"{told(key(environment))},{told(key(partner))},{told(key(organization))},{quoted(organization_name)},"
        f"{told(whom)},{quoted(kind)},{told(key(target))},{sorted_json(details)}]"
    )
    actor_part = f"[{quoted(actor_name)},{quoted(origin)}]"
    return Row(own, when, who, whom, facts, actor_part, f"[{quoted(subject_name)},{sorted_json(private)}]")


def key(value: Any) -> str | None:
    """An id as 32 hexadecimal digits."""
    return value.hex if isinstance(value, UUID) else value


def told(value: str | None) -> str:
    """An id in JSON."""
    return f'"{value}"' if value else "null"


def moment(value: dt.datetime | str) -> str:
    """A time in UTC, always with microseconds. What SQLite gives has no zone, and is in UTC."""
    if isinstance(value, dt.datetime):
        value = str(value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value)
    return value if "." in value else f"{value}.000000"


@lru_cache(maxsize=16_384)
def quoted(value: str) -> str:
    """A text in JSON; the same few come again and again."""
    return ENCODE(value)


def sorted_json(value: Any) -> str:
    """JSON as this module writes it, from the text in the database or from values."""
    return _sorted(value) if isinstance(value, str) else ENCODE(value)


@lru_cache(maxsize=16_384)
def _sorted(text: str) -> str:
    try:
        return ENCODE(json.loads(text))
    except ValueError:
        return ENCODE(text)  # no JSON: it will not fit its hash


def seal(salt: bytes, part: str) -> bytes:
    """The hash of what is personal, which says nothing without the salt."""
    return sha256(salt + part.encode()).digest()


def link(before: bytes, place: tuple[str, int, str, bool], row: Row, actor: bytes, subject: bytes) -> bytes:
    """The hash of a link; `place` is chain, number, time of linking and whether all was swept."""
    chain, number, at, swept = place
    text = (
        f'[{VERSION},"{chain}",{number},"{at}",{"true" if swept else "false"},{row.facts},'
        f'"{actor.hex()}","{subject.hex()}"]'
    )
    return sha256(before + text.encode()).digest()
