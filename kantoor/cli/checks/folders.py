"""Folders and keys: ours to write in, closed to others, with room."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings

from kantoor import env
from kantoor.cli.checks.finding import Finding, error, fine, note, short, warning

GB = 1_000_000_000
SCARCE, LITTLE = GB // 2, 5 * GB
OTHERS = 0o077


def written() -> Iterator[Finding]:
    wrong = 0
    for place in _places():
        try:
            place.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=place):
                pass
        except OSError as problem:
            wrong += 1
            yield error(
                f"{place} cannot be written: {short(problem)}",
                f"Give it to whoever runs Kantoor: chown -R kantoor {place}.",
            )
    if not wrong:
        yield fine(f"The data folder {settings.DATA} can be written.")
    if Path(settings.DATA).stat().st_mode & OTHERS:
        yield warning(f"Others on this machine can look into {settings.DATA}.", f"chmod 700 {settings.DATA}")
    if os.geteuid() == 0:
        yield warning("Kantoor runs as root.", "Make a user for it, without rights beyond the data folder.")


def _places() -> list[Path]:
    places = [settings.DATA, Path(settings.STATIC_ROOT), settings.KANTOOR_TRANSFERS]
    return places if settings.FILES == "s3" else [*places, settings.DATA / "documents"]


def room() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free
    said = f"{free / GB:.1f} GB are free where {settings.DATA} lies."
    if free < SCARCE:
        yield error(said, "Make room now: uploads and SQLite stop when the disk is full.")
    elif free < LITTLE:
        yield warning(said, "Make room soon.")
    else:
        yield fine(said)


def keys() -> Iterator[Finding]:
    for name, variable in (("secret-key", "KANTOOR_SECRET_KEY"), ("signing-key", "KANTOOR_SIGNING_KEY")):
        kept = settings.DATA / name
        if env.text(variable):
            yield fine(f"{variable} is given.")
        elif kept.stat().st_mode & OTHERS:
            yield error(
                f"Others on this machine can read {kept}.",
                f"chmod 600 {kept}; if somebody may have read it, make a new one.",
            )
        else:
            yield note(f"The key {kept} was made here.", "Back it up; every other node needs the same one.")


def anchors() -> Iterator[Finding]:
    if all(str(place).startswith(str(settings.DATA)) for place in settings.AUDIT_ANCHORS):
        yield note(
            "The anchors of the audit trail lie in the data folder.",
            "Name a place in KANTOOR_AUDIT_ANCHORS that the database's administrator cannot write.",
        )
