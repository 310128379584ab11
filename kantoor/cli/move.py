"""`kantoor move URL`: from SQLite to PostgreSQL, every row proved to be the same there; docs/backup.md."""

import argparse
import sys
from typing import TYPE_CHECKING

import django

from kantoor.cli import ending

if TYPE_CHECKING:
    from kantoor.backups.moving import Moved


def main(arguments: list[str]) -> int:
    """0 when all is there; 1 when nothing was moved; 3 when the trail does not hold there."""
    parser = argparse.ArgumentParser("kantoor move", description=__doc__)
    parser.add_argument("url", metavar="URL", help="postgres://user:password@host/name, an empty database")
    parser.add_argument("--quiet", action="store_true", help="do not tell how far it is")
    chosen = parser.parse_args(arguments)
    ending.on_signals()
    django.setup()
    from kantoor.backups import moving
    from kantoor.backups.troubles import NotDone

    try:
        return _told(moving.move(chosen.url, _silent if chosen.quiet else _say))
    except NotDone as problem:
        print(problem, file=sys.stderr)
        return 1


def _say(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def _silent(what: str) -> None:
    """Nothing."""


def _told(moved: "Moved") -> int:
    print(f"{moved.rows} rows in {moved.tables} tables are in PostgreSQL, each proved to be the same.")
    print(f"The audit trail there: {moved.trail}")
    if moved.left:
        print(f"Left behind, since they are not Kantoor's: {', '.join(moved.left)}")
    print(
        "Set DATABASE_URL to the new address for web, worker and every command. The SQLite file is as it was."
    )
    return 0 if moved.whole else 3
