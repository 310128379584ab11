"""The lines without scripts: a button each for adding, taking away and moving. All of them save the form first."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kantoor.invoicing import taxes
from kantoor.invoicing.drafts import Overtaken
from kantoor.invoicing.sheets import Row, Sheet
from kantoor.web.invoices import page
from kantoor.web.invoices.sheet import posted
from kantoor.web.request import Asked


@require_POST
def add(request: Asked, document_id: UUID) -> HttpResponse:
    """One more line at the end, with unit and VAT of the one before."""
    sheet = posted(request.POST)
    document = page.found(request, document_id)
    last = sheet.lines[-1] if sheet.lines else Row(vat=taxes.usual(document.organization.country))
    sheet.lines.append(Row(unit=last.unit, vat=last.vat))
    return _saved(request, document_id, sheet)


@require_POST
def remove(request: Asked, document_id: UUID, position: int) -> HttpResponse:
    """Without this line."""
    sheet = posted(request.POST)
    del sheet.lines[position : position + 1]
    return _saved(request, document_id, sheet)


@require_POST
def move(request: Asked, document_id: UUID, position: int, to: int) -> HttpResponse:
    """This line in another place."""
    sheet = posted(request.POST)
    if position < len(sheet.lines):
        line = sheet.lines.pop(position)
        sheet.lines.insert(min(to, len(sheet.lines)), line)
    return _saved(request, document_id, sheet)


def _saved(request: Asked, document_id: UUID, sheet: Sheet) -> HttpResponse:
    document = page.found(request, document_id)
    try:
        page.save(request, document, sheet)
    except Overtaken as told:
        return page.overtaken(request, document, told)
    return redirect(f"{reverse('draft', args=[document.pk])}#lines")
