"""Signing in and out: any verified address, blocked people, sessions, limits, the demo's one click."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kantoor.accounts.models import Block, User
from kantoor.audit.models import Entry
from kantoor.demo import people
from kantoor.demo.cast import PASSWORD, Cast
from kantoor.kernel.clock import now
from kantoor.web.accounts import signing_in

pytestmark = pytest.mark.django_db
ANNA = "anna@jansen.example"


def sign_in(client: Client, address: str = ANNA, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"login": address, "password": password}, **more)


def signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_the_right_password_opens_the_door(cast: Cast, client: Client) -> None:
    assert sign_in(client)["Location"] == "/"
    assert signed_in(client)


def test_a_wrong_one_does_not(cast: Cast, client: Client) -> None:
    answer = sign_in(client, password="kantoor-demo!")
    assert answer.status_code == 400
    assert not signed_in(client)


def test_every_verified_address_signs_in_and_no_other(cast: Cast) -> None:
    """Domain 1, 3.7."""
    EmailAddress.objects.create(user=cast.anna, email="a.jansen@jansen.example", verified=True)
    EmailAddress.objects.create(user=cast.anna, email="aj@jansen.example", verified=False)
    first, second = Client(), Client()
    sign_in(first, "A.Jansen@jansen.example")
    sign_in(second, "aj@jansen.example")
    assert signed_in(first) and not signed_in(second)


def test_unknown_addresses_and_wrong_passwords_get_the_same_answer(cast: Cast) -> None:
    """No enumeration by status, body or number of queries."""
    answers = []
    for address in (ANNA, "anne@jansen.example"):
        browser = Client()
        browser.get("/sign-in/")
        with CaptureQueriesContext(connection) as queries:
            answer = sign_in(browser, address, "wrong wrong wrong")
        body = answer.content.decode().replace(address, "ADDRESS")
        answers.append((answer.status_code, len(queries), len(body), list(answer.headers)))
    assert answers[0] == answers[1]


def test_a_password_is_hashed_for_unknown_addresses_too(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No enumeration by time."""
    hashed: list[str] = []

    def hashing(self: User, raw: str) -> None:
        hashed.append(raw)

    monkeypatch.setattr(User, "set_password", hashing)
    sign_in(client, "nobody@jansen.example", "wrong wrong wrong")
    assert hashed == ["wrong wrong wrong"]


def test_blocked_people_hear_it_after_the_right_password_only(cast: Cast, client: Client) -> None:
    """Domain 3.6."""
    Block.objects.create(user=cast.piet, began_by=cast.anna, reason="Left")
    told = sign_in(client, "piet@jansen.example")
    assert told.status_code == 403
    assert "Anna Jansen" in told.content.decode()
    assert not signed_in(client)
    wrong = sign_in(client, "piet@jansen.example", "wrong wrong wrong")
    assert wrong.status_code == 400
    assert "blocked" not in wrong.content.decode().lower()


def test_a_block_ends_what_an_open_session_can_do(cast: Cast, client: Client) -> None:
    """Domain 3.6: at once."""
    sign_in(client, "piet@jansen.example")
    Block.objects.create(user=cast.piet, began_by=cast.anna, reason="Left")
    assert not signed_in(client)


def test_removed_people_do_not_sign_in(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.piet.pk).update(removed_at=now())
    sign_in(client, "piet@jansen.example")
    assert not signed_in(client)


def test_the_session_key_is_another_after_signing_in(cast: Cast, client: Client) -> None:
    """A key planted beforehand opens nothing."""
    client.get("/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["kantoor"] = str(session.session_key)
    sign_in(client)
    assert client.cookies["kantoor"].value != session.session_key


def test_signing_in_failing_and_out_stand_in_the_trail(cast: Cast, client: Client) -> None:
    """Domain 8.6."""
    sign_in(client, password="wrong wrong wrong")
    sign_in(client)
    client.post("/sign-out/")
    rows = Entry.objects.filter(subject_id=cast.anna.pk).order_by("id")
    assert [(row.action, row.origin) for row in rows] == [
        ("sign-ins.failed", "127.0.0.1"),
        ("sign-ins.began", "127.0.0.1"),
        ("sign-ins.ended", "127.0.0.1"),
    ]
    assert not signed_in(client)


def test_signing_out_by_a_link_asks_first(cast: Cast, client: Client) -> None:
    sign_in(client)
    assert client.get("/sign-out/").status_code == 200
    assert signed_in(client)


def test_guessing_is_stopped_after_five_tries_for_known_and_unknown(cast: Cast) -> None:
    """Issue 2: sign-in rate limited."""
    for address in (ANNA, "nobody@jansen.example"):
        browser = Client()
        for _ in range(5):
            assert sign_in(browser, address, "wrong wrong wrong").status_code == 400
        said = sign_in(browser, address).content.decode()
        assert "Too many" in said
        assert not signed_in(browser)


def test_tries_are_counted_whatever_host_and_port_the_request_names(cast: Cast) -> None:
    """Several nodes, and whoever makes up another port for each try, share one count."""
    for port in range(5):
        assert (
            sign_in(Client(headers={"host": f"localhost:{port + 1}"}), ANNA, "wrong wrong wrong").status_code
            == 400
        )
    assert "Too many" in sign_in(Client(headers={"host": "127.0.0.1"}), ANNA).content.decode()


def test_counts_are_not_wiped_by_making_many_others(cast: Cast) -> None:
    for _ in range(5):
        sign_in(Client(), ANNA, "wrong wrong wrong")
    for number in range(400):  # Django's cache would begin to throw away at 300
        cache.set(f"another:{number}", number)
    assert "Too many" in sign_in(Client()).content.decode()


def test_only_pages_of_our_own_are_gone_to_after_signing_in(cast: Cast) -> None:
    for wanted, got in (("/profile/", "/profile/"), ("https://evil.example/", "/"), ("//evil.example", "/")):
        answer = Client().post("/sign-in/", {"login": ANNA, "password": PASSWORD, "next": wanted})
        assert answer["Location"] == got


@pytest.mark.parametrize(
    "data", [{}, {"login": "\0", "password": "\0"}, {"login": "x" * 10000, "password": "y" * 10000}]
)
def test_no_input_breaks_the_door(client: Client, data: dict[str, str]) -> None:
    assert client.post("/sign-in/", data).status_code == 400


def test_the_first_page_is_the_door_or_ones_work(cast: Cast, client: Client) -> None:
    assert client.get("/")["Location"] == "/sign-in/"
    sign_in(client)
    inside = client.get("/", follow=True)
    assert inside.status_code == 200
    assert inside.redirect_chain[-1][0] != "/sign-in/"


def test_outside_a_demo_there_is_no_click_to_sign_in(cast: Cast, client: Client) -> None:
    """Demo world: outside a demo the people on the sign-in page do not exist, nor the route."""
    assert client.post("/demo/session/", {"person": ANNA}).status_code == 404
    assert "/demo/session/" not in client.get("/sign-in/").content.decode()


def test_even_were_it_mounted_it_would_do_nothing(cast: Cast, rf: Any, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Http404):
        signing_in.demo_session(rf.post("/demo/session/", {"person": ANNA}))


def test_only_the_cast_can_be_clicked(cast: Cast) -> None:
    User.objects.create(environment=cast.jansen, name="Real Person", email="real@jansen.example")
    assert people.by_address(ANNA) == cast.anna
    assert people.by_address("real@jansen.example") is None
    assert [user.name for user in people.cast()][:2] == ["Anna Jansen", "Piet de Vries"]
