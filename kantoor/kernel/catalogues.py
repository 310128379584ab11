"""Translations, compiled where the data lives: the repository and the wheel carry only what people write (.po)."""

import os
import tempfile
from pathlib import Path

CATALOGUE = "LC_MESSAGES/django.po"


def compiled(sources: Path, folder: Path) -> Path:
    """`folder`, with a .mo for each language of `sources`; only what changed since the last time is made."""
    for source in sources.glob(f"*/{CATALOGUE}"):
        target = folder / source.relative_to(sources).with_suffix(".mo")
        if not _fresh(source, target):
            _compile(source, target)
    return folder


def _fresh(source: Path, target: Path) -> bool:
    """A .mo has the very time of its .po: an older .po, from an older version, counts as changed too."""
    return target.exists() and target.stat().st_mtime_ns == source.stat().st_mtime_ns


def _compile(source: Path, target: Path) -> None:
    """Written aside and then put in place, since other processes may read or make the same file."""
    import polib  # noqa: PLC0415 - at most starts nothing is compiled

    made = source.stat().st_mtime_ns
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(polib.pofile(str(source)).to_binary())
    os.utime(file.name, ns=(made, made))
    Path(file.name).replace(target)
