"""One's own pages: profile, addresses, picture, password, sessions, language; and the password link."""

import io
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo.cast import PASSWORD, Cast
from tests.mailbox import Letters, path_in

pytestmark = pytest.mark.django_db
ANNA = "anna@jansen.example"
NEW_PASSWORD = "four words in a row"


def signed_in_as(address: str = ANNA, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": address, "password": password})
    return client


@pytest.fixture
def anna(cast: Cast) -> Client:
    return signed_in_as()


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def png() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "green").save(out, "PNG")
    out.seek(0)
    out.name = "me.png"
    return out


def test_the_profile_asks_the_database_the_same_whatever_there_is(cast: Cast, anna: Client) -> None:
    """Style: queries per page stated and constant."""
    anna.get("/profile/")
    with CaptureQueriesContext(connection) as few:
        anna.get("/profile/")
    for n in range(5):
        EmailAddress.objects.create(user=cast.anna, email=f"a{n}@jansen.example")
        signed_in_as()
    with CaptureQueriesContext(connection) as many:
        anna.get("/profile/")
    assert len(few) == len(many) <= 9


def test_a_name_is_changed_or_comes_back_with_what_was_typed(cast: Cast, anna: Client) -> None:
    assert anna.post("/profile/name/", {"name": "Anna J."}).status_code == 302
    wrong = anna.post("/profile/name/", {"name": "n" * 121})
    assert wrong.status_code == 400
    assert "n" * 121 in wrong.content.decode()
    assert User.objects.get(pk=cast.anna.pk).name == "Anna J."


def test_an_address_is_added_confirmed_and_made_primary(anna: Client, letters_to: Letters) -> None:
    """Domain 3.7."""
    second = "a.jansen@jansen.example"
    assert anna.post("/profile/addresses/", {"address": second}).status_code == 302
    link = path_in(letters_to(second)[-1])
    stranger = Client()
    assert stranger.get(link).status_code == 200
    row = EmailAddress.objects.get(email=second)
    assert not row.verified, "opening it is not enough: mail filters open links too"
    assert stranger.post(link).status_code == 200
    assert anna.post(f"/profile/addresses/{row.pk}/primary/").status_code == 302
    assert User.objects.filter(email=second).exists()
    assert is_in(signed_in_as(second))


def test_refusals_about_addresses_are_pages(cast: Cast, anna: Client) -> None:
    primary = EmailAddress.objects.get(email=ANNA)
    theirs = EmailAddress.objects.get(user=cast.piet)
    assert anna.post("/profile/addresses/", {"address": "anna@elsewhere.example"}).status_code == 400
    assert anna.post(f"/profile/addresses/{primary.pk}/removal/").status_code == 403
    for pk in (theirs.pk, 0, 10**30):
        for act in ("primary", "removal", "link"):
            assert anna.post(f"/profile/addresses/{pk}/{act}/").status_code == 404
    assert Client().get("/address/forged/").status_code == 404


def test_a_picture_is_seen_by_a_colleague_and_kept_by_their_browser(
    cast: Cast, anna: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert anna.post("/profile/picture/", {"picture": png()}).status_code == 302
    where = f"/people/{cast.anna.pk}/picture/"
    shown = signed_in_as("piet@jansen.example").get(where)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert shown["Cache-Control"].startswith("private")
    fixed = anna.get(where, {"v": shown["ETag"].strip('"')})
    assert "immutable" in fixed["Cache-Control"]
    assert signed_in_as("luc@desmet.example").get(where).status_code == 404
    assert Client().get(where).status_code == 302
    anna.post("/profile/picture/removal/")
    assert anna.get(where).status_code == 404


def test_a_file_that_is_no_picture_comes_back_with_why(anna: Client) -> None:
    fake = io.BytesIO(b"<script>")
    fake.name = "me.png"
    assert anna.post("/profile/picture/", {"picture": fake}).status_code == 400
    assert anna.post("/profile/picture/", {"picture": "no file"}).status_code == 400


def test_a_new_password_signs_out_everywhere_else(anna: Client, letters_to: Letters) -> None:
    """Issue 2: after a password change others end."""
    elsewhere = signed_in_as()
    before = anna.cookies["kantoor"].value
    done = anna.post("/password/", {"current": PASSWORD, "password": NEW_PASSWORD})
    assert done.status_code == 302
    assert is_in(anna) and not is_in(elsewhere)
    assert anna.cookies["kantoor"].value != before
    assert len(letters_to(ANNA)) == 1
    assert anna.get("/profile/").content.decode().count("127.0.0.1") == 1
    assert is_in(signed_in_as(ANNA, NEW_PASSWORD)) and not is_in(signed_in_as())


def test_guessing_the_current_password_is_stopped(anna: Client) -> None:
    answers = [
        anna.post("/password/", {"current": "x", "password": NEW_PASSWORD}).status_code for _ in range(6)
    ]
    assert answers == [400] * 5 + [429]


def test_signing_out_everywhere_else(anna: Client) -> None:
    """Issue 2: sign-out everywhere."""
    elsewhere = signed_in_as()
    assert anna.post("/profile/sessions/others/end/").status_code == 302
    assert is_in(anna) and not is_in(elsewhere)


def test_the_pages_speak_the_persons_language(cast: Cast, anna: Client) -> None:
    anna.post("/language/", {"language": "nl", "next": "/profile/"})
    page = anna.get("/profile/")
    assert '<html lang="nl"' in page.content.decode()
    assert '<html lang="nl"' in signed_in_as().get("/profile/").content.decode()
    assert anna.post("/language/", {"language": "xx"}).status_code == 400


def test_a_visitor_chooses_a_language_too(client: Client) -> None:
    client.post("/language/", {"language": "nl"})
    assert '<html lang="nl"' in client.get("/sign-in/").content.decode()


def test_a_forgotten_password_is_replaced_by_mailed_link_once(
    cast: Cast, anna: Client, letters_to: Letters, client: Client
) -> None:
    client.post("/password/link/", {"email": ANNA})
    link = path_in(letters_to(ANNA)[-1])
    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    assert client.post(form, {"password1": "short", "password2": "short"}).status_code in (200, 400)
    assert client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 302
    assert not is_in(anna), "every session ends"
    assert is_in(signed_in_as(ANNA, NEW_PASSWORD))
    assert "no longer works" in Client().get(link, follow=True).content.decode()
    assert Entry.objects.filter(action="passwords.reset", subject_id=cast.anna.pk).count() == 1


def test_the_answer_is_the_same_whether_an_address_is_known(cast: Cast, letters_to: Letters) -> None:
    """No enumeration; the mail to an unknown address says that there is no account."""
    answers = []
    for address in (ANNA, "nobody@jansen.example"):
        browser = Client()
        posted = browser.post("/password/link/", {"email": address})
        answers.append((posted.status_code, posted["Location"], len(letters_to(address))))
    assert answers[0] == answers[1]
    assert "/password/link/" not in letters_to("nobody@jansen.example")[0].text


def test_asking_for_a_new_password_costs_the_same_whether_an_address_is_known(
    cast: Cast, letters_to: Letters
) -> None:
    """No enumeration by time: as many queries."""
    Client().post("/password/link/", {"email": "warm@up.example"})
    counts = []
    for address in (ANNA, "anne@jansen.example"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/password/link/", {"email": address})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_address_that_is_not_verified_resets_nothing(
    cast: Cast, letters_to: Letters, client: Client
) -> None:
    """Domain 3.7: verified before they count; whoever typed it does not get mails into that box."""
    EmailAddress.objects.create(user=cast.piet, email="victim@jansen.example", verified=False)
    client.post("/password/link/", {"email": "victim@jansen.example"})
    (letter,) = letters_to("victim@jansen.example")
    assert "/password/link/" not in letter.text


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-up/", "/password/link/", "/sign-out/", "/language/"])
@pytest.mark.parametrize(
    "odd", ["\0", "x" * 5000, "<script>alert(1)</script>", "é\u202e", "' OR 1=1 --", "//evil.example"]
)
def test_no_input_breaks_an_open_page(client: Client, path: str, odd: str) -> None:
    """Issue 2: bad input gives no 500, and nothing comes back unescaped."""
    names = ("next", "login", "password", "email", "address", "language", "credential")
    for answer in (client.get(path, dict.fromkeys(names, odd)), client.post(path, dict.fromkeys(names, odd))):
        assert answer.status_code < 500
        assert b"<script>alert" not in answer.content
        assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("odd", ["\0", "x" * 5000, "<script>alert(1)</script>", "é\u202e", "[]", "{}"])
def test_no_input_breaks_ones_own_pages(anna: Client, odd: str) -> None:
    paths = ["name/", "picture/", "addresses/", "security/totp/activate/", "security/webauthn/add/"]
    anna.post("/sign-in/confirmation/", {"password": PASSWORD})
    names = ("name", "picture", "address", "code", "credential", "current", "password", "next")
    for path in [*(f"/profile/{path}" for path in paths), "/password/", "/sign-in/confirmation/"]:
        assert anna.post(path, dict.fromkeys(names, odd)).status_code < 500


@pytest.mark.parametrize("link", ["abc-def", "0-0", "zz-" + "x" * 500, "-", "%00-%00"])
def test_a_forged_password_link_is_a_page(client: Client, link: str) -> None:
    assert client.get(f"/password/link/{link}/", follow=True).status_code in (200, 404)


def test_the_link_in_a_mail_is_ours_whatever_host_was_asked(
    cast: Cast, letters_to: Letters, client: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/password/link/", {"email": ANNA}, headers={"host": "evil.example"})
    assert "evil.example" not in letters_to(ANNA)[-1].text


@pytest.mark.parametrize(
    "path",
    [
        "/profile/",
        "/password/",
        "/profile/security/",
        "/profile/security/totp/activate/",
        "/profile/security/webauthn/add/",
    ],
)
def test_nobody_signed_in_is_shown_the_door(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


def test_a_second_step_is_asked_for_once_it_is_on(
    cast: Cast, anna: Client, letters_to: Letters, django_capture_on_commit_callbacks: Any
) -> None:
    """Domain 8.6: it stands in the trail; and the person is told, so that they notice what was not them."""
    anna.post("/sign-in/confirmation/", {"password": PASSWORD})
    page = anna.get("/profile/security/totp/activate/")
    assert page.status_code == 200
    secret = anna.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        assert anna.post("/profile/security/totp/activate/", {"code": code}).status_code == 302
    assert Entry.objects.filter(action="security.totp_activated", actor_id=cast.anna.pk).count() == 1
    assert any("authenticator" in letter.text for letter in letters_to(ANNA))
    assert anna.get("/profile/security/").status_code == 200
    assert anna.get("/profile/security/recovery-codes/").status_code == 200
    newcomer = Client()
    step = newcomer.post("/sign-in/", {"login": ANNA, "password": PASSWORD})
    assert step["Location"] == "/profile/security/authenticate/"
    assert not is_in(newcomer)
    newcomer = Client()
    newcomer.post("/sign-in/", {"login": ANNA, "password": PASSWORD})
    assert newcomer.get("/profile/security/authenticate/").status_code == 200
    recovery = anna.get("/profile/security/recovery-codes/").context["unused_codes"][0]
    assert newcomer.post("/profile/security/authenticate/", {"code": recovery}).status_code == 302
    assert is_in(newcomer)
