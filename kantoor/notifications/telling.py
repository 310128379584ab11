"""From the entries of an action to notices and mails: one task for each action, however much it did."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.notifications import mail, recipients, wording
from kantoor.notifications.models import Notice
from kantoor.notifications.table import TABLE, Telling, Whom
from kantoor.notifications.wording import Told

SOME = 200  # entries looked at in one transaction


def enqueue(entries: list[Entry]) -> None:
    """Called inside the transaction of every action (access.action.AFTERWARDS)."""
    ids = [str(entry.pk) for entry in entries if entry.action in TABLE and not entry.refused]
    if ids:
        tell.enqueue(ids)


@task()
def tell(ids: list[str]) -> None:
    """Tell everybody concerned; a second time it changes nothing, so it may be begun anew."""
    for start in range(0, len(ids), SOME):
        _tell([UUID(pk) for pk in ids[start : start + SOME]])


def _tell(ids: list[UUID]) -> None:
    told = wording.load(Entry.objects.filter(pk__in=ids).order_by("pk"))
    notices: list[Notice] = []
    drafts: list[mail.Draft] = []
    for one, telling, people in recipients.of(told):
        if telling.whom is Whom.NEWCOMER:
            drafts += _to_newcomer(one, telling)
        if telling.notice:
            notices += [Notice(user=person, entry=one.entry) for person in people]
        if telling.mail:
            drafts += [_draft(one, telling, person) for person in people]
    with transaction.atomic():
        Notice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)
        mail.queue_all(drafts)


def _draft(told: Told, telling: Telling, person: User) -> mail.Draft:
    with translation.override(person.language):
        context = _context(told, telling, wording.side_of(person)) | {"name": person.name}
    return mail.Draft(f"{told.entry.pk}:{person.pk}", person.email, "notice", context, person.language)


def _to_newcomer(told: Told, telling: Telling) -> list[mail.Draft]:
    """They have no account, so no language either."""
    request = told.request
    if request is None or not request.address:
        return []
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        context = _context(told, telling, None) | {"name": request.name}
    return [mail.Draft(f"{told.entry.pk}:newcomer", request.address, "notice", context, language)]


def _context(told: Told, telling: Telling, side: UUID | None) -> dict[str, str]:
    path = wording.path(told, telling)
    return {
        "sentence": wording.sentence(told, telling, side),
        "advice": wording.advice(told, telling, side),
        "quote": wording.quote(told),
        "link": settings.ADDRESS + path if path else "",
        "label": _("Open in Kantoor"),
    }
