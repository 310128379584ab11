"""What lies in deploy/, read."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.guards.test_budgets import ROOT, sources

DEPLOY = ROOT / "deploy"
SETTING = re.compile(r"\b(KANTOOR_[A-Z0-9_]+|DATABASE_URL|EMAIL_URL)(?:_FILE)?\b")
READ = re.compile(r'"((?:KANTOOR_[A-Z0-9_]+|DATABASE_URL|EMAIL_URL))"')


@cache
def settings() -> set[str]:
    """Every variable that the code reads."""
    return {found for path in sources() for found in READ.findall(path.read_text())}


def named(path: Path) -> set[str]:
    """The variables that a file speaks of."""
    return {name.removesuffix("_FILE") for name in SETTING.findall(path.read_text())}


def documents(path: Path) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(path.read_text()) if one]


def unit(path: Path) -> dict[str, list[str]]:
    """`Section.Key` → its values."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in path.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            assert equals, line
            found.setdefault(f"{section}.{key}", []).append(value)
    return found
