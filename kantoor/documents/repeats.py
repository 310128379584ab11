"""Finding out that a received document was received before: same supplier, number and date (domain 7.4)."""

from django.db.models import QuerySet

from kantoor.documents.models import Box, Document
from kantoor.kernel import turns

MOST_HOPS = 20


def original_of(document: Document) -> Document | None:
    """The one that was here first, for a document about to be written; as part of a running action.

    Two that arrive at once take turns by their number, so that exactly one of them is first.
    """
    if document.box != Box.RECEIVED or not document.number or not document.party_folded:
        return None
    turns.wait("received", document.organization_id, document.number)
    found = next((one for one in _alike(document) if same_supplier(one, document)), None)
    return standing(found) if found is not None else None


def standing(document: Document) -> Document | None:
    """Where the row of duplicates ends: a document that is none itself, or whose original has been purged."""
    for _hop in range(MOST_HOPS):
        if document.duplicate_of is None or document.duplicate_of.purged_at is not None:
            return document
        document = document.duplicate_of
    return document


def original_now(document: Document) -> Document | None:
    """What this one is a duplicate of, as long as that is kept."""
    found = standing(document)
    return None if found is None or found.pk == document.pk else found


def same_supplier(one: Document, other: Document) -> bool:
    """By number if both have one of the same scheme, else by name."""
    first, second = (each.party_number.partition(":") for each in (one, other))
    if first[2] and first[0] == second[0]:
        return first[2] == second[2]
    return one.party_folded == other.party_folded


def _alike(document: Document) -> QuerySet[Document]:
    return (
        Document.objects.filter(
            organization_id=document.organization_id,
            number=document.number,
            box=Box.RECEIVED,
            dated_on=document.dated_on,
        )
        .exclude(pk=document.pk)
        .order_by("id")
    )
