"""Translations are compiled at the first start, and again when they changed."""

import os
from gettext import GNUTranslations
from pathlib import Path

from kantoor.kernel import catalogues

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Members"
msgstr "{members}"
"""


def _write(sources: Path, members: str, time: int) -> None:
    source = sources / "nl" / catalogues.CATALOGUE
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(PO.format(members=members), encoding="utf-8")
    os.utime(source, ns=(time, time))


def _says(folder: Path) -> str:
    with (folder / "nl/LC_MESSAGES/django.mo").open("rb") as file:
        return GNUTranslations(file).gettext("Members")


def test_a_catalogue_is_compiled_where_it_was_asked_for(tmp_path: Path) -> None:
    _write(tmp_path / "po", "Leden", 2_000_000_000_000_000_000)
    assert _says(catalogues.compiled(tmp_path / "po", tmp_path / "mo")) == "Leden"
    assert not list((tmp_path / "po").rglob("*.mo"))


def test_a_catalogue_that_did_not_change_is_left_alone(tmp_path: Path) -> None:
    _write(tmp_path / "po", "Leden", 2_000_000_000_000_000_000)
    made = catalogues.compiled(tmp_path / "po", tmp_path / "mo") / "nl/LC_MESSAGES/django.mo"
    before = made.stat().st_ino
    catalogues.compiled(tmp_path / "po", tmp_path / "mo")
    assert made.stat().st_ino == before


def test_newer_and_older_catalogues_are_compiled_anew(tmp_path: Path) -> None:
    """An older version that is put back brings its own texts back."""
    for members, time in (("Leden", 20), ("Deelnemers", 30), ("Leden", 20)):
        _write(tmp_path / "po", members, time * 10**17)
        assert _says(catalogues.compiled(tmp_path / "po", tmp_path / "mo")) == members
    assert [path.name for path in (tmp_path / "mo").rglob("*.*")] == ["django.mo"]
