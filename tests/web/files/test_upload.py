"""The page on which files are brought, without a script."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.fixtures import Settings

from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Box, Document
from kantoor.organizations.models import OrganizationRole
from kantoor.uploads.models import Transfer, TransferState
from tests.guards.world import client_of
from tests.uploads.test_inspection import BAD, GOOD


def page(cast: Cast) -> str:
    return reverse("document_upload", args=[cast.bouw.pk])


def bring(cast: Cast, files: "list[tuple[str, bytes]]", box: str = "received", **more: Any) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client_of(cast.anna).post(page(cast), {"files": sent, "box": box}, **more)


def test_many_files_at_once_each_with_its_result(cast: Cast) -> None:
    """domain 7.3; one bad file stops no other"""
    files = [*GOOD.items(), *BAD.values()]
    assert len(files) >= 20
    answer = bring(cast, files, follow=True)
    assert answer.status_code == 200
    found = {one.name: one for one in Transfer.objects.filter(state=TransferState.DONE)}
    assert set(found) == set(GOOD)
    assert Document.objects.count() == len(GOOD)
    text = answer.content.decode()
    refused = Transfer.objects.filter(state=TransferState.REFUSED)
    assert refused.count() == len(BAD)
    assert len({one.problem for one in refused}) == len(BAD)
    for one in refused:
        assert one.problem in text.replace("&#x27;", "'")


def test_where_they_belong_is_chosen(cast: Cast) -> None:
    bring(cast, [("a.txt", b"a")], "made")
    assert Document.objects.get().box == Box.MADE
    assert bring(cast, [("a.txt", b"b")], "sent").status_code == 400
    assert Document.objects.count() == 1


def test_nothing_chosen_is_said(cast: Cast) -> None:
    answer = client_of(cast.anna).post(page(cast), {"box": "made"})
    assert answer.status_code == 400
    assert "Choose one or more files" in answer.content.decode()
    assert answer.content.decode().count("checked") == 1


def test_the_page_says_what_may_come(cast: Cast, settings: Settings) -> None:
    settings.KANTOOR_UPLOAD_LARGEST, settings.KANTOOR_UPLOAD_PAGES = 7, 12
    settings.KANTOOR_UPLOAD_KINDS = ["pdf", "csv"]
    text = client_of(cast.anna).get(page(cast)).content.decode()
    assert "7 MB each" in text
    assert "12 pages" in text
    assert "PDF, CSV" in text
    assert "JPEG" not in text


def test_too_large_a_file_has_its_line(cast: Cast, settings: Settings) -> None:
    settings.KANTOOR_UPLOAD_LARGEST = 0.001
    answer = bring(cast, [("big.txt", b"x" * 2000), ("small.txt", b"x")], follow=True)
    assert "too large" in answer.content.decode()
    assert Document.objects.get().title == "small.txt"


def test_a_form_beyond_all_bounds_is_refused_unread(cast: Cast, settings: Settings) -> None:
    settings.KANTOOR_UPLOAD_UNFINISHED = 0.001
    answer = bring(cast, [("big.txt", b"x" * 5000)])
    assert answer.status_code == 400
    assert not Transfer.objects.exists()


def test_the_same_bytes_can_be_kept_or_not(cast: Cast) -> None:
    bring(cast, [("a.txt", b"same")])
    text = bring(cast, [("b.txt", b"same"), ("c.txt", b"same")], follow=True).content.decode()
    assert "here already" in text
    assert reverse("document", args=[Document.objects.get().pk]) in text
    second, third = Transfer.objects.filter(state=TransferState.TWICE).order_by("id")
    client = client_of(cast.anna)
    client.post(reverse("transfer_completion", args=[second.pk]), {"again": "1"})
    client.post(reverse("transfer_removal", args=[third.pk]))
    assert Document.objects.count() == 2
    assert not Transfer.objects.filter(state=TransferState.TWICE).exists()


def test_completion_without_an_answer_leaves_it_waiting(cast: Cast) -> None:
    bring(cast, [("a.txt", b"same")])
    bring(cast, [("b.txt", b"same")])
    waiting = Transfer.objects.get(state=TransferState.TWICE)
    client_of(cast.anna).post(reverse("transfer_completion", args=[waiting.pk]))
    assert Document.objects.count() == 1


def test_viewers_are_told_who_can_help(cast: Cast) -> None:
    """domain 2"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    answer = client_of(cast.sara).get(page(cast))
    assert answer.status_code == 403
    assert "Anna Jansen" in answer.content.decode()
    for who in (cast.eva, cast.luc):
        assert client_of(who).get(page(cast)).status_code == 404


def test_an_organization_that_is_not_active_says_so(cast: Cast) -> None:
    """domain 4.2"""
    answer = client_of(cast.anna).get(reverse("document_upload", args=[cast.beheer.pk]))
    assert answer.status_code == 409


@pytest.mark.parametrize("n", [1, 15])
def test_the_page_asks_the_same_number_of_questions_however_many_lines(
    cast: Cast, n: int, django_assert_max_num_queries: Any
) -> None:
    bring(cast, [(f"{i}.txt", str(i).encode()) for i in range(n)])
    client = client_of(cast.anna)
    with django_assert_max_num_queries(22):
        assert client.get(page(cast)).status_code == 200


def test_names_are_shown_and_never_run(cast: Cast) -> None:
    text = bring(cast, [("<script>alert(1)</script>.txt", b"a")], follow=True).content.decode()
    assert "<script>alert(1)" not in text
