"""The share panel over a document's page: first who has access and why, then what to give to whom."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.kernel.errors import Conflict, Invalid, Refused
from kantoor.sharing import foreseeing, seen, shares
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import Receiver, Receivers
from kantoor.sharing.shares import Outcome, Sorted
from kantoor.web import choosing as offered
from kantoor.web import foresight, unscripted
from kantoor.web.documents import page
from kantoor.web.request import Asked
from kantoor.web.sharing import choosing
from kantoor.web.sharing.forms import ShareForm, picks

MOST_ROWS = 12


@require_http_methods(["GET", "POST"])
def show(request: Asked, document_id: UUID) -> HttpResponse:
    """The panel; POST shares."""
    document = found(request, document_id)
    if request.method == "GET":
        return _panel(request, document, ShareForm())
    form = ShareForm(request.POST)
    if unscripted.looks(request) or not form.is_valid():
        return _panel(request, document, form)
    try:
        level, until = form.cleaned_data["level"], form.moment()
        done = shares.give(request.actor, document.pk, picks(request.POST), level, until)
    except (Invalid, Conflict, Refused) as problem:
        return _panel(request, document, form, problem)
    _tell(request, done)
    return redirect("document_sharing", document.pk)


@require_GET
def options(request: Asked, document_id: UUID) -> HttpResponse:
    """Who can be chosen, as one types."""
    receivers = Receivers(request.actor, found(request, document_id))
    return offered.answer(request, partial(_choices, receivers))


@require_POST
def preview(request: Asked, document_id: UUID) -> HttpResponse:
    """The consequence box, for what is picked now."""
    document = found(request, document_id)
    form = ShareForm(request.POST)
    form.is_valid()
    context = _foreseen(request, Receivers(request.actor, document), form)
    context |= {"document": document, "swapping": True}
    return render(request, "sharing/preview.html", context)


def found(request: Asked, document_id: UUID) -> Document:
    """A document that the asker may share."""
    return reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENT_SHARE)


def _choices(receivers: Receivers, text: str) -> list[dict[str, Any]]:
    return choosing.groups(receivers.document.organization.environment.name, receivers.search(text))


def _foreseen(request: Asked, receivers: Receivers, form: ShareForm) -> dict[str, Any]:
    document, chosen = receivers.document, picks(request.POST or request.GET)
    foreseen = shares.sort_out(receivers, chosen)
    described = [one for one in receivers.described(chosen) if not one.reason]
    known = getattr(form, "cleaned_data", None) or {}
    level, until = known.get("level"), form.moment() if form.is_bound and form.is_valid() else None
    member = bool(described) and documents.is_member(request.actor, document)
    change = partial(foreseeing.giving, request.actor, document, chosen, level or Level.VIEW, until)
    return (foresight.told(change) if described else {}) | {
        "gaining": described,
        "already": foreseen.count(Outcome.ALREADY),
        "gone": foreseen.count(Outcome.NOT_CHOOSABLE),
        "outside": sorted({one.company for one in described if one.outside}),
        "word": str(Level(level).label).lower() if level in Level.values else "",
        "full": level == Level.FULL,
        "until": known.get("until"),
        "known": [one.holder.name for one in described if member and _reaches(one, document, level)][:5],
    }


def _reaches(one: Receiver, document: Document, level: int | None) -> bool:
    """Whether a person sees as much already, by another path; asked for the first few."""
    there = shares.level_of(one.holder, document)
    return there is not None and there >= (level or 0)


def _panel(
    request: Asked,
    document: Document,
    form: ShareForm,
    problem: Invalid | Conflict | Refused | None = None,
) -> HttpResponse:
    """The panel over the page, with nothing lost of what was typed and picked."""
    if problem is not None and problem.field in form.fields:
        form.add_error(problem.field, str(problem))
    receivers = Receivers(request.actor, document)
    behind = page.context(request, document)
    context = (
        behind
        | _foreseen(request, receivers, form)
        | {
            "form": form,
            "holding": seen.longer(request.actor, document, behind["access"], MOST_ROWS),
            "picks": [
                choosing.option(one) for one in receivers.described(picks(request.POST or request.GET))
            ],
            "people_problem": str(problem) if problem and problem.field == "people" else "",
            "problem": problem if problem and problem.field is None else None,
        }
        | unscripted.choices(request, partial(_choices, receivers))
    )
    status = getattr(problem, "status", 400) if form.errors or problem else 200
    return render(request, "sharing/panel.html", context, status=status)


def _tell(request: Asked, done: Sorted) -> None:
    """One sentence for each thing that happened, and for what did not."""
    given = done.of(Outcome.GIVEN)
    if given:
        said = ngettext("Shared with %(name)s.", "Shared with %(n)d receivers.", len(given))
        messages.success(request, said % {"n": len(given), "name": given[0].name})
    if already := done.count(Outcome.ALREADY):
        said = ngettext(
            "%(n)d has a share already; nothing changed.",
            "%(n)d have a share already; nothing changed.",
            already,
        )
        messages.info(request, said % {"n": already})
    if gone := done.count(Outcome.NOT_CHOOSABLE):
        said = ngettext("%(n)d can no longer be chosen.", "%(n)d can no longer be chosen.", gone)
        messages.error(request, said % {"n": gone})
