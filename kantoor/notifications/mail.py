"""Mail: rendered and put on the queue in the transaction of what it tells of; sent later, at least once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from kantoor.kernel.errors import NotFound
from kantoor.notifications import sending
from kantoor.notifications.models import Mail
from kantoor.notifications.sealing import Attached, Letter, Unreadable, seal, unseal

TOGETHER = 20  # mails in one job, so in one connection to the mail server


@dataclass(frozen=True)
class Draft:
    """A mail to be; `template` names `mail/<template>.subject.txt`, `.txt` and `.html`."""

    key: str
    to: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    attached: tuple[Attached, ...] = ()
    reply_to: str = ""


def queue(key: str, to: str, template: str, context: Mapping[str, Any], language: str = "en") -> Mail:
    """A mail on its way; the same key a second time is the same mail, and nothing is sent twice."""
    queue_all([Draft(key, to, template, context, language)])
    return Mail.objects.get(key=key)


def queue_all(drafts: Iterable[Draft]) -> int:
    """The same for many, with one job for every twenty. How many were new."""
    rows = [_row(draft) for draft in drafts]
    with transaction.atomic():
        Mail.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)
        ids = [row.pk for row in rows]
        new = list(Mail.objects.filter(pk__in=ids).values_list("pk", "state"))
        waiting = [str(pk) for pk, state in new if state == Mail.State.WAITING]
        for start in range(0, len(waiting), TOGETHER):
            sending.send.enqueue(waiting[start : start + TOGETHER])
    return len(new)


def link(name: str, *args: object, **kwargs: object) -> str:
    """The whole address of the page with this route name."""
    return settings.ADDRESS + reverse(name, args=args or None, kwargs=kwargs or None)


def kept(address: str = "") -> QuerySet[Mail]:
    """What the demo's mailbox shows, of one address or all."""
    rows = Mail.objects.exclude(sealed="")
    return rows.filter(to=address) if address else rows


def readable(rows: Iterable[Mail]) -> list[Mail]:
    """Those that this secret key opens, each with its `letter`."""
    return [row for row in rows if _opened(row)]


def one_kept(mail_id: UUID) -> Mail:
    """One of the mailbox, with its `letter`; `NotFound` otherwise."""
    row = kept().filter(pk=mail_id).first()
    if row is None or not _opened(row):
        raise NotFound
    return row


def _opened(row: Mail) -> bool:
    try:
        row.letter = unseal(row.sealed)  # type: ignore[attr-defined]
    except Unreadable:
        return False
    return True


def compose(template: str, context: Mapping[str, Any], language: str = "en") -> Letter:
    """The three parts, in a language. Only the HTML part is escaped."""
    everything = {"address": settings.ADDRESS, "host": urlsplit(settings.ADDRESS).netloc, **context}
    with translation.override(language):
        subject, text = (
            _plain(f"mail/{template}.{part}", {**everything, "language": language})
            for part in ("subject.txt", "txt")
        )
        subject = " ".join(subject.split())[:250]
        html = get_template(f"mail/{template}.html").render(
            {**everything, "language": language, "subject": subject}
        )
    return Letter(subject, text.strip() + "\n", html)


def _plain(name: str, context: dict[str, Any]) -> str:
    made = get_template(name).template  # type: ignore[attr-defined]
    return str(made.render(Context(context, autoescape=False)))


def _row(draft: Draft) -> Mail:
    """Without a mail server a mail is kept for the demo's mailbox, else only its key is."""
    state = Mail.State.WAITING if settings.MAIL else Mail.State.KEPT
    worth_keeping = settings.MAIL or settings.DEMO
    sealed = ""
    if worth_keeping:
        letter = compose(draft.template, draft.context, draft.language)
        sealed = seal(letter._replace(attached=draft.attached, reply_to=draft.reply_to))
    return Mail(key=draft.key, to=draft.to, state=state, sealed=sealed)
