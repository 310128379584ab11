"""The documents that an invoice refers to and those that it carries, as UBL."""

import base64
from collections.abc import Sequence

from kantoor.einvoices.invoice import Attachment, Invoice, Reference
from kantoor.einvoices.writing_tree import Node

OBJECT, PROJECT = "130", "50"
Kinds = dict[str, list[Reference]]


def add_references(root: Node, invoice: Invoice, embedded: Sequence[bytes]) -> None:
    """All of them, in the order of the schema; an invoice and a credit note differ in two places."""
    kinds: Kinds = {}
    for reference in invoice.references:
        kinds.setdefault(reference.kind, []).append(reference)
    _order(root, kinds)
    for before in kinds.get("preceding", ()):
        _document(root.add("cac:BillingReference"), "Invoice", before)
    _first(root, kinds, "despatch", "Despatch")
    _first(root, kinds, "receipt", "Receipt")
    if not invoice.is_credit_note:
        _first(root, kinds, "tender", "Originator")
    _first(root, kinds, "contract", "Contract")
    _coded(root, kinds.get("object", ()), OBJECT)
    if invoice.is_credit_note:
        _coded(root, kinds.get("project", ()), PROJECT)
    for attachment in invoice.attachments:
        _attachment(root, attachment, embedded)
    if invoice.is_credit_note:
        _first(root, kinds, "tender", "Originator")
        return
    for one in kinds.get("project", ())[:1]:
        root.add("cac:ProjectReference").add("cbc:ID", one.id)


def _first(root: Node, kinds: Kinds, kind: str, name: str) -> None:
    for one in kinds.get(kind, ())[:1]:
        _document(root, name, one)


def _order(root: Node, kinds: dict[str, list[Reference]]) -> None:
    order, sales = kinds.get("order", ())[:1], kinds.get("sales_order", ())[:1]
    if order or sales:
        node = root.add("cac:OrderReference")
        # The element wants the buyer's number; without one the network writes NA.
        node.add("cbc:ID", order[0].id if order else "NA")
        node.add("cbc:SalesOrderID", sales[0].id if sales else "")


def _document(node: Node, name: str, reference: Reference) -> None:
    made = node.add(f"cac:{name}DocumentReference")
    made.add("cbc:ID", reference.id)
    if reference.kind == "preceding":
        made.add("cbc:IssueDate", reference.issued_on)


def _coded(root: Node, references: Sequence[Reference], code: str) -> None:
    for one in references[:1]:
        made = root.add("cac:AdditionalDocumentReference")
        made.add("cbc:ID", one.id)
        made.add("cbc:DocumentTypeCode", code)


def _attachment(root: Node, attachment: Attachment, embedded: Sequence[bytes]) -> None:
    made = root.add("cac:AdditionalDocumentReference")
    made.add("cbc:ID", attachment.id)
    made.add("cbc:DocumentDescription", attachment.description)
    there = attachment.index is not None and attachment.index < len(embedded)
    if not there and not attachment.url:
        return
    inside = made.add("cac:Attachment")
    if there and attachment.index is not None:
        content = base64.b64encode(embedded[attachment.index]).decode()
        inside.add(
            "cbc:EmbeddedDocumentBinaryObject",
            content,
            mimeCode=attachment.media_type,
            filename=attachment.name or attachment.id,
        )
    if attachment.url:
        inside.add("cac:ExternalReference").add("cbc:URI", attachment.url)
