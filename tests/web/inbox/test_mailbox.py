"""The demo's mailbox: there in the demo, nowhere else (docs/mail-and-jobs.md)."""

from typing import Any

import pytest
from django.test import Client

from kantoor.kernel.ids import uuid7
from kantoor.notifications import mail
from kantoor.notifications.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(settings: Any) -> Mail:
    """A mail that the demo kept."""
    settings.DEMO = True
    context = {"sentence": "Jansen Bouw BV wants to work with you", "quote": "<script>alert(1)</script>"}
    return mail.queue("demo", "tom@vandijk.example", "notice", context)


def test_somebody_signed_out_reads_what_would_have_been_sent(letter: Mail) -> None:
    assert "Jansen Bouw BV wants" in Client().get("/demo/mailbox/").content.decode()
    page = Client().get(f"/demo/mailbox/{letter.pk}/")
    assert "tom@vandijk.example" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_the_html_part_stands_alone_without_scripts(letter: Mail) -> None:
    answer = Client().get(f"/demo/mailbox/{letter.pk}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_one_address_at_a_time(letter: Mail) -> None:
    assert "Jansen Bouw" not in Client().get("/demo/mailbox/?to=x@x.example").content.decode()
    assert Client().get("/demo/mailbox/", {"to": "nul\0", "page": "x"}).status_code == 200


def test_outside_the_demo_there_is_no_mailbox(letter: Mail, settings: Any) -> None:
    settings.DEMO = False
    for rest in ("", f"{letter.pk}/", f"{letter.pk}/html"):
        assert Client().get(f"/demo/mailbox/{rest}").status_code == 404


def test_a_mail_that_is_not_there_is_not_found(letter: Mail) -> None:
    assert Client().get(f"/demo/mailbox/{uuid7()}/").status_code == 404
