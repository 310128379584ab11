"""The page of one document."""

from django.test import Client
from django.urls import reverse

from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
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
