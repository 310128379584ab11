"""The pages with lists of documents: what each person gets, how much it costs, and that nothing typed is lost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Mark, Note, View
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.documents import made

pytestmark = pytest.mark.twice  # order, pages and filters are told by the database
UNREAD = '<i class="unread">'
LARGEST = 60 * 1024  # bytes, before compression


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


@pytest.fixture(autouse=True)
def apart(cast: Cast) -> None:
    """Jansen Vastgoed is Piet's alone."""
    Membership.objects.filter(user=cast.anna, organization=cast.vastgoed).end(None)


def of(cast: Cast) -> str:
    return f"/organizations/{cast.bouw.pk}/documents/"


def test_an_active_organizations_address_leads_to_its_documents(cast: Cast) -> None:
    answer = signed_in(cast.anna).get(f"/organizations/{cast.bouw.pk}/")
    assert answer["Location"] == of(cast)


def test_members_see_the_tab_and_others_nothing(cast: Cast) -> None:
    """domain 2, 7.7"""
    made.received(cast.bouw, "VDS-1", by=cast.anna)
    assert "VDS-1" in signed_in(cast.anna).get(of(cast)).content.decode()
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    assert "VDS-1" in signed_in(cast.sara).get(of(cast)).content.decode()
    assert signed_in(cast.luc).get(of(cast)).status_code == 404


def test_whose_only_access_is_a_share_finds_it_in_the_inbox_and_the_tab_is_not_there(cast: Cast) -> None:
    """domain 7.5, 7.7"""
    paper = made.received(cast.bouw, "VDS-1", by=cast.anna)
    made.received(cast.bouw, "OTHER-2", by=cast.anna)
    Share.objects.create(document=paper, organization=cast.bouw, user=cast.piet, level=Level.VIEW)
    piet = signed_in(cast.piet)
    page = piet.get("/inbox/in/").content.decode()
    assert "VDS-1" in page and "OTHER-2" not in page
    assert piet.get(of(cast)).status_code == 404
    assert "VDS-1" in piet.get("/search/", {"q": "VDS"}).content.decode()
    assert "OTHER-2" not in piet.get("/search/", {"q": "OTHER"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?page=nonsense",
        "?sort=../..&status=%00&kind=%00",
        "?q=%00%22%27%25_",
        "?from=99999-01-01&to=x&least=1e999&most=NaN",
        "?organization=1&tag=1&unread=yes&shared=yes",
        "?box=nonsense",
        "?page=WyJuIiwgIngiXQ",
    ],
)
def test_no_address_is_an_error(cast: Cast, query: str) -> None:
    made.received(cast.bouw, "VDS-1", by=cast.anna)
    client = signed_in(cast.anna)
    for path in ("/documents/", "/inbox/in/", "/inbox/out/", of(cast), "/documents/list.csv"):
        answer = client.get(path + query)
        assert answer.status_code == 200, path
        assert b"".join(answer) is not None


def test_a_page_of_fifty_is_small_and_costs_what_a_page_of_two_does(cast: Cast) -> None:
    """style, budgets"""
    client, counts = signed_in(cast.anna), []
    for more in (2, 60):
        for number in range(more):
            made.received(cast.bouw, f"2026-{more}-{number:05}", by=cast.anna)
        for path in ("/inbox/in/", of(cast)):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                page = client.get(path)
            counts.append(len(asked))
    assert page.content.count(b'name="document"') == 50
    assert len(page.content) < LARGEST
    assert counts[:2] == counts[2:]
    assert max(counts) <= 26


def test_marks_are_ones_own(cast: Cast) -> None:
    paper = made.received(cast.bouw, "VDS-1", by=cast.anna)
    anna, luc = signed_in(cast.anna), signed_in(cast.luc)
    assert UNREAD in anna.get("/inbox/in/").content.decode()
    luc.post("/documents/picked/marks/", {"document": str(paper.pk), "read": "1"})
    assert not Mark.objects.exists()
    anna.get(f"/documents/{paper.pk}/")
    assert UNREAD not in anna.get("/inbox/in/").content.decode()
    quiet = {"HTTP_X_QUIETLY": "1"}
    data = {"document": str(paper.pk), "read": "0"}
    assert anna.post("/documents/picked/marks/", data, **quiet).status_code == 204  # type: ignore[arg-type]
    assert UNREAD in anna.get("/inbox/in/").content.decode()


def test_tagging_many_says_what_was_left_alone(cast: Cast) -> None:
    """domain 5.8"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.MEMBER, by=cast.piet)
    papers = [
        made.received(cast.bouw, "A-1", by=cast.anna),
        made.received(cast.vastgoed, "B-1", by=cast.piet),
    ]
    data = {"document": [str(paper.pk) for paper in papers], "tag": "Oost"}
    page = signed_in(cast.sara).post(
        "/documents/picked/tags/", data, follow=True, HTTP_REFERER="http://testserver/inbox/in/"
    )
    text = page.content.decode()
    assert "1 document tagged" in text and "1 was left as it is" in text
    refused, done = re.findall(r"<tr[^>]*>.*?</tr>", text, re.DOTALL)[1:]
    assert "A-1" in refused and "too little access" in refused and cast.bouw.name in refused
    assert "B-1" in done and "too little" not in done and ">tagged" not in refused
    assert 'href="http://testserver/inbox/in/"' in text
    stranger = signed_in(cast.luc).post("/documents/picked/tags/", data, follow=True).content.decode()
    assert "A-1" not in stranger and "too little" not in stranger


def test_a_zip_of_somebody_elses_is_empty_handed(cast: Cast) -> None:
    paper = made.received(cast.bouw, "VDS-1", by=cast.anna, content=b"secret words")
    theirs = signed_in(cast.luc).post("/documents/picked/files.zip", {"document": str(paper.pk)})
    assert theirs.status_code == 302
    own = signed_in(cast.anna).post("/documents/picked/files.zip", {"document": str(paper.pk)})
    assert b"secret words" in b"".join(own)
    assert own["Content-Disposition"].startswith("attachment")


def test_a_note_that_cannot_be_kept_comes_back(cast: Cast) -> None:
    paper = made.received(cast.bouw, "VDS-1", by=cast.anna)
    anna = signed_in(cast.anna)
    answer = anna.post(f"/documents/{paper.pk}/notes/", {"text": "x" * 4001})
    assert answer.status_code == 400 and "x" * 4001 in answer.content.decode()
    assert anna.post(f"/documents/{paper.pk}/notes/", {"text": "<b>Fine</b>"}).status_code == 302
    assert "&lt;b&gt;Fine" in anna.get(f"/documents/{paper.pk}/").content.decode()
    assert Note.objects.count() == 1


def test_a_view_is_kept_shown_and_removed(cast: Cast) -> None:
    made.received(cast.bouw, "VDS-1", by=cast.anna)
    anna = signed_in(cast.anna)
    where = {"box": "received", "of": str(cast.bouw.pk), "least": "1000", "q": "staal"}
    assert "staal" in anna.get("/documents/views/new/", where).content.decode()
    assert anna.post("/documents/views/new/", where).status_code == 400
    made_one = anna.post("/documents/views/new/", where | {"name": "Large steel"})
    assert made_one["Location"] == f"{of(cast)}?box=received&q=staal&least=1000"
    page = anna.get(of(cast)).content.decode()
    assert re.search(r'class="view"[^>]*>Large steel', page)
    assert "Large steel" not in anna.get("/inbox/in/").content.decode()
    assert anna.post(f"/documents/views/{View.objects.get().pk}/removal").status_code == 302
    assert not View.objects.exists()
    assert (
        anna.post("/documents/views/new/", where | {"of": str(cast.vastgoed.pk), "name": "x"}).status_code
        == 404
    )


def test_the_csv_is_of_the_list_that_is_shown(cast: Cast) -> None:
    made.received(cast.bouw, "SMALL-1", by=cast.anna, amount="5.00")
    made.received(cast.bouw, "LARGE-1", by=cast.anna, amount="5000.00")
    answer = signed_in(cast.anna).get("/documents/list.csv", {"box": "received", "least": "1000"})
    text = b"".join(answer).decode()
    assert "LARGE-1" in text and "SMALL-1" not in text


def test_what_short_words_are_looked_for_in_is_said(cast: Cast) -> None:
    """decision 0179: in a list, and under the search box."""
    made.received(cast.bouw, "VDS-1", by=cast.anna)
    anna = signed_in(cast.anna)
    for address in ("/inbox/in/?q=", f"{of(cast)}?q=", "/search/?q="):
        said = {text: anna.get(address + text).content.decode() for text in ("ds", "qq", "vds", "")}
        assert "VDS-1" in said["ds"] and "VDS-1" not in said["qq"]
        assert [text for text, page in said.items() if "newest 300 documents" in page] == ["ds", "qq"]
