"""The rows of the overview, drawn in Python: four hundred cells through templates take too long."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kantoor.access.actor import Actor
from kantoor.access.overview import LATELY, SOON, Cell, Scope
from kantoor.accounts.models import User
from kantoor.organizations import lists
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.overview.overviews import Row, Sheet
from kantoor.web.icons import draw as icon
from kantoor.web.templatetags import kantoor as mark

NEW = dt.timedelta(days=14)  # so long nobody wonders that it was not used
BOX = '<input type="checkbox" name="pick" value="{}" aria-label="{}">'
LIST_ROW = (
    '<tr><td class="tick">{box}<th scope="row">{person}<td class="fold">{role}{groups}'
    '<td class="fold{endless}">{until}<td class="spare nowrap">{since}<td class="fold used">{used}</tr>\n'
)
MATRIX_ROW = (
    '<tr><td class="tick">{box}<th scope="row" class="named">{person}<td class="sum">{sum}{cells}</tr>\n'
)
CELL = '<td class="spot{look}"><label>{box}{role}</label>{notes}'
NONE = '<td class="none"><i>{}</i>'
NOTE = '<span class="sub{look}">{icon}{text}</span>'


def draw(actor: Actor, scope: Scope, sheet: Sheet) -> SafeString:
    """A line for each person of one organization; or a row of cells."""
    if scope.organization_id is None:
        return _joined(_matrix_row(actor, row, sheet.places.rows) for row in sheet.rows)
    listed = ((row.person, row.cells[0]) for row in sheet.rows if row.cells)
    return _joined(_list_row(actor, person, cell) for person, cell in listed if cell)


def _joined(rows: object) -> SafeString:
    return format_html_join("", "{}", ((row,) for row in rows))  # type: ignore[attr-defined]


def _person(actor: Actor, person: User) -> SafeString:
    outside = person.environment.name if person.environment_id != actor.environment_id else ""
    known = not outside and actor.is_environment_administrator
    return mark.person(
        person.name,
        about="" if outside else person.email,
        url=reverse("person", args=[person.pk]) if known else "",
        outside=outside,
        you=person.pk == actor.user_id,
    )


def _matrix_row(actor: Actor, row: Row, places: list[Organization]) -> SafeString:
    label = _("Everything that %(name)s has here") % {"name": row.person.name}
    cells = _joined(_cell(row.person, place, cell) for place, cell in zip(places, row.cells, strict=True))
    return format_html(
        MATRIX_ROW,
        box=format_html(BOX, row.person.pk, label),
        person=_person(actor, row.person),
        sum=_sum(row),
        cells=cells,
    )


def _sum(row: Row) -> SafeString:
    """3 of 12: how many were used lately of those that they have."""
    look = "less" if row.used < row.held else ""
    said = ngettext(
        "%(used)d of %(held)d organization used in 90 days",
        "%(used)d of %(held)d organizations used in 90 days",
        row.held,
    ) % {"used": row.used, "held": row.held}
    return format_html(
        '<span class="{}" title="{}"><span aria-hidden="true">{}&hairsp;/&hairsp;{}</span><span class="sr">{}</span></span>',
        look, said, row.used, row.held, said,
    )  # fmt: skip


def _cell(person: User, place: Organization, cell: Cell | None) -> SafeString:
    if cell is None:
        return format_html(NONE, _("no access"))
    label = f"{person.name}, {place.name}"
    box = format_html(BOX, f"{person.pk}.{place.pk}", label) if cell.membership else ""
    notes = [_used(cell), _groups(cell), _ending(cell)]
    return format_html(
        CELL,
        look="" if cell.membership else " lent",
        box=box,
        role=_role(cell),
        notes=_joined(note for note in notes if note),
    )


def _list_row(actor: Actor, person: User, cell: Cell) -> SafeString:
    return format_html(
        LIST_ROW,
        box=format_html(BOX, f"{person.pk}.{cell.organization}", person.name) if cell.membership else "",
        person=_person(actor, person),
        role=_role(cell),
        groups=_groups(cell),
        endless="" if cell.until else " fold-away",
        until=_until(cell),
        since=mark.when(cell.since),
        used=_used(cell),
    )


def _role(cell: Cell) -> SafeString:
    return mark.level(cell.role, str(OrganizationRole(cell.role).label))


def _note(text: object, look: str = "", picture: str = "") -> SafeString:
    drawn = icon(picture, "small") if picture else ""
    return format_html(NOTE, look=f" {look}" if look else "", icon=drawn, text=text)


def _used(cell: Cell) -> SafeString:
    """Used yesterday; never used; not used since March. What is new is not yet used."""
    now = timezone.now()
    if cell.used is None:
        if cell.since and now - cell.since < NEW:
            return _note(_("not used yet"))
        return _note(_("never used"), "wary")
    return _note(mark.when(cell.used), "wary" if now - cell.used > LATELY else "")


def _groups(cell: Cell) -> SafeString | str:
    if cell.closed:
        return _note(_("reads what is closed"), picture="archive")
    return _note(", ".join(cell.groups), picture="users") if cell.groups else ""


def _ending(cell: Cell) -> SafeString | str:
    if cell.until is None:
        return ""
    soon = cell.until - timezone.now() < SOON
    said = _("until %(day)s") % {"day": mark.day(lists.last_day(cell.until))}
    return _note(format_html("{}", SafeString(said)), "soon" if soon else "", "clock" if soon else "")


def _until(cell: Cell) -> SafeString | str:
    if cell.until is None:
        return "—"
    beneath = _note(mark.when(cell.until), "soon", "clock") if cell.until - timezone.now() < SOON else ""
    return format_html("{}{}", mark.day(lists.last_day(cell.until)), beneath)
