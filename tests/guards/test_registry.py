"""The registry of actions and the table of permissions agree, and every action says what it does (style, habit 4)."""

from importlib import import_module

import pytest

from kantoor.access.action import REGISTRY
from kantoor.access.policy import GROUNDS, Permission
from tests.guards.test_budgets import PACKAGE, sources

# Used by nothing yet, each with its reason.
WAITING: dict[Permission, str] = {}


@pytest.fixture(autouse=True, scope="module")
def every_action() -> None:
    """An action is in the registry once its module is imported, by whatever needs it first."""
    for path in sources():
        if "\n@action(" in path.read_text():
            import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))


def test_every_permission_has_its_grounds() -> None:
    assert set(GROUNDS) == set(Permission)


def test_every_action_asks_a_permission_that_has_grounds() -> None:
    assert REGISTRY
    assert {name for name, action in REGISTRY.items() if action.permission not in GROUNDS} == set()


def test_every_permission_is_asked_somewhere_or_has_a_reason() -> None:
    used = {action.permission for action in REGISTRY.values()}
    text = "\n".join(p.read_text() for p in sources() if p.name not in ("policy.py", "refusals.py"))
    used |= {permission for permission in Permission if f"Permission.{permission.name}" in text}
    assert set(Permission) - used == set(WAITING)


def test_every_action_says_what_it_does_under_one_name() -> None:
    """Two functions of one name would overwrite each other in the registry."""
    assert {name for name, action in REGISTRY.items() if not action.summary} == set()
    written = sum(path.read_text().count("\n@action(") for path in sources())
    assert written == len(REGISTRY)
