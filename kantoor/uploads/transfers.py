"""Files on their way in, by one person to one organization: begun, brought piece by piece, taken in, or given up.

Whether the person may is asked at every step. Transfers are nobody else's business: others' are not there.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from kantoor.access import looking, reading
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.documents import files
from kantoor.documents.models import Box, Document
from kantoor.kernel import pages
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.uploads import inspection, intake, parts
from kantoor.uploads.inspection import MB, TooLarge
from kantoor.uploads.models import Transfer, TransferState

OPEN = (TransferState.COMING, TransferState.TWICE)
MOST_OPEN, MOST_KEPT = 200, 1_000  # of one person
RESULTS_KEPT = dt.timedelta(days=1)
Fits = Callable[["IO[bytes]"], bool]


def visible_to(actor: Actor) -> QuerySet[Transfer]:
    """The actor's own, to organizations that they still reach."""
    mine = Transfer.objects.filter(seen.knows(actor, "organization_id"), user_id=actor.user_id)
    return mine.select_related("organization__environment", "document")


def find(actor: Actor, transfer_id: object) -> Transfer:
    """The actor's own with this id, if they may still bring files there."""
    return reading.find(actor, transfer_id, visible_to, Permission.DOCUMENTS_CREATE)


def of(actor: Actor, organization: Organization) -> list[Transfer]:
    """What the actor brought to the organization lately, newest first."""
    newest = pages.place(Transfer, ("-id",))
    return looking.first(actor, visible_to, newest, most=100, within={"organization_id": organization.pk})


def begin(
    actor: Actor, organization: Organization | object, box: Box, name: str, length: int, mark: str = ""
) -> Transfer:
    """Announce a file of so many bytes. `Invalid`: too large; `Conflict`: too much of the actor's lies about."""
    place = reading.find(actor, organization, seen.by, Permission.DOCUMENTS_CREATE)
    intake.require_active(place)
    inspection.refuse_large(length)
    with transaction.atomic():
        _require_room(actor, length)
        return _written(actor, place, box, name, length, mark=mark)


def refuse(actor: Actor, organization: Organization, box: Box, name: str, length: int, why: str) -> Transfer:
    """Write down that a file was not even begun, so that its result stands beside the others'."""
    return _written(actor, organization, box, name, length, state=TransferState.REFUSED, problem=why[:500])


def _written(actor: Actor, place: Organization, box: Box, name: str, length: int, **more: str) -> Transfer:
    kept = dt.timedelta(hours=settings.KANTOOR_UPLOAD_HOURS)
    return Transfer.objects.create(
        organization=place,
        user=actor.user,
        box=box,
        name=files.shown_name(name),
        length=length,
        expires_at=now() + kept,
        **more,
    )


def _require_room(actor: Actor, length: int) -> None:
    """Nobody fills the disk with what they never finish."""
    if connection.features.has_select_for_update:
        list(User.objects.select_for_update(no_key=True).filter(pk=actor.user_id).values_list("pk"))
    mine = Transfer.objects.filter(user_id=actor.user_id)
    held = mine.filter(state__in=OPEN).aggregate(n=Count("pk"), bytes=Sum("length"))
    most = settings.KANTOOR_UPLOAD_UNFINISHED
    if held["n"] >= MOST_OPEN or (held["bytes"] or 0) + length > most * MB:
        said = _(
            "You have files that have not come whole, or wait for your answer; together they may have %(most)g MB."
            " Finish or discard some of them first."
        )
        raise Conflict(said % {"most": most})
    if mine.count() >= MOST_KEPT:
        done = mine.exclude(state__in=OPEN).order_by("id").values("pk")[: MOST_KEPT // 2]
        Transfer.objects.filter(pk__in=list(done)).delete()


def offset(transfer: Transfer) -> int:
    """How many of its bytes are here."""
    return parts.size(transfer.pk) if transfer.state in OPEN else transfer.length


def receive(
    actor: Actor, transfer: Transfer, start: int, length: int, source: "IO[bytes]", fits: Fits | None = None
) -> Transfer:
    """Take `length` bytes that begin at `start`; when they were the last, the file is taken in.

    `Conflict`: it is not at `start`; `TooLarge`: it would become longer than announced.
    """
    if transfer.state not in OPEN:
        raise Conflict(_("This file has come whole already."))
    with parts.held(transfer.pk) as part:
        have = offset(transfer)
        if start != have:
            raise Conflict(_("The bytes do not follow on those that are here."))
        if start + length > transfer.length:
            raise TooLarge(_("These are more bytes than were announced."))
        if fits is None:
            have += parts.append(part, source, length)
        else:
            have += parts.append_summed(part, source, length, fits)
    if not Transfer.objects.filter(pk=transfer.pk).exists():
        parts.remove(transfer.pk)  # given up meanwhile
    elif have == transfer.length and transfer.state == TransferState.COMING:
        return finish(actor, transfer)
    return transfer


def finish(actor: Actor, transfer: Transfer, again: bool = False) -> Transfer:
    """Take in what has come whole; `again` also if the same bytes are here already. Done once, however often asked."""
    with parts.held(transfer.pk):
        fresh = find(actor, transfer.pk)
        if fresh.state not in OPEN:
            parts.remove(fresh.pk)
            return fresh
        if parts.size(fresh.pk) != fresh.length:
            raise Conflict(_("This file has not come whole yet."))
        _take_in(actor, fresh, again)
    return find(actor, transfer.pk)


def _take_in(actor: Actor, transfer: Transfer, again: bool) -> None:
    then = partial(_become, transfer)
    box = Box(transfer.box)
    with parts.path(transfer.pk).open("rb") as content:
        try:
            intake.take_in(actor, transfer.organization, box, transfer.name, content, again=again, then=then)
        except intake.Twice as twice:
            _settle(transfer, TransferState.TWICE, document=twice.document)
        except Invalid as problem:
            _settle(transfer, TransferState.REFUSED, problem=str(problem)[:500])
    if transfer.state not in OPEN:
        parts.remove(transfer.pk)


def _become(transfer: Transfer, document: Document) -> None:
    """In the transaction that makes the document, so that a transfer becomes one document or none."""
    if not _settle(transfer, TransferState.DONE, document=document):
        raise Conflict(_("This file was discarded meanwhile."))


def _settle(transfer: Transfer, state: TransferState, **more: object) -> int:
    transfer.state = state
    return Transfer.objects.filter(pk=transfer.pk, state__in=OPEN).update(state=state, **more)


def discard(actor: Actor, transfer: Transfer) -> None:
    """Give it up, or wipe its result; the document that it became stays."""
    Transfer.objects.filter(pk=transfer.pk, user_id=actor.user_id).delete()
    parts.remove(transfer.pk)


def expire_due() -> int:
    """The chore: what was never finished and results that were read long ago go, and bytes that no row names. How many."""
    at = now()
    late = Transfer.objects.filter(expires_at__lte=Now())
    read = Transfer.objects.exclude(state__in=OPEN).filter(begun_at__lt=at - RESULTS_KEPT)
    gone = {*late.values_list("pk", flat=True)[:500], *read.values_list("pk", flat=True)[:500]}
    Transfer.objects.filter(pk__in=gone).delete()
    old = set(parts.strays(RESULTS_KEPT.total_seconds()))
    stray = old - set(Transfer.objects.filter(pk__in=old).values_list("pk", flat=True))
    for key in gone | stray:
        parts.remove(key)
    return len(gone) + len(stray)
