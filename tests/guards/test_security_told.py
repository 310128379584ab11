"""What docs/security.md names as proof is there."""

import re

from tests.guards.test_budgets import ROOT


def test_every_test_that_the_security_page_names_exists() -> None:
    text = (ROOT / "docs/security.md").read_text()
    named = set(re.findall(r"`(tests/[\w/.]+|test_\w+\.py)`", text))
    assert len(named) > 10
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*")]
    assert {name for name in named if not any(path.endswith(name) for path in files)} == set()
