"""Waiting for one's turn, by a word that two who must not act at once both know."""

import hashlib

from django.db import connection


def wait(*words: object) -> None:
    """Hold the turn for these words until the transaction ends; whoever comes second sees what the first wrote.

    SQLite needs none: there, transactions that write already come one after the other.
    """
    if connection.vendor == "postgresql":
        digest = hashlib.sha256("\0".join(map(str, words)).encode("utf-8", "surrogatepass")).digest()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])
