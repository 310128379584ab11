"""The dialogs in which people are picked, without scripts: a name, "Find", the same form with those found (domain 5.2)."""

from typing import Any

import pytest

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.groups import groups
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Share
from tests.documents import made
from tests.guards.world import client_of

Dialog = tuple[User, str, dict[str, Any]]


@pytest.fixture
def invoice(cast: Cast) -> Document:
    return made.received(cast.bouw, "2026-0117", by=cast.anna)


@pytest.fixture(params=["members", "group", "sharing", "many"])
def dialog(request: pytest.FixtureRequest, cast: Cast, invoice: Document) -> Dialog:
    """Who looks, where, and what else the form holds."""
    if request.param == "group":
        group = groups.make(cast.actor(cast.piet), cast.jansen, "Finance")
        return cast.piet, f"/groups/{group.pk}/people/new/", {"message": "Keep me"}
    if request.param == "members":
        return cast.anna, f"/organizations/{cast.bouw.pk}/members/new/", {"role": "1", "message": "Keep me"}
    level = {"level": "3", "until": "2099-12-31"}
    if request.param == "sharing":
        return cast.anna, f"/documents/{invoice.pk}/sharing/", level
    return cast.anna, "/documents/picked/sharing/", level | {"document": str(invoice.pk), "confirmed": "1"}


def test_those_with_the_name_are_offered_and_nothing_is_done(cast: Cast, dialog: Dialog) -> None:
    who, url, more = dialog
    data = more | {"people": f"u-{cast.sara.pk}", "look": "1"}
    answer = client_of(who).post(url, data | {"sought": "tom bakker"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert f'<option value="u-{cast.tom.pk}">Tom Bakker (Van Dijk Accountants)</option>' in shown
    assert f'<option value="u-{cast.sara.pk}"' not in shown
    assert f'name="people" value="u-{cast.sara.pk}"' in shown, "what was picked before"
    assert 'name="sought" value="tom bakker"' in shown
    for kept in {"Keep me", "2099-12-31"} & set(more.values()):
        assert kept in shown
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    assert not Share.objects.exists() and not cast.sara.group_memberships.exists()


def test_who_is_not_related_is_not_found(cast: Cast, dialog: Dialog) -> None:
    """domain 6.2"""
    who, url, more = dialog
    shown = client_of(who).post(url, more | {"look": "1", "sought": "lin chen"}).content.decode()
    assert "Nothing found" in shown
    assert "<option" not in shown


def test_what_is_typed_comes_back_as_text(dialog: Dialog) -> None:
    who, url, more = dialog
    shown = client_of(who).post(url, more | {"look": "1", "sought": '"><b>'}).content.decode()
    assert 'value="&quot;&gt;&lt;b&gt;"' in shown


def test_nobody_is_searched_for_before(cast: Cast, dialog: Dialog) -> None:
    who, url, more = dialog
    client = client_of(who)
    shown = client.get(url) if "confirmed" not in more else client.post(url, {"document": more["document"]})
    assert 'name="look"' in shown.content.decode()
    assert "<option" not in shown.content.decode()


def test_who_may_not_add_finds_nobody(cast: Cast, invoice: Document) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    for url in (f"/organizations/{cast.bouw.pk}/members/new/", f"/documents/{invoice.pk}/sharing/"):
        answer = client_of(cast.sara).post(url, {"look": "1", "sought": "tom"})
        assert answer.status_code == 403
        assert "Tom Bakker" not in answer.content.decode()
