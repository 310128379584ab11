"""Errors are calm pages: what happened, what to do, who can help."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory

from kantoor.kernel.errors import Conflict, DomainError, NotFound, Refused
from kantoor.web import errors


def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotAllowed(["POST"])


def answered(exception: DomainError, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    response = errors.ErrorPages(lambda _: HttpResponse()).process_exception(request, exception)
    assert response is not None
    return response


def test_a_refusal_says_why_and_who_can_help() -> None:
    response = answered(Refused("Only administrators can add members: Piet, Anna."))
    assert response.status_code == 403
    assert "Piet, Anna" in response.content.decode()


def test_a_conflict_says_what_came_between() -> None:
    response = answered(Conflict("Sofie accepted it 2 minutes ago."))
    assert response.status_code == 409
    assert "Sofie accepted it" in response.content.decode()


def test_not_there_and_not_yours_cannot_be_told_apart() -> None:
    """7.7: the same answer, whichever way it came about."""
    request = RequestFactory().get("/x/")
    unknown = errors.not_found(request, Http404("no route"))
    hidden = errors.ErrorPages(lambda _: HttpResponse()).process_exception(request, NotFound("secret"))
    assert hidden is not None
    assert unknown.status_code == hidden.status_code == 404
    assert _without_token(unknown) == _without_token(hidden)


def test_htmx_gets_a_toast_instead_of_a_page() -> None:
    response = answered(Conflict("Sofie accepted it."), **{"HX-Request": "true"})
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#toasts"
    assert "Sofie accepted it." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_other_exceptions_are_left_to_django() -> None:
    pages = errors.ErrorPages(lambda _: HttpResponse())
    assert pages.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_a_bare_405_is_dressed_and_keeps_what_is_allowed() -> None:
    response = errors.ErrorPages(only_post)(RequestFactory().get("/"))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "belongs to a button" in response.content.decode()


def test_an_answer_with_words_of_its_own_is_left_alone() -> None:
    response = errors.ErrorPages(lambda _: HttpResponse("mine", status=400))(RequestFactory().get("/"))
    assert response.content == b"mine"


def test_the_page_for_what_broke_needs_no_database_and_no_session() -> None:
    """Called as Django calls it; without the `db` fixture a query would fail the test."""
    response = errors.broken(HttpRequest())
    assert response.status_code == 500
    assert "internal words" not in response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 429])
def test_every_status_has_its_page(status: int) -> None:
    response = errors.page(RequestFactory().get("/"), status)
    assert response.status_code == status
    assert b"<h1>" in response.content


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [("http://testserver/list/", "http://testserver/list/"), ("https://evil.example/", "/"), ("", "/")],
)
def test_going_back_stays_within_the_house(referer: str, leads_to: str) -> None:
    response = errors.page(RequestFactory().get("/x/", headers={"Referer": referer}), 403)
    assert f'class="button" href="{leads_to}"' in response.content.decode()


@pytest.mark.django_db
def test_a_stale_form_is_told_apart_from_a_refusal() -> None:
    response = Client(enforce_csrf_checks=True).post("/appearance/", {"theme": "dark"})
    assert response.status_code == 403
    assert "gone stale" in response.content.decode()


def test_the_chosen_appearance_is_in_the_first_paint_and_can_be_given_up(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/no-such-page/").content.decode()
    client.post("/appearance/", {"theme": ""})
    assert "data-theme" not in client.get("/no-such-page/").content.decode()


def test_an_appearance_that_does_not_exist_is_not_kept(client: Client) -> None:
    client.cookies["appearance"] = '"><script>'
    assert "data-theme" not in client.get("/no-such-page/").content.decode()


def _without_token(response: HttpResponse) -> list[str]:
    return [line for line in response.content.decode().splitlines() if "csrf" not in line.lower()]
