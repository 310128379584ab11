"""The end of a draft: it gets its number, its UBL and its PDF, as part of the action that sends it."""

from uuid import UUID

from kantoor.access.actor import Actor
from kantoor.audit import record
from kantoor.documents import files
from kantoor.documents.models import Document, FileRole
from kantoor.einvoices import drawing, ubl_writing
from kantoor.einvoices.invoice import Invoice, Party
from kantoor.invoicing import attachments, customers, drafts, making, numbering, parties
from kantoor.kernel.text import fold
from kantoor.organizations import identifiers

UBL, PDF = "application/xml", "application/pdf"
DUTCH = ("NL", "BE", "SR")


def finish(actor: Actor, document: Document) -> None:
    """Check that nothing is missing (Invalid tells what is), give the number, write UBL and PDF as its files.

    The UBL is what counts, so it is the original; the PDF is drawn from the same fields.
    """
    sheet, supplier = drafts.sheet_of(document), parties.seller(document.organization)
    draft = making.must(making.make(sheet, supplier))
    number = numbering.assign(document, draft.issued_on)
    made = making.make(sheet, supplier, number)
    invoice, kept = making.must(made), attachments.of(document)
    invoice.attachments = attachments.listed(kept)
    _keep(document, invoice, attachments.contents(kept))
    for name, value in drafts.shown(made).items():
        setattr(document, name, value)
    document.kind, document.title = sheet.kind, drafts.title(sheet)
    document.party_folded = fold(document.party)[:210]
    document.party_organization_id = receiver(invoice.buyer, document)
    document.save()
    customers.remember(document.organization, sheet, document.party_number)
    document.draft.delete()
    record.entry(actor, "drafts.finished", document, organization=document.organization, number=number)


def _keep(document: Document, invoice: Invoice, embedded: list[bytes]) -> None:
    name = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in invoice.number)
    files.keep(document, f"{name}.xml", ubl_writing.write(invoice, embedded), UBL, role=FileRole.ORIGINAL)
    drawn = drawing.draw(invoice, language(invoice))
    files.keep(document, f"{name}.pdf", drawn, PDF, role=FileRole.RENDERING)


def language(invoice: Invoice) -> str:
    """The language of the paper: that of the customer, as far as we have it."""
    return "nl" if invoice.buyer.address.country in DUTCH else "en"


def receiver(buyer: Party, document: Document) -> UUID | None:
    """The customer on this platform, by its numbers: never by what a form says."""
    schemes = {icd: scheme for scheme, icd in parties.REGISTERS.items()}
    numbers = [("vat", buyer.vat), identifiers.registration("vat", buyer.vat)] if buyer.vat else []
    if buyer.registration and buyer.registration.scheme in schemes:
        numbers.insert(0, (schemes[buyer.registration.scheme], buyer.registration.value))
    for scheme, value in numbers:
        found = customers.on_platform(scheme, value)
        if found is not None and found.pk != document.organization_id:
            return found.pk
    return None


def preview(document: Document) -> bytes:
    """The PDF of a draft as it stands, marked as one."""
    invoice = drafts.made_of(document).invoice
    return drawing.draw(invoice, language(invoice), draft=True)
