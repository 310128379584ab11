"""Which status follows which, and how both sides of a delivery know of it (domain 7.4, docs/domain-notes.md)."""

from typing import Any

from django.utils.translation import gettext as _

from kantoor.access import standing
from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, Status, StatusChange
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.uploads import scanning

S = Status
REASON_LENGTH = 1000

# By whose hand: what the people of the organization may make of it next.
RECEIVED: dict[Status, tuple[Status, ...]] = {
    S.RECEIVED: (S.UNDER_REVIEW, S.APPROVED, S.APPROVED_FOR_PAYMENT, S.PAID, S.REJECTED),
    S.OPENED: (S.UNDER_REVIEW, S.APPROVED, S.APPROVED_FOR_PAYMENT, S.PAID, S.REJECTED),
    S.UNDER_REVIEW: (S.APPROVED, S.APPROVED_FOR_PAYMENT, S.PAID, S.REJECTED),
    S.APPROVED: (S.APPROVED_FOR_PAYMENT, S.PAID, S.UNDER_REVIEW, S.REJECTED),
    S.APPROVED_FOR_PAYMENT: (S.PAID, S.UNDER_REVIEW, S.REJECTED),
    S.PAID: (S.UNDER_REVIEW,),
    S.REJECTED: (S.UNDER_REVIEW,),
}
# Sent to somebody who is not here: what they say by other means is written down by the sender.
BY_HAND = (S.PAID, S.UNDER_REVIEW, S.REJECTED)
# What the sender reads when the receiver's document has this status; anything else as it is.
AT_THE_SENDER = {S.RECEIVED: S.DELIVERED, S.DUPLICATE: S.DELIVERED}
# Said of a document because of what it says, which nobody reads while there is a virus in it.
BELIEVING = frozenset({S.APPROVED, S.APPROVED_FOR_PAYMENT, S.PAID})
DEMANDS_REASON = frozenset({S.REJECTED})
ENTRIES = {S.OPENED: "documents.opened_there", S.REJECTED: "documents.rejected_there"}


def following(document: Document) -> tuple[Status, ...]:
    """What a person of the document's organization may change the status to, the usual one first."""
    status = Status(document.status)
    if document.box == Box.RECEIVED:
        return RECEIVED.get(status, ())
    if document.box != Box.SENT:
        return ()
    if status is S.PAID:
        return (beneath(document),) if is_own_word(document) else ()
    if document.counterpart_id:
        return (S.PAID,)
    return tuple(each for each in BY_HAND if each is not status)


def settable(box: str) -> tuple[Status, ...]:
    """What many documents of a list can be given at once; a rejection has its own reason each."""
    every = {
        Box.RECEIVED: dict.fromkeys(one for following in RECEIVED.values() for one in following),
        Box.SENT: dict.fromkeys(BY_HAND),
    }
    return tuple(one for one in every.get(Box(box), ()) if one not in DEMANDS_REASON)


@action("documents.change_status", Permission.DOCUMENT_EDIT, of=documents.visible_to)
def change(actor: Actor, document: Document, status: str, reason: str = "", seen: str = "") -> Document:
    """Give a document its next status; `seen` is the one that the person had before their eyes."""
    wanted, said = _checked(status, reason)
    if document.status == wanted:
        raise Unchanged(document)
    if seen and document.status != seen:
        raise Conflict(what_happened(actor, document))
    if wanted not in following(document):
        text = _("A document that is “%(now)s” cannot become “%(next)s”.")
        raise Conflict(text % {"now": document.get_status_display(), "next": wanted.label})
    if wanted in BELIEVING and (virus := scanning.why_held(document)):
        raise Conflict(virus)
    put(document, wanted, actor.user, said)
    record.entry(
        actor,
        "documents.status_changed",
        document,
        organization=document.organization,
        document=str(document),
        status=wanted.value,
        reason=said,
    )
    return document


def _checked(status: str, reason: str) -> tuple[Status, str]:
    if status not in Status.values:
        raise Invalid(_("Choose one of the statuses."), field="status")
    said = " ".join(reason.replace("\0", "").split())
    if len(said) > REASON_LENGTH:
        raise Invalid(_("Write at most 1,000 characters."), field="reason")
    if Status(status) in DEMANDS_REASON and not said:
        raise Invalid(_("Say why it is rejected: the sender reads it."), field="reason")
    return Status(status), said


@action("documents.open", Permission.DOCUMENT_SEE, of=documents.visible_to)
def _open(actor: Actor, document: Document) -> Document:
    """Note that somebody of the receiving organization has opened the document first."""
    if document.status != S.RECEIVED or not documents.is_member(actor, document):
        raise Unchanged(document)
    put(document, S.OPENED, actor.user)
    record.entry(actor, "documents.opened", document, organization=document.organization)
    return document


def mark_opened(actor: Actor, document: Document) -> Document:
    """Called when the page is shown: a received document is opened by the first member who looks (domain 7.4)."""
    waits = document.box == Box.RECEIVED and document.status == S.RECEIVED
    if not waits or not documents.is_member(actor, document):
        return document
    return _open(actor, document)


def put(document: Document, status: Status, by: User | None, reason: str = "", **columns: Any) -> None:
    """Write the status and its line in the history, at both sides; part of a running action that holds the lock."""
    _write(document, status, **columns)
    documents.step(document, by, reason)
    other = counterpart(document)
    if other is None:
        return
    if document.box == Box.RECEIVED:
        _tell_sender(document, other, reason if status in DEMANDS_REASON else "")
    elif by is not None:
        # *Paid* and taking that back is all that a sender says of a document that has arrived.
        _beside(other, S.PAID if status is S.PAID else S.SENT, document.organization.name)


def counterpart(document: Document) -> Document | None:
    """The same document at the other side, if it is on this platform and kept there."""
    if document.counterpart_id is None:
        return None
    there = Document.objects.filter(pk=document.counterpart_id, purged_at=None)
    return there.select_related("organization", "sent_by").first()


def seen_there(document: Document) -> Status | None:
    """The receiver's word on a sent document, as the sender reads it; None when they are not here."""
    other = counterpart(document)
    return AT_THE_SENDER.get(Status(other.status), Status(other.status)) if other else None


def is_own_word(document: Document) -> bool:
    """Whether the status that a sent document has was given by the sender's own people."""
    last = document.status_changes.order_by("-id").filter(status=document.status).first()
    return last is not None and last.by_id is not None


def beneath(document: Document) -> Status:
    """What a sent document is again when the sender takes back *paid*: the receiver's word, or the one before."""
    there = seen_there(document)
    if there is not None:
        return there
    earlier = document.status_changes.order_by("-id").exclude(status=S.PAID).first()
    return Status(earlier.status) if earlier else S.SENT


def what_happened(actor: Actor, document: Document) -> str:
    """A sentence for somebody who comes second."""
    who = next((step.by_name for step in documents.steps_for(standing.on(actor, document))), "")
    text = _("%(who)s was first: it is “%(status)s” now.") if who else _("It is “%(status)s” meanwhile.")
    return text % {"who": who, "status": document.get_status_display()}


def _tell_sender(received: Document, sent: Document, reason: str) -> None:
    """The receiver's word is the sent document's status, unless its own people know it to be paid."""
    status = AT_THE_SENDER.get(Status(received.status), Status(received.status))
    name = received.organization.name
    if sent.status == S.PAID and is_own_word(sent):
        _beside(sent, status, name, reason)
    elif sent.status != status:
        _write(sent, status)
        _beside(sent, status, name, reason)
    else:
        return
    record.entry(
        None,
        ENTRIES.get(status, "documents.answered_there"),
        sent,
        subject=sent.sent_by,
        organization=sent.organization,
        party=name,
        document=str(sent),
        status=status.value,
        reason=reason,
    )


def _write(document: Document, status: Status, **columns: Any) -> None:
    Document.objects.filter(pk=document.pk).update(status=status, status_at=Now(), **columns)
    document.status = status
    for name, value in columns.items():
        setattr(document, name, value)


def _beside(document: Document, status: Status, name: str, reason: str = "") -> None:
    """A line in the history with the other organization's name: who acts there is theirs to know."""
    StatusChange.objects.create(
        organization_id=document.organization_id,
        document=document,
        status=status,
        by_name=name[:120],
        reason=reason,
    )
