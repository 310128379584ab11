"""The page of one document."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import readings
from kantoor.documents.models import Document
from kantoor.groups import groups
from kantoor.organizations.models import OrganizationRole
from tests.documents.conftest import invoice  # noqa: F401
from tests.guards.world import client_of


def page(document: Document) -> str:
    return reverse("document", args=[document.pk])


def test_a_member_reads_it(cast: Cast, invoice: Document) -> None:  # noqa: F811
    answer = client_of(cast.anna).get(page(invoice))
    assert answer.status_code == 200
    assert "Van Damme Staalbouw NV" in answer.content.decode()


def test_for_anybody_else_it_is_not_there(cast: Cast, invoice: Document) -> None:  # noqa: F811
    """domain 7.7"""
    for who in (cast.piet, cast.eva, cast.luc):
        assert client_of(who).get(page(invoice)).status_code == 404
    assert Client().get(page(invoice)).status_code == 302


def read_by(document: Document) -> list[str]:
    rows = Entry.objects.filter(action="documents.read", target_id=document.pk).order_by("id")
    return list(rows.values_list("actor_name", flat=True))


def test_reading_is_recorded_once_an_hour_for_each_person(
    cast: Cast,
    invoice: Document,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """domain 8.6"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    for who in (cast.anna, cast.anna, cast.sara, cast.luc):
        client_of(who).get(page(invoice))
    assert read_by(invoice) == ["Anna Jansen", "Sara El Amrani"]
    monkeypatch.setattr(readings, "ANEW", dt.timedelta(0))
    client_of(cast.anna).get(page(invoice))
    assert read_by(invoice) == ["Anna Jansen", "Sara El Amrani", "Anna Jansen"]


def test_who_administers_the_organization_sees_the_trail_of_a_document(
    cast: Cast,
    invoice: Document,  # noqa: F811
) -> None:
    """domain 8.6"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    address = reverse("document_activity", args=[invoice.pk])
    assert address not in client_of(cast.sara).get(page(invoice)).content.decode()
    assert address in client_of(cast.anna).get(page(invoice)).content.decode()
    shown = client_of(cast.anna).get(address).content.decode()
    assert "Sara El Amrani read a document" in shown
    assert "added a member" not in shown and "All of this as a file" not in shown
    assert client_of(cast.sara).get(address).status_code == 403
    assert client_of(cast.luc).get(address).status_code == 404


def test_groups_are_found_by_who_is_in_them(cast: Cast) -> None:
    """domain 7.1"""
    groups.make(cast.actor(cast.anna), cast.jansen.pk, "Steel buyers")
    assert "Steel buyers" in client_of(cast.anna).get("/search/", {"q": "steel"}).content.decode()
    assert "Steel buyers" not in client_of(cast.luc).get("/search/", {"q": "steel"}).content.decode()
