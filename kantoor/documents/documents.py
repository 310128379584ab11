"""Documents as their people see them, and how a new one begins (domain 7.2, 7.3)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.access.standing import Standing
from kantoor.accounts.models import User
from kantoor.documents import repeats
from kantoor.documents.models import Box, Document, DocumentKind, Source, Status, StatusChange
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import fold
from kantoor.organizations.models import Organization

CENT, MOST = Decimal("0.01"), Decimal(10) ** 12
FIRST = {Box.MADE: Status.DRAFT, Box.RECEIVED: Status.RECEIVED, Box.SENT: Status.SENT}


def visible_to(actor: Actor) -> QuerySet[Document]:
    """What the actor may see, by role or by share; to find one."""
    return reached.reached_each(actor.user_id).select_related("organization__environment")


def begin(
    organization: Organization,
    box: Box,
    kind: DocumentKind,
    source: Source,
    title: str,
    *,
    by: User | None,
    fields: dict[str, Any] | None = None,
    **more: Any,
) -> Document:
    """A new document, as part of a running action, with the first line of its history.

    `fields`: number, dated_on, due_on, currency, amount, party, party_number, invoice, where known (`facts_of`).
    """
    made = Document(
        organization=organization,
        box=box,
        kind=kind,
        source=source,
        status=more.pop("status", FIRST[box]),
        title=title[:200],
        made_by=by,
        **(fields or {}),
        **more,
    )
    made.party_folded = fold(made.party)[:210]
    original = repeats.original_of(made)
    if original is not None:
        made.status, made.duplicate_of = Status.DUPLICATE, original
    made.save(force_insert=True)
    step(made, by)
    return made


def step(document: Document, by: User | None, reason: str = "") -> StatusChange:
    """Write down the status that the document has now (after saving it)."""
    return StatusChange.objects.create(
        organization_id=document.organization_id,
        document=document,
        status=document.status,
        by=by,
        by_name=by.name if by else "",
        reason=reason,
    )


def facts(
    *,
    number: str = "",
    dated_on: dt.date | None = None,
    due_on: dt.date | None = None,
    currency: str = "",
    amount: Decimal | None = None,
    party: str = "",
    party_number: str = "",
) -> dict[str, Any]:
    """The columns that lists show, cut to what they hold; what is not known is left to its default."""
    found: dict[str, Any] = {
        "number": number[:100],
        "due_on": due_on,
        "party": party[:200],
        "party_number": party_number[:90],
    }
    if dated_on is not None:
        found["dated_on"] = dated_on
    if amount is not None and currency and is_plain(amount):
        found |= {"currency": currency[:3], "amount": amount.quantize(CENT)}
    return found


def is_plain(amount: Decimal) -> bool:
    """Whether lists can show it and sort by it; SQLite keeps numbers with 15 digits."""
    return amount.is_finite() and abs(amount) < MOST


def level(actor: Actor, document: Document) -> int | None:
    """The actor's level on the document now; None: no access."""
    return reached.level_on(actor.user_id, document.pk)


def is_member(actor: Actor, document: Document) -> bool:
    """Whether the actor reaches the document's organization, so may know what its members know."""
    return reach.role_in(actor.user_id, document.organization_id) is not None


def steps(document: Document) -> list[StatusChange]:
    """The history of the status, newest first."""
    return _steps_now.rows(document=document.pk)


_steps_now = Prepared(
    lambda document: StatusChange.objects.filter(document_id=document).select_related("by").order_by("-id")
)


def steps_for(at: Standing) -> list[StatusChange]:
    """As one may read it: from outside, the organization's people are the organization, and say what they sent."""
    found = steps(at.document)
    if at.is_outside:
        for step in found:
            _veil(step, at.actor, at.document)
    return found


def _veil(step: StatusChange, actor: Actor, document: Document) -> None:
    if step.by is not None and step.by.environment_id == actor.environment_id:
        return
    step.by_name = document.organization.name if step.by is not None else step.by_name
    step.reason = step.reason if step.status == Status.REJECTED else ""
