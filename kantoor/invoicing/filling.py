"""A UBL file, or a PDF that carries one, as the beginning of a draft."""

from typing import IO

from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.documents.models import Document
from kantoor.einvoices import reading
from kantoor.invoicing import copying
from kantoor.kernel.errors import Invalid
from kantoor.organizations.models import Organization

LARGEST = 10 * 1024 * 1024


def fill(actor: Actor, organization: Organization, content: IO[bytes], size: int) -> Document:
    """A new draft with what the file says of customer, lines and references."""
    if size > LARGEST:
        raise Invalid(_("This file is larger than %(n)s MB.") % {"n": LARGEST // 1024 // 1024}, field="file")
    body = content.read(LARGEST + 1)
    kind = "application/pdf" if body.startswith(b"%PDF-") else "application/xml"
    invoice = reading.read(body, kind).invoice
    if invoice is None:
        raise Invalid(
            _("There is no invoice in this file that we can read. Choose a UBL file (.xml)."), field="file"
        )
    return copying.fill(actor, organization, invoice)
