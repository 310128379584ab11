"""Mail: queued once per key, unreadable at rest, in the reader's language (docs/mail-and-jobs.md)."""

from typing import Any

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from kantoor.notifications import mail
from kantoor.notifications.models import Mail
from kantoor.notifications.sealing import Letter, Unreadable, seal, unseal

pytestmark = pytest.mark.django_db
SECRET = "https://kantoor.example/sign-up/4f9a-secret-token"
CONTEXT = {"sentence": "Somebody <b>asked</b> you", "link": SECRET, "label": "Open", "name": "Anna"}


@pytest.fixture(autouse=True)
def _with_a_mail_server(settings: Any) -> None:
    settings.MAIL = True


def queue(key: str = "k", **more: Any) -> Mail:
    return mail.queue(key, "anna@jansen.example", "notice", {**CONTEXT, **more})


def test_the_same_key_twice_is_one_mail_and_one_job() -> None:
    first, second = queue(), queue(sentence="Another")
    assert first.pk == second.pk
    assert unseal(second.sealed).subject == "Somebody <b>asked</b> you"
    assert DBTaskResult.objects.count() == 1


def test_other_keys_are_other_mails() -> None:
    assert queue("a").pk != queue("b").pk


def test_a_mail_goes_only_if_the_transaction_does() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        queue()
        raise LookupError
    assert not Mail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_no_column_of_a_resting_mail_shows_what_it_says() -> None:
    queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_mail")
        stored = " ".join(str(value) for value in cursor.fetchone())
        cursor.execute(f"SELECT * FROM {DBTaskResult._meta.db_table}")
        stored += " ".join(str(value) for value in cursor.fetchone())
    assert "secret-token" not in stored
    assert "asked" not in stored


def test_another_secret_key_cannot_read_it_and_a_fallback_can(settings: Any) -> None:
    sealed = seal(Letter("Subject", "Text", "<p>HTML</p>"))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key-of-some-length"
    with pytest.raises(Unreadable):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed).text == "Text"


def test_the_html_part_is_escaped_and_the_text_part_is_not() -> None:
    letter = mail.compose("notice", {**CONTEXT, "quote": "<script>alert(1)</script> & co"})
    assert "<script>" not in letter.html
    assert "&lt;b&gt;asked&lt;/b&gt;" in letter.html
    assert "<script>alert(1)</script> & co" in letter.text
    assert letter.subject == "Somebody <b>asked</b> you"


def test_both_parts_carry_the_link() -> None:
    letter = mail.compose("notice", CONTEXT)
    assert SECRET in letter.text
    assert f'href="{SECRET}"' in letter.html


def test_a_subject_is_one_line_of_bearable_length() -> None:
    letter = mail.compose("notice", {"sentence": "Bcc: x@y.example\r\n" + "long " * 200})
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert len(letter.subject) <= 250


def test_the_html_names_its_language_and_loads_nothing() -> None:
    html = mail.compose("notice", CONTEXT, "nl").html
    assert '<html lang="nl">' in html
    assert "<img" not in html
    assert "<script" not in html
    assert "<link" not in html


def test_many_mails_share_few_jobs() -> None:
    drafts = [mail.Draft(f"m{n}", f"p{n}@x.example", "notice", CONTEXT) for n in range(45)]
    assert mail.queue_all(drafts) == 45
    assert mail.queue_all(drafts) == 0
    assert DBTaskResult.objects.count() == 3


def test_without_a_mail_server_the_demo_keeps_the_mail_for_its_mailbox(settings: Any) -> None:
    settings.MAIL, settings.DEMO = False, True
    made = queue()
    assert made.state == Mail.State.KEPT
    assert SECRET in unseal(made.sealed).text
    assert not DBTaskResult.objects.exists()


def test_without_a_mail_server_elsewhere_nothing_readable_is_kept(settings: Any) -> None:
    settings.MAIL, settings.DEMO = False, False
    made = queue()
    assert (made.state, made.sealed) == (Mail.State.KEPT, "")
    assert not DBTaskResult.objects.exists()


def test_links_are_absolute() -> None:
    assert mail.link("healthz") == "http://localhost:8000/healthz"
