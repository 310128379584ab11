"""Private links to a sent document: 30 days, revocable, every opening counted; the token is kept as a hash only."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kantoor.access import documents as reached
from kantoor.access.action import Unchanged, action, lock, performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.delivery import deliveries
from kantoor.delivery.models import Delivery, DeliveryState, Link
from kantoor.documents import documents, statuses
from kantoor.documents.models import Box, Document, File, Status
from kantoor.kernel import tokens
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, NotFound
from kantoor.notifications import mail

LIFE = dt.timedelta(days=30)
MOST = 50  # live ones of a document


def visible_to(actor: Actor) -> QuerySet[Link]:
    """The links of the documents that the actor sees."""
    seen = reached.reached(actor.user_id).values("pk")
    return Link.objects.filter(document_id__in=seen).select_related("document__organization", "organization")


def of(document: Document) -> list[Link]:
    """The links of a document, newest first."""
    return list(document.links.order_by("-id").select_related("delivery", "made_by")[: 2 * MOST])


def live(document: Document) -> QuerySet[Link]:
    """Those that still open it."""
    return document.links.filter(revoked_at=None, expires_at__gt=Now()).order_by("-id")


def begin(actor: Actor, document: Document, delivery: Delivery | None) -> str:
    """A new link, as part of a running action; told once."""
    token, hashed = tokens.new()
    Link.objects.create(
        organization=document.organization,
        document=document,
        delivery=delivery,
        token_hash=hashed,
        made_by=actor.user,
        expires_at=now() + LIFE,
    )
    return mail.link("private_link", token=token)


@action("documents.make_link", Permission.DOCUMENTS_SEND, of=documents.visible_to)
def make(actor: Actor, document: Document) -> str:
    """A private link to copy and hand over, told once."""
    if document.box != Box.SENT:
        raise Conflict(_("Only a document that was sent can have a private link. Send it first."))
    if live(document).count() >= MOST:
        raise Conflict(_("There are 50 links that still work. Withdraw some first."))
    waiting = document.deliveries.filter(state=DeliveryState.WAITING).order_by("-id").first()
    link = begin(actor, document, waiting)
    record.entry(actor, "documents.link_made", document, organization=document.organization)
    return link


@action("documents.revoke_link", Permission.DOCUMENTS_SEND, of=visible_to)
def revoke(actor: Actor, link: Link) -> None:
    """Make a private link lead nowhere from now on."""
    if not Link.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=Now(), revoked_by=actor.user):
        raise Unchanged
    record.entry(actor, "documents.link_revoked", link.document, organization=link.organization)


@dataclass(frozen=True)
class Letter:
    """What a private link shows."""

    link: Link
    document: Document
    files: list[File]


def opened(token: str) -> Letter:
    """What the link leads to; `NotFound` when it never was, is over, was withdrawn, or its organization closed."""
    rows = Link.objects.filter(token_hash=tokens.hashed(token), revoked_at=None, expires_at__gt=Now())
    rows = rows.filter(document__withheld=False, organization__closed_at=None)
    link = rows.select_related("document__organization", "delivery").first()
    if link is None:
        raise NotFound
    return Letter(link, link.document, list(link.document.files.order_by("id")))


def count(letter: Letter, origin: str = "") -> None:
    """One opening more; the first one is told by the document's status."""
    link = letter.link
    with performing():
        lock(letter.document)
        letter.document.refresh_from_db(fields=["status", "purged_at"])
        if letter.document.purged_at is not None:
            raise NotFound
        Link.objects.filter(pk=link.pk).update(
            openings=F("openings") + 1,
            last_opened_at=Now(),
            first_opened_at=Coalesce("first_opened_at", Now()),
        )
        _arrived(letter)
        entry = record.entry(
            None, "documents.link_opened", letter.document, organization=letter.document.organization
        )
        entry.origin = origin


def file(token: str, file_id: UUID) -> File:
    """One of the files behind the link."""
    found = next((one for one in opened(token).files if one.pk == file_id), None)
    if found is None:
        raise NotFound
    return found


def note(file: File, origin: str = "") -> None:
    """Write down that somebody with the link reads the file; who has its address need not have opened the letter."""
    document, name = file.document, file.name
    with performing():
        entry = record.entry(
            None,
            "documents.link_file_read",
            document,
            organization=document.organization,
            file=str(file.pk),
            name=name,
            sha256=file.sha256,
        )
        entry.origin = origin


def _arrived(letter: Letter) -> None:
    delivery = letter.link.delivery
    if delivery is not None and delivery.channel == "hand" and delivery.state == DeliveryState.WAITING:
        deliveries.delivered(delivery, settled_at=Now())
        letter.document.status = Status.DELIVERED
    if Status(letter.document.status) in deliveries.BEFORE_OPENING:
        statuses.put(letter.document, Status.OPENED, None)
