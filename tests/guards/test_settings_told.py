"""Whoever runs Kantoor finds every setting in one place."""

import re

from tests.guards.test_budgets import ROOT, sources

SETTING = re.compile(r'"((?:KANTOOR_[A-Z_]+|DATABASE_URL|EMAIL_URL))"')


def test_every_environment_variable_is_in_the_manual() -> None:
    read = {found for path in sources() for found in SETTING.findall(path.read_text())}
    told = (ROOT / "docs/running.md").read_text()
    assert "DATABASE_URL" in read
    assert {variable for variable in read if f"`{variable}`" not in told} == set()
