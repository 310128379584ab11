"""`kantoor restore FILE`: puts a backup back, into an empty installation or in the place of this one; docs/backup.md."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from kantoor.cli import ending

if TYPE_CHECKING:
    from kantoor.backups.restoring import Restored

WRONG = 3  # it is in place, and something does not hold


def main(arguments: list[str]) -> int:
    """0 when it is in place and proved; 1 when nothing was changed; 3 when it is in place and something does not hold."""
    chosen = _parser().parse_args(arguments)
    ending.on_signals()
    django.setup()
    from kantoor.backups import locks, restoring
    from kantoor.backups.troubles import NotDone

    try:
        keys = locks.to_open(chosen.identity, chosen.passphrase_file)
        if chosen.check:
            print(f"Whole: {_said(restoring.looked_at(chosen.file, keys))}")
            return 0
        return _told(restoring.restore(chosen.file, keys, replace=chosen.replace))
    except NotDone as problem:
        print(problem, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kantoor restore", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="only prove that it is whole; changes nothing")
    parser.add_argument(
        "--replace", action="store_true", help="although there is work here, which is kept aside"
    )
    parser.add_argument("--identity", type=Path, metavar="FILE", help="the private key it was encrypted for")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="what it was encrypted with")
    return parser


def _said(manifest: dict[str, Any]) -> str:
    rows = sum(count for count, _sum in manifest["tables"].values())
    return (
        f"{rows} rows in {len(manifest['tables'])} tables and {manifest['files']} files"
        f" ({manifest['bytes'] / 1e6:.1f} MB), made at {manifest['made']} by Kantoor {manifest['kantoor']}"
        f" on {manifest['database']}"
    )


def _told(done: "Restored") -> int:
    for text in done.notes:
        print(text)
    for text in done.wrong:
        print(text, file=sys.stderr)
    lost = len(done.manifest["lost"])
    if lost:
        print(f"{lost} files were lost before the backup was made.", file=sys.stderr)
    print(f"{'In place, but NOT proved' if done.wrong else 'In place and proved'}: {_said(done.manifest)}.")
    return WRONG if done.wrong else 0
