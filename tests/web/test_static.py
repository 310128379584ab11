"""Stylesheets join into one and scripts find each other under hashed names (decision 0010)."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory

from kantoor.web.collected import Collected
from kantoor.web.storage import IMPORT, JoiningStorage, join

STATIC = Path(__file__).parents[2] / "kantoor/web/static/kantoor"
SHEETS = sorted(path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css"))


def test_an_import_becomes_a_block_of_its_layer() -> None:
    sheet = '@layer a, b;\n@import url("x.css") layer(b);\n'
    assert join(sheet, lambda name: f"/* {name} */") == "@layer a, b;\n@layer b {\n/* x.css */\n}\n"


def test_the_sheet_names_every_file_once() -> None:
    named = [found["path"] for found in IMPORT.finditer((STATIC / "css/kantoor.css").read_text())]
    assert sorted(named) == [name for name in SHEETS if name != "kantoor.css"]


@pytest.mark.parametrize("name", [name for name in SHEETS if name != "kantoor.css"])
def test_a_stylesheet_refers_to_nothing_outside_itself(name: str) -> None:
    """It would point elsewhere once joined."""
    text = (STATIC / "css" / name).read_text()
    assert all(url.startswith("data:") for url in re.findall(r"url\([\"']?([^)\"']+)", text))


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_script_imports_in_the_form_that_is_rewritten(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if line.startswith("import")]
    assert all(re.fullmatch(r'import [^"\n]*"\./[\w-]+\.js";', line) for line in lines)


def test_collected_files_are_one_sheet_and_hashed_modules(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "kantoor.web.storage.JoiningStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    names = JoiningStorage(location=tmp_path).hashed_files
    sheet = (tmp_path / names["kantoor/css/kantoor.css"]).read_text()
    entry = (tmp_path / names["kantoor/js/kantoor.js"]).read_text()
    imported = re.findall(r'"\./([^"]+)"', entry)
    assert "@import" not in sheet
    assert "@layer tokens {" in sheet
    assert imported
    assert all((tmp_path / "kantoor/js" / name).exists() and name.count(".") > 1 for name in imported)


def test_files_that_another_version_has_collected_since_are_found(tmp_path: Path, settings: Any) -> None:
    """While nodes are replaced one by one, an old one is asked for files of the new one's pages."""
    settings.STATIC_ROOT, settings.DEBUG = tmp_path / "static", False
    settings.STATIC_ROOT.mkdir()
    (tmp_path / "secret.css").write_text("secret")
    serve = Collected(lambda _request: HttpResponse(status=404))

    def status(path: str) -> int:
        return int(serve(RequestFactory().get(path)).status_code)

    assert status("/static/kantoor.0123456789ab.css") == 404
    (settings.STATIC_ROOT / "kantoor.0123456789ab.css").write_text("new")
    assert status("/static/kantoor.0123456789ab.css") == 200
    assert [status(f"/static/{odd}") for odd in ("../secret.css", "", "a%00b", "x" * 5_000)] == [404] * 4
