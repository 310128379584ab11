"""Drafts of invoices: begun, saved as somebody types, given up, finished at sending."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import documents, lists, search
from kantoor.documents.models import Box, Document, DocumentKind, File, Source, Status, Text
from kantoor.invoicing import completeness, making, parties, sheets, taxes
from kantoor.invoicing.making import Made
from kantoor.invoicing.models import Draft
from kantoor.invoicing.sheets import Row, Sheet
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict
from kantoor.kernel.text import fold
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, State
from kantoor.retention import holds

USUAL_TERM = dt.timedelta(days=30)
# Savings by one person within this time are one entry in the trail (docs/decisions/0060).
SITTING = dt.timedelta(minutes=10)


class Overtaken(Conflict):
    """Somebody else saved the draft since this page was loaded; nothing was overwritten."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("%(name)s changed this draft meanwhile.") % {"name": draft.saved_by.name})
        self.draft = draft
        self.theirs = sheets.read(draft.sheet)


@dataclass(frozen=True)
class Saved:
    """How a draft stands after saving."""

    version: int
    made: Made


def visible_to(actor: Actor) -> QuerySet[Document]:
    """The drafts among what the actor sees."""
    return _drafts(documents.visible_to(actor))


def _drafts(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Those that are drafts of invoices, with who saved them last."""
    found = rows.filter(box=Box.MADE, status=Status.DRAFT, draft__isnull=False)
    return found.select_related("organization__environment", "draft__saved_by")


def latest(actor: Actor, organization: Organization, most: int = 5) -> list[Document]:
    """The organization's drafts, last saved first, for its members to go on with."""
    rows = _drafts(lists.of(actor, organization.pk, Box.MADE))
    return list(rows.order_by("-draft__saved_at")[:most])


def blank(organization: Organization, kind: str) -> Sheet:
    """What a new form begins with."""
    today = now().date()
    own = parties.accounts(organization)
    return Sheet(
        kind=DocumentKind(kind).value,
        issued_on=today.isoformat(),
        due_on=(today + USUAL_TERM).isoformat() if kind == DocumentKind.INVOICE else "",
        buyer_country=organization.country,
        account=own[0] if own else "",
        account_name=organization.name[:70],
        lines=[Row(vat=taxes.usual(organization.country))],
    )


@action("drafts.begin", Permission.DOCUMENTS_CREATE, of=seen.by)
def begin(
    actor: Actor,
    organization: Organization,
    kind: str = DocumentKind.INVOICE,
    sheet: Sheet | None = None,
    corrects: Document | None = None,
) -> Document:
    """Begin a draft, empty or with what is known."""
    if organization.state != State.ACTIVE:
        words = _("%(name)s is not active. Activate it first, then make invoices.")
        raise Conflict(words % {"name": organization.name})
    typed = sheet or blank(organization, kind)
    made = documents.begin(
        organization,
        Box.MADE,
        DocumentKind(typed.kind),
        Source.CREATED,
        title(typed),
        by=actor.user,
        fields=shown(making.make(typed, parties.seller(organization))),
        corrects=corrects,
    )
    Draft.objects.create(
        organization=organization,
        document=made,
        sheet=typed.as_json(),
        saved_by=actor.user,
        told_at=now(),
        told_of=actor.user_id,
    )
    record.entry(actor, "drafts.begun", made, organization=organization, kind=typed.kind)
    return made


@action("drafts.save", Permission.DOCUMENT_EDIT, of=visible_to)
def save(actor: Actor, document: Document, sheet: Sheet, version: int, page: str = "") -> Saved:
    """Save what is typed, if nobody else's page saved since `version`; else Overtaken, with theirs.

    `page`: which open page it is, and after a dot how often that page has sent. What comes in later than what the same
    page sent after it, as when somebody leaves in the middle, changes nothing any more.
    """
    draft, before = document.draft, document.version
    made = making.make(sheet, parties.seller(document.organization))
    kept = sheet.as_json()
    if kept == draft.sheet:  # the same twice, as when a page that was left saves once more, overtakes nobody
        raise Unchanged(Saved(before, made))
    (name, turn), (last_name, last_turn) = _turn(page), _turn(draft.page)
    own = bool(name) and name == last_name
    last = (last_turn or 0) if own else 0
    # Without a turn it was sent by a button of the form, not as somebody typed: the page sends nothing after that.
    turn = last + 1 if turn is None else turn
    if turn < last:
        raise Unchanged(Saved(before, made))
    if version != before and not own:
        raise Overtaken(draft)
    _write(document, sheet, made)
    draft.sheet, draft.saved_at, draft.saved_by, draft.page = kept, now(), actor.user, f"{name}.{turn}"[:36]
    _tell(actor, document, draft)
    draft.save()
    return Saved(before + 1, made)


def _turn(page: str) -> tuple[str, int | None]:
    name, _dot, turn = page.partition(".")
    return name, int(turn) if turn.isascii() and turn.isdigit() else None


def _write(document: Document, sheet: Sheet, made: Made) -> None:
    fields: dict[str, Any] = shown(made)
    folded = fold(fields["party"])[:210]
    Document.objects.filter(pk=document.pk).update(
        kind=sheet.kind, title=title(sheet), party_folded=folded, version=F("version") + 1, **fields
    )


def _tell(actor: Actor, document: Document, draft: Draft) -> None:
    """One entry for a sitting, not one for each pause in the typing."""
    moment: dt.datetime = draft.saved_at
    if draft.told_of == actor.user_id and draft.told_at and moment - draft.told_at < SITTING:
        record.goes_on()
        search.write([document.pk])  # as after every other action
        return
    draft.told_at, draft.told_of = moment, actor.user_id
    record.entry(actor, "drafts.saved", document, organization=document.organization)


@action("drafts.discard", Permission.DOCUMENT_DISCARD, of=visible_to)
def discard(actor: Actor, document: Document) -> None:
    """Give the draft up: its words and files are gone, and nobody sees it any more (docs/decisions/0061)."""
    holds.refuse(actor, document)
    record.entry(
        actor,
        "drafts.discarded",
        document,
        organization=document.organization,
        title=document.title,
        party=document.party,
        made_by=str(document.made_by_id),
    )
    drop(document.files.all())
    document.draft.delete()
    Text.objects.filter(document=document).update(files="")
    Document.objects.filter(pk=document.pk).update(
        withheld=True,
        made_by=None,
        invoice=None,
        title="",
        party="",
        party_folded="",
        party_number="",
        amount=0,
    )


def drop(files: Iterable[File]) -> None:
    """Forget files of a draft; their bytes go when the transaction is through, unless another document has them."""
    for file in files:
        stored = file.stored
        file.delete()
        if not File.objects.filter(stored=stored).exists():
            transaction.on_commit(partial(storages["documents"].delete, stored))


def sheet_of(document: Document) -> Sheet:
    """What is typed on the draft."""
    return sheets.read(document.draft.sheet)


def made_of(document: Document) -> Made:
    """The draft as an invoice, with what is still wrong or missing."""
    return making.make(sheet_of(document), parties.seller(document.organization))


def title(sheet: Sheet) -> str:
    """What to call the draft before it has a number."""
    name = " ".join(sheet.buyer_name.split())[:120]
    kind = DocumentKind(sheet.kind).label
    return f"{kind}: {name}" if name else str(kind)


def shown(made: Made) -> dict[str, Any]:
    """The columns of the lists."""
    invoice = made.invoice
    number, payable = invoice.buyer.registration, invoice.totals.payable
    facts = documents.facts(
        number=invoice.number,
        dated_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        amount=payable if abs(payable) < completeness.MOST else Decimal(0),
        party=invoice.buyer.name,
        party_number=f"vat:{invoice.buyer.vat}" if invoice.buyer.vat else number.value if number else "",
    )
    return facts | {"invoice": invoice.as_json()}


def finish(actor: Actor, document: Document) -> None:
    """Make the draft whole, inside the action that sends it (`finishing.finish`)."""
    from kantoor.invoicing import finishing  # noqa: PLC0415 (it stands on this module)

    finishing.finish(actor, document)
