"""The numbers of an organization's invoices: prefix, counter and suffix; given at sending only, so without gaps."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents.models import Document, DocumentKind
from kantoor.invoicing.models import Given, Series
from kantoor.kernel.errors import Invalid
from kantoor.organizations import seen
from kantoor.organizations.models import Organization

KINDS = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
YEAR = "{year}"
FIRST = {DocumentKind.INVOICE: f"{YEAR}-", DocumentKind.CREDIT_NOTE: f"C{YEAR}-"}
LONGEST, WIDEST, MOST = 20, 9, 10**12
PLAIN = frozenset("-_./ {}")


@dataclass(frozen=True)
class Numbering:
    """What an administrator sets for one kind."""

    prefix: str
    next: int
    suffix: str = ""
    width: int = 4


def of(organization: Organization, kind: str) -> Series:
    """The series of a kind; a new organization begins with the year and 0001."""
    found = Series.objects.filter(organization=organization, kind=kind).first()
    return found or Series(organization=organization, kind=kind, prefix=FIRST[DocumentKind(kind)])


def shown(series: Series, on: dt.date | None = None) -> str:
    """The number that would be given next."""
    return _text(series, series.next, on or dt.datetime.now(dt.UTC).date())


def lowest(organization: Organization, prefix: str, suffix: str, on: dt.date | None = None) -> int:
    """The first counter that was not used yet between this prefix and suffix."""
    year = str((on or dt.datetime.now(dt.UTC).date()).year)
    rows = Given.objects.filter(
        organization=organization, prefix=prefix.replace(YEAR, year), suffix=suffix.replace(YEAR, year)
    )
    return (rows.aggregate(most=Max("counter"))["most"] or 0) + 1


def assign(document: Document, on: dt.date | None = None) -> str:
    """Give the document its number, as part of a running action: rolled back with it, so nothing is skipped."""
    before = Given.objects.filter(document=document).first()
    if before:
        return before.number
    series = _held(document)
    day = on or document.dated_on
    counter = max(series.next, lowest(document.organization, series.prefix, series.suffix, day))
    while _taken(document, _text(series, counter, day)):
        counter += 1
    year = str(day.year)
    given = Given.objects.create(
        organization_id=document.organization_id,
        document=document,
        number=_text(series, counter, day),
        prefix=series.prefix.replace(YEAR, year),
        suffix=series.suffix.replace(YEAR, year),
        counter=counter,
    )
    Series.objects.filter(pk=series.pk).update(next=counter + 1)
    return given.number


def _held(document: Document) -> Series:
    """The series, locked until the transaction ends: two sendings take their numbers one after the other."""
    kind = DocumentKind(document.kind)
    Series.objects.get_or_create(
        organization_id=document.organization_id, kind=kind, defaults={"prefix": FIRST[kind]}
    )
    rows = Series.objects.select_for_update(no_key=True)
    return rows.get(organization_id=document.organization_id, kind=kind)


def _taken(document: Document, number: str) -> bool:
    return Given.objects.filter(organization_id=document.organization_id, number=number).exists()


def _text(series: Series, counter: int, day: dt.date) -> str:
    text = f"{series.prefix}{counter:0{series.width}d}{series.suffix}"
    return text.replace(YEAR, str(day.year))


@action("numbering.set", Permission.ORGANIZATION_EDIT, of=seen.by)
def change(actor: Actor, organization: Organization, kind: str, wanted: Numbering) -> Series:
    """Set how invoices or credit notes are numbered from now on; never back below a number that was used."""
    if kind not in KINDS:
        raise Invalid(_("Only invoices and credit notes are numbered."))
    _check(organization, wanted)
    Series.objects.get_or_create(
        organization=organization, kind=kind, defaults={"prefix": FIRST[DocumentKind(kind)]}
    )
    series = Series.objects.select_for_update(no_key=True).get(organization=organization, kind=kind)
    before = Numbering(series.prefix, series.next, series.suffix, series.width)
    if before == wanted:
        raise Unchanged(series)
    series.prefix, series.next, series.suffix, series.width = (
        wanted.prefix,
        wanted.next,
        wanted.suffix,
        wanted.width,
    )
    series.save()
    record.entry(
        actor,
        "numbering.set",
        series,
        organization=organization,
        kind=kind,
        before=vars(before),
        after=vars(wanted),
    )
    return series


def _check(organization: Organization, wanted: Numbering) -> None:
    for name in ("prefix", "suffix"):
        text = getattr(wanted, name)
        if len(text) > LONGEST or text != text.strip():
            raise Invalid(_("At most %(n)s characters, please.") % {"n": LONGEST}, field=name)
        if not all(letter.isalnum() or letter in PLAIN for letter in text):
            raise Invalid(_("Use letters, digits and - _ . / only."), field=name)
    if not 1 <= wanted.width <= WIDEST:
        raise Invalid(_("Between 1 and %(n)s digits, please.") % {"n": WIDEST}, field="width")
    if not 1 <= wanted.next < MOST:
        raise Invalid(_("The counter begins at 1."), field="next")
    least = lowest(organization, wanted.prefix, wanted.suffix)
    if wanted.next < least:
        words = _("Numbers up to %(used)s are given already. The next one is %(least)s or higher.")
        raise Invalid(words % {"used": least - 1, "least": least}, field="next")
