"""Finding a customer: organizations on the platform first, then whom the organization sent invoices before."""

from dataclasses import dataclass, field

from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.invoicing import parties
from kantoor.invoicing.models import Customer
from kantoor.invoicing.sheets import BUYER, Sheet
from kantoor.kernel.clock import Now
from kantoor.kernel.ids import parse
from kantoor.kernel.text import fold, words
from kantoor.organizations import identifiers
from kantoor.organizations.models import Identifier, Organization, State
from kantoor.partnerships import receiving

LONGEST, MOST = receiving.LONGEST, receiving.MOST


@dataclass(frozen=True)
class Found:
    """A customer to choose: what it is called, and the fields of the form."""

    key: str
    name: str
    about: str
    fields: dict[str, str]
    outside: bool = False


@dataclass(frozen=True)
class Results:
    here: list[Found] = field(default_factory=list)
    earlier: list[Found] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.here) + len(self.earlier)


def search(actor: Actor, supplier: Organization, text: str) -> Results:
    """By part of the name, or by number. A company that is not listed is found by its exact number only."""
    sought = words(text[:LONGEST])
    here = [_found(actor, row) for row in receiving.search(actor, supplier, text)]
    return Results(here, _earlier(actor, supplier, [] if receiving.is_short(sought) else sought))


def one(actor: Actor, supplier: Organization, key: str, text: str) -> Found | None:
    """The customer with this key, out of what this search finds."""
    results = search(actor, supplier, text)
    return next((found for found in [*results.here, *results.earlier] if found.key == key), None)


def _earlier(actor: Actor, supplier: Organization, sought: list[str]) -> list[Found]:
    """Whom an organization sent invoices is known to its members only, not to who was given one draft."""
    if not actor.may(Permission.DOCUMENTS_CREATE, organization_id=supplier.pk):
        return []
    rows = Customer.objects.filter(organization=supplier)
    for word in sought:
        rows = rows.filter(folded__contains=word)
    return [_kept(row) for row in rows.order_by("-used_at", "-pk")[:MOST]]


def _kept(row: Customer) -> Found:
    fields = {name: str(row.fields.get(name, "")) for name in BUYER}
    about = (fields["buyer_city"], fields["buyer_vat"] or fields["buyer_number"])
    return Found(str(row.pk), fields["buyer_name"], " · ".join(part for part in about if part), fields)


def _found(actor: Actor, organization: Organization) -> Found:
    numbers: dict[str, str] = {}
    for row in organization.identifiers.all():
        numbers.setdefault(row.scheme, row.value)
    scheme = next((name for name in parties.REGISTERS if name in numbers), "")
    number = identifiers.display(scheme, numbers[scheme]) if scheme else ""
    fields = dict.fromkeys(BUYER, "") | {
        "buyer_name": organization.name,
        "buyer_street": organization.street,
        "buyer_postal_code": organization.postal_code,
        "buyer_city": organization.city,
        "buyer_country": organization.country,
        "buyer_vat": numbers.get("vat", ""),
        "buyer_number": number,
        "buyer_peppol": numbers.get("peppol", ""),
    }
    about = " · ".join(part for part in (organization.city, number) if part)
    outside = organization.environment_id != actor.environment_id
    return Found(str(organization.pk), organization.name, about, fields, outside)


def fill(sheet: Sheet, fields: dict[str, str]) -> Sheet:
    """The customer's fields of a sheet, all of them anew."""
    for name in BUYER:
        setattr(sheet, name, fields.get(name, ""))
    return sheet


def remember(supplier: Organization, sheet: Sheet, number: str) -> None:
    """Keep the customer for next time, as part of a running action."""
    fields = {name: getattr(sheet, name) for name in BUYER}
    folded = fold(" ".join((sheet.buyer_name, sheet.buyer_city, sheet.buyer_vat, sheet.buyer_number)))[:420]
    Customer.objects.update_or_create(
        organization=supplier,
        key=(number or fold(sheet.buyer_name))[:210],
        defaults={"fields": fields, "folded": folded, "used_at": Now()},
    )


def on_platform(scheme: str, value: str) -> Organization | None:
    """The active organization that has claimed a registration number."""
    rows = Identifier.objects.filter(
        scheme=scheme, value=value, registered=True, claimed_at__isnull=False, released_at=None
    )
    found = rows.filter(organization__state=State.ACTIVE).select_related("organization").first()
    return found.organization if found else None


def key(text: object) -> str:
    """A key that somebody posted, as keys are written."""
    return str(parse(text) or "")
