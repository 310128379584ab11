"""What a file of any kind says as an invoice: UBL and CII as XML, or XML inside a PDF (Factur-X, ZUGFeRD).

Reading never fails: what cannot be read is a problem with its words, and the file is still there to be seen.
"""

from dataclasses import dataclass, field

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lxml import etree

from kantoor.einvoices import arithmetic, attachments, cii, facts, markup, pdf, ubl
from kantoor.einvoices.attachments import Embedded
from kantoor.einvoices.invoice import Invoice
from kantoor.einvoices.nodes import Node
from kantoor.einvoices.violations import Violation

XML_TYPES = frozenset({"application/xml", "text/xml"})
PDF = "application/pdf"
WRAPPED = "StandardBusinessDocument"

facts_of = facts.facts_of


@dataclass
class Reading:
    """`xml` is what was embedded in a PDF; `attachments` are name, detected media type and bytes."""

    invoice: Invoice | None = None
    attachments: list[Embedded] = field(default_factory=list)
    xml: bytes = b""
    problems: list[Violation] = field(default_factory=list)


def read(content: bytes, media_type: str) -> Reading:
    """What the bytes say; nothing and no problem for kinds of file that never hold an invoice."""
    if media_type in XML_TYPES or media_type.endswith("+xml"):
        return of_xml(content)
    return of_pdf(content) if media_type == PDF else Reading()


def of_xml(content: bytes) -> Reading:
    """The reading of XML bytes."""
    try:
        root = unwrapped(markup.parsed(content))
    except markup.Unreadable as refusal:
        return Reading(problems=[Violation(refusal.message)])  # type: ignore[arg-type]
    return _of_tree(root)


def of_pdf(content: bytes) -> Reading:
    """The reading of the XML inside a PDF; without such XML nothing, which is no problem."""
    try:
        xml = pdf.embedded_invoice(content)
    except pdf.Unreadable as refusal:
        return Reading(problems=[Violation(refusal.message)])  # type: ignore[arg-type]
    if not xml:
        return Reading()
    found = of_xml(xml)
    found.xml = xml
    return found


def _of_tree(root: etree._Element) -> Reading:
    problems: list[Violation] = []
    if root.tag in ubl.ROOTS:
        invoice = ubl.read(root, problems)
        described, embedded = attachments.of_ubl(Node(root, ubl.NAMES, problems))
    elif root.tag == cii.ROOT:
        invoice = cii.read(root, problems)
        agreement = Node(root, cii.NAMES, problems).one(cii.AGREEMENT)
        described, embedded = attachments.of_cii(agreement)
    else:
        return Reading(problems=[Violation(_unknown(root))])  # type: ignore[arg-type]
    invoice.attachments = described
    return Reading(invoice, embedded, problems=problems + arithmetic.check(invoice))


def unwrapped(root: etree._Element) -> etree._Element:
    """The document inside the envelope in which networks carry it."""
    if etree.QName(root).localname != WRAPPED:
        return root
    known = [each for each in root if each.tag in ubl.ROOTS or each.tag == cii.ROOT]
    return known[0] if known else root


def _unknown(root: etree._Element) -> object:
    said = _(
        "This XML is a “{name}”, not an invoice, credit note or order that is read. It is kept as a file."
    )
    return format_lazy(said, name=etree.QName(root).localname[:60])
