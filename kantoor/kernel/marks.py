"""Marks in the table of the cache, which all nodes share: left inside a transaction, there only if it was kept."""

import hashlib

from django.db import connection, transaction

KEPT = "1 hour"  # longer than anybody waits for an answer
# One question: it is asked in every act. The value is none that the cache could read; nobody asks it.
_LEAVE = f"""
WITH turn AS (SELECT pg_advisory_xact_lock(%s))
INSERT INTO kantoor_cache (cache_key, value, expires)
SELECT %s, '', CURRENT_TIMESTAMP + INTERVAL '{KEPT}' FROM turn ON CONFLICT DO NOTHING
"""


def leave(name: str) -> None:
    """Whoever looks for it from now on waits for the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, [_number(name), _key(name)])


def is_left(name: str) -> bool:
    """Whether a transaction that left it was kept; one that is still on its way is waited for."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])
        cursor.execute("SELECT 1 FROM kantoor_cache WHERE cache_key = %s", [_key(name)])
        return cursor.fetchone() is not None


def _key(name: str) -> str:
    return f"mark:{name}"


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(_key(name).encode()).digest()[:8], signed=True)
