"""To whom a document goes: what it says itself, or whom the sender looks up."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kantoor.delivery.channels import Recipient
from kantoor.documents.models import Box, Document, Source
from kantoor.invoicing import drafts, finishing
from kantoor.kernel import ids
from kantoor.kernel.errors import Invalid
from kantoor.organizations.models import Identifier
from kantoor.partnerships import receiving

LONGEST = 254  # characters of an address (RFC 5321)


def of(document: Document) -> Recipient | None:
    """Whom an invoice made here names as its customer; None when the sender still has to say."""
    if document.source != Source.CREATED or document.box != Box.MADE:
        return None
    buyer = drafts.made_of(document).invoice.buyer
    if not buyer.name:
        return None
    key = finishing.receiver(buyer, document)
    here = receiving.apart_from(document.organization_id).filter(pk=key).first() if key else None
    return Recipient(buyer.name, _mailable(buyer.email), here, document.party_number)


def chosen(document: Document, organization_id: str, name: str, address: str) -> Recipient:
    """The recipient out of what the form says; `Invalid` names what is missing."""
    own = of(document)
    if organization_id:
        return _organization(document, organization_id)
    if own is not None and not name:
        name = own.name
    if own is not None and own.organization is not None and not address.strip():
        return own
    if not name.strip() and not address.strip():
        raise Invalid(_("Choose who gets it."), field="name")
    plain = clean(address) if address.strip() else ""
    return Recipient(name.replace("\0", "").strip()[:200], plain, None, own.number if own else "")


def clean(address: str) -> str:
    """The address as we keep it, or `Invalid`."""
    plain = address.strip().lower()
    try:
        validate_email(plain)
    except ValidationError:
        said = _("%(address)s is not an email address. It looks like name@company.example.")
        raise Invalid(said % {"address": plain[:80]}, field="address") from None
    if len(plain) > LONGEST:
        raise Invalid(_("This address is too long."), field="address")
    return plain


def _organization(document: Document, organization_id: str) -> Recipient:
    key = ids.parse(organization_id)
    one = receiving.apart_from(document.organization_id).filter(pk=key).first() if key else None
    if one is None:
        raise Invalid(_("This organization cannot receive documents here. Choose another."), field="to")
    return Recipient(one.name, "", one, _number(one.pk))


def _number(organization: UUID) -> str:
    rows = Identifier.objects.filter(organization_id=organization, registered=True, released_at=None)
    first = rows.order_by("id").first()
    return f"{first.scheme}:{first.value}" if first else ""


def _mailable(address: str) -> str:
    try:
        return clean(address)
    except Invalid:
        return ""
