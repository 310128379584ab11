"""The documents picked in a list, shared together; what became of each stands in its row."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kantoor.documents import bulk
from kantoor.sharing import foreseeing, many
from kantoor.sharing.many import Result
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import Receivers
from kantoor.web import choosing as offered
from kantoor.web import foresight, unscripted
from kantoor.web.addresses import back
from kantoor.web.request import Asked
from kantoor.web.sharing import choosing
from kantoor.web.sharing.forms import ShareForm, picks


@require_POST
def show(request: Asked) -> HttpResponse:
    """What can be shared and with whom; `confirmed` does it and says what became of each."""
    keys = bulk.picked(request.POST.getlist("document"))
    if not keys:
        return redirect(back(request))
    rows, chosen = many.picked(request.actor, keys), picks(request.POST)
    confirmed, looks = "confirmed" in request.POST, unscripted.looks(request)
    form = ShareForm(request.POST if confirmed or looks else None)
    if not confirmed or looks or not form.is_valid() or not chosen:
        wrong = _("Choose at least one receiver.") if confirmed and not looks and not chosen else ""
        return _asked(request, rows, form, wrong, len(keys))
    done = many.give(request.actor, rows, chosen, form.cleaned_data["level"], form.moment())
    context = {"results": done, "done": True, "count": sum(bool(row.said) for row in done)}
    return render(request, "sharing/many.html", context | {"back": _back(request)})


@require_POST
def preview(request: Asked) -> HttpResponse:
    """The consequence box, for what is picked now."""
    rows = many.picked(request.actor, bulk.picked(request.POST.getlist("document")))
    return render(request, "consequences/box.html", _foreseen(request, rows, ShareForm(request.POST)))


def _foreseen(request: Asked, rows: list[Result], form: ShareForm) -> dict[str, Any]:
    chosen = picks(request.POST)
    valid = form.is_bound and form.is_valid()
    level = form.cleaned_data["level"] if valid else Level.VIEW
    until = form.moment() if valid else None
    change = partial(foreseeing.giving_many, request.actor, rows, chosen, level, until)
    given = [row.document for row in rows if row.document and not row.problem]
    untold = len(foreseeing.told(request.actor, given)) < len(given)
    return foresight.told(change) | {"preview_at": reverse("documents_sharing_preview"), "untold": untold}


@require_GET
def options(request: Asked) -> HttpResponse:
    """Who can be chosen, as one types; `document` is one of each organization."""
    found = many.places(
        request.actor, many.picked(request.actor, bulk.picked(request.GET.getlist("document")))
    )
    return offered.answer(request, partial(_choices, found))


def _asked(request: Asked, rows: list[Result], form: ShareForm, wrong: str, many_asked: int) -> HttpResponse:
    places = many.places(request.actor, rows)
    query = urlencode([("document", place.document.pk) for place in places])
    context = {
        "results": rows,
        "count": sum(not row.problem for row in rows),
        "form": form,
        "source": f"{reverse('documents_sharing_options')}?{query}",
        "picks": [choosing.option(one) for one in many.described(places, picks(request.POST))],
        "people_problem": wrong,
        "too_many": many_asked - len(rows),
        "back": _back(request),
    } | _foreseen(request, rows, form)
    context |= unscripted.choices(request, partial(_choices, places))
    return render(request, "sharing/many.html", context, status=400 if form.errors or wrong else 200)


def _choices(places: list[Receivers], text: str) -> list[dict[str, Any]]:
    if not places:
        return []
    return choosing.groups(places[0].document.organization.environment.name, many.search(places, text))


def _back(request: Asked) -> str:
    """The list that the documents were picked in."""
    return {"made": reverse("documents"), "sent": reverse("outbox")}.get(
        request.POST.get("box", ""), reverse("inbox_documents")
    )
