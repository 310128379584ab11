"""Sending the mails that wait: every mail at least once, doubles recognisable by their Message-ID."""

import datetime as dt
import hashlib
import logging
import smtplib
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from kantoor.kernel.clock import Now
from kantoor.notifications.models import Mail
from kantoor.notifications.sealing import Unreadable, unseal

log = logging.getLogger(__name__)

TRIES = 12
FINAL = 500  # SMTP: 5xx is for good
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=6)


# Called with the mail after every try, in the transaction that writes down how it went.
AFTER_ATTEMPT: list[Callable[[Mail], None]] = []


@task()
def send(ids: list[str]) -> None:
    """Send those of the mails that still wait, over one connection; what fails is tried again later."""
    waiting = Mail.objects.filter(pk__in=[UUID(each) for each in ids], state=Mail.State.WAITING)
    mails = list(waiting.order_by("id"))
    if not mails:
        return
    connection = get_connection()
    try:
        for mail in mails:
            _attempt(mail, connection)
    finally:
        connection.close()


def _attempt(mail: Mail, connection: BaseEmailBackend) -> None:
    try:
        message(mail, connection).send()
    except (OSError, smtplib.SMTPException, Unreadable) as problem:
        _not_sent(mail, problem)
        connection.close()
    else:
        kept = {} if settings.DEMO else {"sealed": ""}
        _write_down(mail, state=Mail.State.SENT, sent_at=Now(), attempts=mail.attempts + 1, error="", **kept)


def _write_down(mail: Mail, **columns: Any) -> None:
    """How a try went, together with what follows from it; once, if two workers had the same mail."""
    with transaction.atomic():
        if Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING).update(**columns):
            mail.refresh_from_db()
            for told in AFTER_ATTEMPT:
                told(mail)


def message(mail: Mail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail as it goes out; its Message-ID follows from its key, so a double has the same one."""
    letter = unseal(mail.sealed)
    made = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[mail.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        connection=connection,
        headers={
            "Message-ID": message_id(mail.key),
            "X-Idempotency-Key": mail.key,
            "Auto-Submitted": "auto-generated",
        },
    )
    made.attach_alternative(letter.html, "text/html")
    for file in letter.attached:
        with storages["documents"].open(file.stored, "rb") as content:
            made.attach(file.name, content.read(), _safe_type(file.media_type))
    return made


def _safe_type(media_type: str) -> str:
    """Text is attached as bytes: mail would wrap its lines and translate its characters."""
    return "application/octet-stream" if media_type.startswith("text/") else media_type


def message_id(key: str) -> str:
    """`<…@host>`, the same for the same key."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def wait(attempts: int) -> dt.timedelta:
    """How long after so many failures the next try is: 30 s, 1 min, 2 min ... 6 hours."""
    return min(LONGEST_WAIT, FIRST_WAIT * float(2 ** min(attempts - 1, 20)))


def _not_sent(mail: Mail, problem: Exception) -> None:
    attempts = mail.attempts + 1
    over = attempts >= TRIES or _is_final(problem)
    log.warning("mail %s was not sent (try %d): %s", mail.pk, attempts, _short(problem))
    state = Mail.State.FAILED if over else Mail.State.WAITING
    _write_down(mail, attempts=attempts, error=_short(problem), state=state)
    if not over:
        send.using(run_after=timezone.now() + wait(attempts)).enqueue([str(mail.pk)])


def _is_final(problem: Exception) -> bool:
    """Whether trying again is of no use: the key is gone, or the server refuses this address for good."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= FINAL for code, _reason in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code >= FINAL
    return isinstance(problem, Unreadable | FileNotFoundError)


def _short(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}".replace("\0", "")[:500]
