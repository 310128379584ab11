"""What the page of a document offers to do next, and many at once from a list."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kantoor.access.actor import Actor
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Box, Document, Source, Status
from kantoor.organizations.models import OrganizationRole
from tests.documents import made
from tests.guards.world import client_of
from tests.invoicing.conftest import anna, draft  # noqa: F401
from tests.invoicing.test_drafts import finish

COPY, CREDIT = "Copy as new", "Make a credit note"


def page(client: Client, document: Document) -> str:
    return client.get(reverse("document", args=[document.pk])).content.decode()


def test_an_invoice_that_was_sent_is_copied_and_credited_from_its_page(
    cast: Cast,
    anna: Actor,  # noqa: F811
    draft: Document,  # noqa: F811
) -> None:
    sent, client = finish(anna, draft), client_of(cast.anna)
    Document.objects.filter(pk=sent.pk).update(box=Box.SENT, sent_at=sent.made_at, status=Status.SENT)
    shown = page(client, sent)
    assert COPY in shown and CREDIT in shown
    for route in ("document_copy", "document_credit_note"):
        address = reverse(route, args=[sent.pk])
        assert f'action="{address}"' in shown
        assert client.post(address)["Location"].endswith("/draft/")


def test_a_draft_is_copied_and_not_credited(cast: Cast, draft: Document) -> None:  # noqa: F811
    shown = page(client_of(cast.anna), draft)
    assert COPY in shown and CREDIT not in shown


def test_neither_is_offered_where_it_would_be_refused(
    cast: Cast,
    anna: Actor,  # noqa: F811
    draft: Document,  # noqa: F811
) -> None:
    """domain 2: a viewer makes no documents; what was received has another supplier."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    shown = page(client_of(cast.sara), draft)
    assert COPY not in shown and CREDIT not in shown
    assert client_of(cast.sara).post(reverse("document_copy", args=[draft.pk])).status_code == 403
    received = made.received(cast.bouw, "VDS-1", by=cast.anna)
    uploaded = made.received(cast.bouw, "OUT-1", by=cast.anna, box=Box.SENT)
    assert uploaded.source == Source.UPLOADED
    for paper in (received, uploaded):
        shown = page(client_of(cast.anna), paper)
        assert COPY not in shown and CREDIT not in shown


NAMES = ("A-0", "A-1", "A-2", "B-1", "C-1")


def change(client: Client, papers: list[Document], status: str) -> str:
    data = {"document": [str(paper.pk) for paper in papers], "status": status}
    answer = client.post(
        reverse("documents_status"), data, follow=True, HTTP_REFERER="http://testserver/inbox/in/"
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_status_of_many_is_changed_and_each_refusal_told(cast: Cast) -> None:
    """domain 5.8, 7.4"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.piet)
    ours = [made.received(cast.bouw, f"A-{n}", by=cast.anna) for n in range(3)]
    Document.objects.filter(pk=ours[2].pk).update(status=Status.DUPLICATE)
    seen = made.received(cast.vastgoed, "B-1", by=cast.piet)
    theirs = made.received(cast.zonen, "C-1", by=cast.luc)
    said = change(client_of(cast.sara), [*ours, seen, theirs], Status.APPROVED)
    now = [Document.objects.get(pk=paper.pk).status for paper in (*ours, seen, theirs)]
    assert now == ["approved", "approved", "duplicate", "received", "received"]
    assert "2 documents changed" in said
    assert "2 were left as they are" in said and "C-1" not in said
    rows = {
        name: row
        for row in re.findall(r"<tr[^>]*>.*?</tr>", said, re.DOTALL)
        for name in NAMES
        if name in row
    }
    assert "cannot become" in rows["A-2"] and "too little access" in rows["B-1"]
    assert all("changed" in rows[name] and "cannot" not in rows[name] for name in ("A-0", "A-1"))


@pytest.mark.parametrize("status", ["", "nonsense", "rejected"])
def test_a_status_that_cannot_be_given_changes_nothing(cast: Cast, status: str) -> None:
    paper = made.received(cast.bouw, "A-1", by=cast.anna)
    said = change(client_of(cast.anna), [paper], status)
    assert "1 was left as it is" in said and "A-1" in said
    paper.refresh_from_db()
    assert paper.status == Status.RECEIVED


def test_a_list_offers_the_statuses_that_can_be_given_to_many(cast: Cast) -> None:
    made.received(cast.bouw, "A-1", by=cast.anna)
    made.received(cast.bouw, "B-1", by=cast.anna, box=Box.MADE)
    client = client_of(cast.anna)
    received, own = (client.get(reverse(name)).content.decode() for name in ("inbox_documents", "documents"))
    offered = received.split('aria-label="New status"')[1].split("</select>")[0]
    assert 'value="approved"' in offered and 'value="rejected"' not in offered
    assert 'aria-label="New status"' not in own
