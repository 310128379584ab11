"""Documents of the demo world: of every kind and status, over the last fourteen months; the same at every planting."""

import datetime as dt
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from kantoor.accounts.models import User
from kantoor.demo.town import Town
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, Source, Status, StatusChange
from kantoor.einvoices import totals, ubl_writing
from kantoor.einvoices.facts import facts_of
from kantoor.einvoices.invoice import Address, Invoice, Line, Party, Payment, Reference, Vat
from kantoor.einvoices.invoice import Identifier as Endpoint
from kantoor.inbox.models import Kind, Request
from kantoor.invoicing import numbering, parties
from kantoor.invoicing.models import Series
from kantoor.kernel.clock import now
from kantoor.kernel.ids import uuid7_at
from kantoor.organizations.models import Identifier, Organization
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Level, Share

S = Status
UBL = "application/xml"
MONTHS = 14

# Name, city, country, VAT number, what they sell. All invented; numbers that nobody has, as the check digits ask.
OUTSIDERS = (
    ("Waterbeheer Lunedal", "Utrecht", "NL", "NL999970000B10", "Leges omgevingsvergunning"),
    ("Belwerk Telecom BV", "Maastricht", "NL", "NL999970131B92", "Mobiele abonnementen"),
    ("Betoncentrale Hazelaar BV", "Rotterdam", "NL", "NL999970262B77", "Beton C30/37, per m³"),
    ("Verzekeringen Aerts & Zn", "Breda", "NL", "NL999970393B62", "Premie CAR-verzekering"),
    ("Tankstation De Wending", "Utrecht", "NL", "NL999970524B47", "Diesel, per liter"),
    ("Steigerbouw Lambrechts BV", "Tilburg", "NL", "NL999970655B32", "Steiger, huur per week"),
    ("Woningstichting Merelhof", "Amersfoort", "NL", "NL999970786B17", "Termijn nieuwbouw"),
    ("Ziekenhuis Vredewold", "Amersfoort", "NL", "NL999970917B02", "Verbouwing polikliniek"),
)
SUPPLIERS, CUSTOMERS = OUTSIDERS[:6], OUTSIDERS[6:]
# On the platform: who sells to Jansen Bouw what.
NEIGHBOURS = (
    ("Van Damme Staalbouw NV", "Stalen kolommen HEA 200"),
    ("Brouwer Installatietechniek BV", "Installatiewerk, per uur"),
    ("Kraanverhuur Zeeman BV", "Mobiele kraan, per dag"),
    ("Houthandel De Eik BV", "Vuren balk 63 × 175"),
)
WAY = (S.RECEIVED, S.OPENED, S.UNDER_REVIEW, S.APPROVED, S.APPROVED_FOR_PAYMENT, S.PAID)


@dataclass
class Desk:
    """Writes documents with a past; `chance` is seeded."""

    town: Town
    chance: random.Random
    today: dt.datetime
    count: int = 0

    def day(self, number: int, of: int) -> dt.datetime:
        """The moment of the number-th of so many documents, the last one an hour ago."""
        back = dt.timedelta(days=MONTHS * 30.4) * ((of - 1 - number) / of)
        return self.today - back - dt.timedelta(minutes=60 + self.chance.randrange(180))

    def invoice(self, seller: Party, buyer: Party, item: str, at: dt.datetime, number: str) -> Invoice:
        """A reckoned invoice of one to four lines."""
        chance, abroad = self.chance, seller.address.country != buyer.address.country
        category, rate = ("K", Decimal(0)) if abroad else ("S", Decimal(chance.choice((21, 21, 21, 9))))
        lines = [
            Line(
                str(n + 1),
                item
                if n == 0
                else chance.choice(("Transport", "Montage, per uur", "Toeslag klein materieel")),
                Decimal(chance.randrange(1, 24)),
                "C62",
                Decimal(chance.randrange(1_500, 48_000)) / 100,
                Decimal(0),
                vat_category=category,
                vat_rate=rate,
            )
            for n in range(chance.randrange(1, 5))
        ]
        reason = "Intracommunautaire levering" if abroad else ""
        made = Invoice(
            number=number,
            issued_on=at.date(),
            due_on=at.date() + dt.timedelta(days=30),
            seller=seller,
            buyer=buyer,
            buyer_reference=f"Project {chance.choice(('Merwede, blok C', 'Leidsche Rijn', 'Kanaaleiland'))}",
            delivered_on=at.date() if abroad else None,
            delivered_to=Party(address=Address(country=buyer.address.country)) if abroad else None,
            payments=[Payment("30", reference=number, account="NL91ABNA0417164300")],
            lines=lines,
            vat=[Vat(category, rate, Decimal(0), Decimal(0), reason, "VATEX-EU-IC" if abroad else "")],
        )
        return totals.reckon(made)

    def put(
        self,
        organization: Organization,
        box: Box,
        source: Source,
        invoice: Invoice,
        at: dt.datetime,
        by: User | None,
    ) -> Document:
        """The document with its UBL, in its first status."""
        self.count += 1
        more = {"sent_at": at, "sent_by": by} if box == Box.SENT else {}
        kind = DocumentKind.CREDIT_NOTE if invoice.is_credit_note else DocumentKind.INVOICE
        made = documents.begin(
            organization,
            box,
            kind,
            source,
            invoice.number,
            by=None if source == Source.DELIVERED else by,
            fields=facts_of(invoice, box),
            id=uuid7_at(at + dt.timedelta(milliseconds=self.count)),
            made_at=at,
            status_at=at,
            **more,
        )
        files.keep(made, f"{invoice.number}.xml", ubl_writing.write(invoice), UBL)
        StatusChange.objects.filter(document=made).update(at=at, by_name=by.name if by else "")
        return made

    def walk(
        self,
        document: Document,
        steps: Iterable[Status],
        by: User | None,
        at: dt.datetime,
        reason: str = "",
    ) -> None:
        """Later statuses, some hours or days apart, never beyond now."""
        for status in steps:
            at = min(at + dt.timedelta(hours=self.chance.randrange(3, 60)), self.today)
            said = reason if status is S.REJECTED else ""
            change = StatusChange.objects.create(
                organization_id=document.organization_id,
                document=document,
                status=status,
                by=by,
                by_name=by.name if by else "",
                reason=said,
            )
            StatusChange.objects.filter(pk=change.pk).update(at=at)
            Document.objects.filter(pk=document.pk).update(status=status, status_at=at)
            document.status = status


def plant(town: Town) -> None:
    """Write them."""
    desk = Desk(town, random.Random(20261124), now())
    _numbers(town)
    _from_outside(desk)
    _between(desk)
    _sent(desk)
    _other_kinds(desk)
    _shares(desk)


def _numbers(town: Town) -> None:
    """What an invoice needs: VAT numbers and an account; Jansen Bouw's own numbers go on where the past ends."""
    cast = town.cast
    for organization, vat, account in (
        (cast.bouw, "NL068120904B01", "NL91ABNA0417164300"),
        (cast.vastgoed, "NL004495445B01", "NL02ABNA0123456789"),
        (cast.zonen, "BE0403170701", "BE68539007547034"),
    ):
        for scheme, value in (("vat", vat), ("iban", account)):
            Identifier.objects.create(
                organization=organization,
                scheme=scheme,
                value=value,
                registered=scheme == "vat",
                claimed_at=now(),
            )
    Series.objects.create(
        organization=cast.bouw,
        kind=DocumentKind.INVOICE,
        prefix=numbering.FIRST[DocumentKind.INVOICE],
        next=43,
    )


def outsider(row: tuple[str, str, str, str, str]) -> Party:
    name, city, country, vat, _item = row
    endpoint = Endpoint(vat, "9944")
    address = Address(street="Stationsplein 1", postal_code="3511 ED", city=city, country=country)
    return Party(name=name, vat=vat, endpoint=endpoint, address=address)


def insider(organization: Organization) -> Party:
    """As the invoice form makes it; most of the demo's organizations told no VAT number of their own."""
    party = parties.seller(organization)
    number = party.registration.value if party.registration else ""
    vat = f"BE{number}" if organization.country == "BE" else f"NL0{number}B01"
    return replace(party, vat=party.vat or vat)


def _steps(age: dt.timedelta, chance: random.Random) -> list[Status]:
    """How far one gets: what is old is paid, what is new is on its way; a few are rejected."""
    if age > dt.timedelta(days=60):
        return list(WAY[1:])
    if chance.random() < 0.12:  # noqa: PLR2004
        return [S.OPENED, S.REJECTED]
    return list(WAY[1 : 1 + chance.randrange(len(WAY) - 1)])


def _from_outside(desk: Desk) -> None:
    """Uploaded by Fatima for Jansen Bouw, from suppliers who are not here; one came twice."""
    bouw, fatima = desk.town.cast.bouw, desk.town.people["Fatima El Amrani"]
    rows = 44
    for number in range(rows):
        supplier, at = SUPPLIERS[number % len(SUPPLIERS)], desk.day(number, rows)
        name = f"{supplier[0][:2].upper()}-{at.year}-{1000 + number * 7}"
        made = desk.invoice(outsider(supplier), insider(bouw), supplier[4], at, name)
        document = desk.put(bouw, Box.RECEIVED, Source.UPLOADED, made, at, fatima)
        steps = _steps(desk.today - at, desk.chance)
        desk.walk(document, steps, fatima, at, "Hours of week 44 are missing")
        if number == rows - 6:
            again = desk.put(bouw, Box.RECEIVED, Source.UPLOADED, made, at + dt.timedelta(days=2), fatima)
            Document.objects.filter(pk=again.pk).update(duplicate_of=document)
            desk.walk(again, [S.DUPLICATE], None, at + dt.timedelta(days=2))


def _between(desk: Desk) -> None:
    """Sent on the platform to Jansen Bouw: both sides have it."""
    town, rows = desk.town, 16
    for number in range(rows):
        name, item = NEIGHBOURS[number % len(NEIGHBOURS)]
        house, at = town.houses[name], desk.day(number, rows)
        prefix = "".join(word[0] for word in name.split()[:3]).upper()
        made = desk.invoice(
            insider(house), insider(town.cast.bouw), item, at, f"{prefix}-{at.year}-{800 + number}"
        )
        _pair(desk, house, town.cast.bouw, made, at, town.people["Fatima El Amrani"])


def _pair(
    desk: Desk, house: Organization, to: Organization, made: Invoice, at: dt.datetime, reader: User
) -> Document:
    """The sent and the received document, with the statuses that both see."""
    sender = house.created_by
    assert sender is not None
    sent = desk.put(house, Box.SENT, Source.CREATED, made, at, sender)
    received = desk.put(to, Box.RECEIVED, Source.DELIVERED, made, at, None)
    for one, other, party in ((sent, received, to), (received, sent, house)):
        Document.objects.filter(pk=one.pk).update(counterpart_id=other.pk, party_organization_id=party.pk)
    StatusChange.objects.filter(document=received).update(by_name=house.name)
    steps = _steps(desk.today - at, desk.chance)
    desk.walk(received, steps, reader, at, "Ordered for another project")
    _mirror(sent, received, to.name)
    return received


def _mirror(sent: Document, received: Document, name: str) -> None:
    """What the receiver did, under the receiver's name, on the sender's copy (domain 7.4)."""
    for step in received.status_changes.order_by("id"):
        status = S.DELIVERED if step.status == S.RECEIVED else S(step.status)
        seen = StatusChange.objects.create(
            organization_id=sent.organization_id,
            document=sent,
            status=status,
            by_name=name,
            reason=step.reason,
        )
        StatusChange.objects.filter(pk=seen.pk).update(at=step.at)
        Document.objects.filter(pk=sent.pk).update(status=status, status_at=step.at)


def _sent(desk: Desk) -> None:
    """Jansen Bouw's own invoices: to customers outside, and one to the supplier in Gent."""
    cast, rows = desk.town.cast, 22
    for number in range(rows):
        customer, at = CUSTOMERS[number % len(CUSTOMERS)], desk.day(number, rows)
        made = desk.invoice(
            insider(cast.bouw), outsider(customer), customer[4], at, f"{at.year}-{20 + number:04}"
        )
        document = desk.put(cast.bouw, Box.SENT, Source.CREATED, made, at, cast.anna)
        old = desk.today - at > dt.timedelta(days=45)
        steps = [S.DELIVERED, S.PAID] if old else [S.DELIVERY_FAILED] if number == rows - 2 else [S.DELIVERED]
        desk.walk(document, steps, cast.anna, at)
    at = desk.today - dt.timedelta(days=3)
    made = desk.invoice(insider(cast.bouw), insider(cast.zonen), "Bekisting, per m²", at, f"{at.year}-0042")
    _pair(desk, cast.bouw, cast.zonen, made, at, cast.luc)


def _other_kinds(desk: Desk) -> None:
    """A credit note, an order and a plan: not everything is an invoice."""
    cast, fatima = desk.town.cast, desk.town.people["Fatima El Amrani"]
    at = desk.today - dt.timedelta(days=20)
    plain = desk.invoice(outsider(SUPPLIERS[2]), insider(cast.bouw), SUPPLIERS[2][4], at, f"BE-{at.year}-C12")
    note = replace(
        plain, type_code="381", due_on=None, references=[Reference("preceding", f"BE-{at.year}-1014")]
    )
    document = desk.put(cast.bouw, Box.RECEIVED, Source.UPLOADED, note, at, fatima)
    desk.walk(document, [S.OPENED, S.APPROVED], fatima, at)
    _plain(desk, DocumentKind.ORDER, "Order 4500.csv", b"item;quantity\nVuren balk 63 x 175;120\n", days=9)
    _plain(desk, DocumentKind.OTHER, "Agreements Merwede.txt", b"Oplevering blok C: 28 februari.\n", days=30)


def _plain(desk: Desk, kind: DocumentKind, name: str, content: bytes, days: int) -> None:
    anna, at = desk.town.cast.anna, desk.today - dt.timedelta(days=days)
    key, bouw = uuid7_at(at), desk.town.cast.bouw
    made = documents.begin(bouw, Box.MADE, kind, Source.UPLOADED, name, by=anna, id=key, made_at=at)
    Document.objects.filter(pk=made.pk).update(dated_on=at.date())
    files.keep(made, name, content, "text/csv" if name.endswith(".csv") else "text/plain")


def _shares(desk: Desk) -> None:
    """One invoice for Tom of Van Dijk until next month, one for Finance, one for Jansen Vastgoed; and Lin asks for one.

    Wim Maes has three paths to the second: he is a member, it is shared with him, and Finance asks him.
    """
    cast = desk.town.cast
    newest = list(Document.objects.filter(organization=cast.bouw, box=Box.RECEIVED).order_by("-id")[:3])
    until = desk.today + dt.timedelta(days=30)
    receivers: list[Callable[[Document], Share]] = [
        lambda d: _share(
            d, Level.VIEW, cast.anna, user=cast.tom, partnership=cast.partnership, expires_at=until
        ),
        lambda d: _share(d, Level.EDIT, cast.anna, group=cast.jansen.groups.get(folded="finance")),
        lambda d: _share(d, Level.VIEW, cast.anna, to_organization=cast.vastgoed),
    ]
    for document, give in zip(newest, receivers, strict=True):
        give(document)
    wim, bond = desk.town.people["Wim Maes"], Partnership.objects.get(memberships__user__name="Wim Maes")
    _share(newest[1], Level.VIEW, cast.piet, user=wim, partnership=bond, expires_at=until)
    Request.objects.create(
        kind=Kind.ACCESS,
        asked_by=cast.lin,
        environment=cast.vandijk,
        to_environment=cast.jansen,
        organization=cast.bouw,
        document=newest[1],
        message="Tom is away; could I see it too?",
        expires_at=until,
    )


def _share(document: Document, level: Level, by: User, **to: object) -> Share:
    return Share.objects.create(
        document=document, organization=document.organization, level=level, began_by=by, **to
    )
