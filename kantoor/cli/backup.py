"""`kantoor backup FILE|-`: the database and all files in one archive, while people work on; docs/backup.md."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import django

from kantoor.cli import ending

if TYPE_CHECKING:
    from kantoor.backups.age import Key
    from kantoor.backups.making import Made

LOST = 3  # it is made, and is not all there should be


def main(arguments: list[str]) -> int:
    """0 when made; 1 when not, and nothing is left of it; 3 when files that the database names are gone."""
    chosen = _parser().parse_args(arguments)
    ending.on_signals()
    django.setup()
    from kantoor.backups.troubles import NotDone

    try:
        return _told(_made(chosen))
    except NotDone as problem:
        print(problem, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kantoor backup", description=__doc__)
    parser.add_argument("file", metavar="FILE", help="where to; - for standard output")
    parser.add_argument(
        "--recipient",
        action="append",
        metavar="age1…",
        help="encrypt for this public key; more than once if wanted",
    )
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="encrypt with what the file holds"
    )
    parser.add_argument("--without-keys", action="store_true", help="leave the installation's own keys out")
    parser.add_argument("--with-keys", action="store_true", help="put them in, although it is not encrypted")
    return parser


def _made(chosen: argparse.Namespace) -> "Made":
    from kantoor.backups import locks, making, places
    from kantoor.backups.troubles import NotDone

    shut: Sequence[Key] = locks.to_shut(chosen.recipient or [], chosen.passphrase_file)
    keys = bool(chosen.with_keys or (shut and not chosen.without_keys))
    if chosen.file != "-":
        made = making.into(Path(chosen.file), shut, keys=keys)
    elif sys.stdout.isatty():
        raise NotDone("A backup is nothing for a terminal: name a file, or pass it on.")
    else:
        made = making.write(places.Telling(sys.stdout.buffer, "standard output"), shut, keys=keys)
        sys.stdout.buffer.flush()
    print(_said(made, encrypted=bool(shut), keys=keys), file=sys.stderr)
    return made


def _said(made: "Made", *, encrypted: bool, keys: bool) -> str:
    how = "encrypted" if encrypted else "NOT encrypted"
    own = (
        "with the secret key and the signing key"
        if keys
        else "without the secret key and the signing key: keep those elsewhere"
    )
    return f"{made.rows} rows and {made.files} files ({made.size / 1e6:.1f} MB), {how}, {own}."


def _told(made: "Made") -> int:
    for what, found in (
        ("is gone from the storage", made.lost),
        ("has other bytes than the database says", made.unlike),
    ):
        for member in found[:10]:
            print(f"{member} {what}.", file=sys.stderr)
        if found[10:]:
            print(f"… and {len(found) - 10} more.", file=sys.stderr)
    return LOST if made.lost or made.unlike else 0
