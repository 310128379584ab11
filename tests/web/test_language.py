"""The person's language decides their pages and mails; for visitors the browser's does."""

from django.test import Client

from kantoor.demo.cast import Cast
from kantoor.notifications import mail


def _speaks(cast: Cast, language: str) -> Client:
    cast.anna.language = language
    cast.anna.save()
    client = Client()
    client.force_login(cast.anna)
    return client


def test_pages_are_in_the_persons_own_language_whatever_the_browser_says(cast: Cast) -> None:
    page = _speaks(cast, "nl").get("/organizations/", headers={"accept-language": "en"})
    assert '<html lang="nl"' in page.text
    assert "Organisaties" in page.text
    page = _speaks(cast, "en").get("/organizations/", headers={"accept-language": "nl"})
    assert '<html lang="en"' in page.text
    assert "Organisaties" not in page.text


def test_a_visitor_reads_the_language_of_the_browser(db: None) -> None:
    assert "Wachtwoord" in Client().get("/sign-in/", headers={"accept-language": "nl-BE,nl"}).text
    assert "Password" in Client().get("/sign-in/", headers={"accept-language": "fr"}).text


def test_a_mail_is_in_the_language_it_was_written_in(db: None) -> None:
    given = {"to": "eva@vandijk.example", "link": "http://kantoor.example/x"}
    dutch, english = (mail.compose("sign_up", given, language) for language in ("nl", "en"))
    assert "maak je een account" in dutch.text
    assert 'lang="nl"' in dutch.html
    assert "you make an account" in english.text
