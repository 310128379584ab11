"""The published table of permissions is the one that decides (domain 2)."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kantoor.access import matrix, policy
from kantoor.access.action import REGISTRY
from kantoor.access.policy import GROUNDS, Permission, Scope
from kantoor.cli import permissions as command
from kantoor.demo.cast import Cast
from kantoor.environments.models import EnvironmentRole
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level
from tests.guards.test_budgets import ROOT


def rows() -> dict[Permission, matrix.Row]:
    return {row.permission: row for part in matrix.parts() for row in part.rows}


def test_the_document_is_in_step() -> None:
    """`kantoor permissions > docs/permissions.md` makes it anew."""
    with translation.override("en"):
        assert Path(ROOT / "docs/permissions.md").read_text() == matrix.markdown()


def test_the_command_prints_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    assert capsys.readouterr().out == (ROOT / "docs/permissions.md").read_text()


def test_every_permission_and_every_action_stands_in_it_once() -> None:
    listed = [row.permission for part in matrix.parts() for row in part.rows]
    assert sorted(listed) == sorted(Permission)
    actions = [action.name for row in rows().values() for action in row.actions]
    assert sorted(actions) == sorted(REGISTRY)


def test_the_ticks_are_what_the_policy_answers() -> None:
    """domain 2"""
    for permission, row in rows().items():
        scope = GROUNDS[permission].scope
        if scope is Scope.ORGANIZATION:
            expected = [policy.organization_allows(role, permission) for role in OrganizationRole]
        elif scope in (Scope.SELF, Scope.ENVIRONMENT):
            expected = [policy.environment_allows(role, False, permission) for role in EnvironmentRole]
        elif scope is Scope.GROUP:
            expected = [policy.group_allows(standing, permission) for standing in policy.Standing]
        elif scope is Scope.DOCUMENT:
            expected = [policy.document_allows(level, permission) for level in Level]
        else:
            continue
        assert list(row.allowed) == expected, permission


def test_every_part_has_words_and_columns_of_its_own() -> None:
    """domain 7.1: in a group it is the place there that counts, not a role in an organization."""
    with translation.override("en"):
        told = {part.scope: part for part in matrix.parts()}
    assert set(told) == set(Scope)
    assert all(part.title and part.about for part in told.values())
    assert told[Scope.GROUP].columns == (
        "Administrator of the company",
        "In the group",
        "Manager of the group",
    )
    manage = rows()[Permission.GROUP_MANAGE]
    assert (manage.allowed, manage.who) == ((False, False, True), "Manager of the group")
    assert manage.reason.startswith("Only managers of the group can change")


def test_a_relationship_manager_may_what_administrators_may_between_companies() -> None:
    """domain 2, 6.2"""
    assert rows()[Permission.PARTNERSHIPS_END].allowed == (False, False, True, True)


def test_the_page_is_for_everybody_signed_in(cast: Cast) -> None:
    client = Client()
    assert client.get(reverse("permissions")).status_code == 302
    client.force_login(cast.luc, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    page = client.get(reverse("permissions")).content.decode()
    assert "Take over organizations without administrator" in page
