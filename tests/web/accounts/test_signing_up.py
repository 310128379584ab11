"""Signing up in a browser: one answer for every address, a page for every way to spend a link (domain 3)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kantoor.accounts.models import SignUp, User
from kantoor.demo.cast import Cast
from kantoor.environments.models import DomainClaim, Environment, Joining
from kantoor.inbox.models import Request
from kantoor.kernel.clock import now
from tests.mailbox import Letters, path_in

pytestmark = pytest.mark.django_db
NEW = "nora@newcomer.example"
GOOD = {"name": "Nora", "company": "De Wit", "password": "four words in a row", "terms": "on"}


def link_for(client: Client, letters_to: Letters, address: str = NEW) -> str:
    assert client.post("/sign-up/", {"address": address}).status_code == 302
    return path_in(letters_to(address)[-1])


def plain(body: bytes) -> str:
    """Without what differs between any two answers: tokens."""
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken|nonce)[^>]*', "", body.decode())


def test_the_whole_way_from_address_to_inside(client: Client, letters_to: Letters) -> None:
    """Domain 3.1, 3.2."""
    link = link_for(client, letters_to)
    assert "De Wit" not in client.get(link).content.decode()
    answer = client.post(link, GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/profile/").status_code == 200


def test_the_answer_is_the_same_for_known_and_unknown_addresses(cast: Cast, letters_to: Letters) -> None:
    """No enumeration by status, body or headers."""
    answers = []
    for address in ("anna@jansen.example", NEW):
        browser = Client()
        posted = browser.post("/sign-up/", {"address": address})
        shown = browser.get(posted["Location"])
        different = ("Content-Security-Policy", "Expires", "X-Request-ID")
        headers = {key: value for key, value in posted.items() if key not in different}
        answers.append(
            (posted.status_code, headers, dict(browser.cookies.items()).keys(), plain(shown.content))
        )
    assert answers[0] == answers[1]


def test_the_work_is_the_same_for_known_and_unknown_addresses(cast: Cast, letters_to: Letters) -> None:
    """No enumeration by time: as many queries."""
    Client().post("/sign-up/", {"address": "warm@up.example"})
    counts = []
    for address in ("anna@jansen.example", NEW):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/sign-up/", {"address": address})
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "address", ["", "nora", "nora@", "a\0b@x.example", "n" * 300 + "@x.example", "<b>@x"]
)
def test_what_is_no_address_comes_back_with_what_was_typed(client: Client, address: str) -> None:
    answer = client.post("/sign-up/", {"address": address})
    assert answer.status_code == 400
    assert not SignUp.objects.exists()


def test_nothing_typed_is_lost_when_something_is_wrong(client: Client, letters_to: Letters) -> None:
    link = link_for(client, letters_to)
    answer = client.post(link, {**GOOD, "password": "pw-7xq"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="De Wit"' in page and "pw-7xq" not in page
    assert not User.objects.exists()


def test_the_terms_are_agreed_to_or_there_is_no_account(client: Client, letters_to: Letters) -> None:
    """Domain 3.1: name, password and terms."""
    link = link_for(client, letters_to)
    assert client.post(link, {key: value for key, value in GOOD.items() if key != "terms"}).status_code == 400
    assert not User.objects.exists()


def test_a_link_used_before_has_its_own_page(client: Client, letters_to: Letters) -> None:
    """Issue 2: used twice."""
    link = link_for(client, letters_to)
    client.post(link, GOOD)
    for answer in (Client().get(link), Client().post(link, GOOD)):
        assert answer.status_code == 410
        assert "used already" in answer.content.decode()
    assert User.objects.count() == 1


def test_an_expired_link_has_its_own_page(client: Client, letters_to: Letters) -> None:
    link = link_for(client, letters_to)
    SignUp.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    for answer in (client.get(link), client.post(link, GOOD), client.post(f"{link}request/", {"name": "N"})):
        assert answer.status_code == 410
        assert "24 hours" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "x" * 2000, "%00", "..", "' OR 1=1"])
def test_a_forged_link_has_its_own_page(client: Client, token: str) -> None:
    for answer in (client.get(f"/sign-up/{token}/"), client.post(f"/sign-up/{token}/", GOOD)):
        assert answer.status_code == 404


def claim(cast: Cast, policy: Joining) -> None:
    Environment.objects.filter(pk=cast.jansen.pk).update(joining=policy)
    DomainClaim.objects.create(environment=cast.jansen, domain="jansen.example", token="t", proven_at=now())


def test_joining_at_once_asks_for_no_company(cast: Cast, client: Client, letters_to: Letters) -> None:
    """Domain 3.3."""
    claim(cast, Joining.AT_ONCE)
    link = link_for(client, letters_to, "nora@jansen.example")
    assert 'name="company"' not in client.get(link).content.decode()
    client.post(link, {**GOOD, "company": "Mine"})
    assert User.objects.get(email="nora@jansen.example").environment == cast.jansen


@pytest.mark.parametrize("policy", [Joining.ASK, Joining.INVITATION])
def test_the_other_policies_offer_to_ask(
    cast: Cast, client: Client, letters_to: Letters, policy: Joining
) -> None:
    """Domain 3.3: asked; or told that it is by invitation, with an offer to tell the administrators."""
    claim(cast, policy)
    link = link_for(client, letters_to, "nora@jansen.example")
    page = client.get(link).content.decode()
    assert 'name="password"' not in page and f'action="{link}request/"' in page
    assert client.post(link, GOOD).status_code == 400
    assert client.post(f"{link}request/", {"name": ""}).status_code == 400
    assert client.post(f"{link}request/", {"name": "Nora", "message": "Hello"}).status_code == 302
    assert Request.objects.get().name == "Nora"
    assert not User.objects.filter(email="nora@jansen.example").exists()


def test_without_mail_server_the_page_names_the_command(cast: Cast, client: Client) -> None:
    """An installation without mail works: whoever runs it passes the link on."""
    page = client.post("/sign-up/", {"address": NEW}, follow=True).content.decode()
    assert "kantoor signup-link" in page
    assert "/sign-up/" not in page.replace('action="/sign-up/"', "").split("<main")[1].split("</main")[0]


def test_the_very_first_person_at_the_machine_gets_the_link_on_the_page(
    client: Client, settings: Any
) -> None:
    """Decision note first-user."""
    settings.ADDRESS = "http://localhost:8000"
    page = client.post("/sign-up/", {"address": NEW}, follow=True).content.decode()
    link = re.search(r'href="http://localhost:8000(/sign-up/[^"]+)"', page)
    assert link
    client.post(link.group(1), GOOD)
    user = User.objects.get()
    assert user.operatorships.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
    ],
)
def test_the_first_person_elsewhere_gets_no_link(client: Client, settings: Any, more: dict[str, Any]) -> None:
    """Decision note first-user: an empty installation on the internet is not for the first who comes by."""
    settings.ADDRESS = "http://localhost:8000"
    page = client.post("/sign-up/", {"address": NEW}, follow=True, **more).content.decode()
    assert "kantoor signup-link" in page and "http://localhost:8000/sign-up/" not in page


def test_at_a_public_address_nobody_gets_the_link_on_the_page(client: Client, settings: Any) -> None:
    settings.ADDRESS = "https://kantoor.example"
    page = client.post("/sign-up/", {"address": NEW}, follow=True).content.decode()
    assert "kantoor signup-link" in page and "https://kantoor.example/sign-up/" not in page


def test_asking_is_limited_per_address(letters_to: Letters) -> None:
    """Issue 2: mail sending rate limited."""
    statuses = [Client().post("/sign-up/", {"address": NEW}).status_code for _ in range(8)]
    assert statuses == [302] * 6 + [429] * 2
    assert len(letters_to(NEW)) == 6


def test_a_form_from_elsewhere_makes_nothing() -> None:
    """CSRF."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-up/", {"address": NEW}).status_code == 403
    assert not SignUp.objects.exists()
