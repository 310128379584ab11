"""The end of a partnership: its day, what ends, the receipt."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.kernel.errors import Invalid
from kantoor.organizations import lists
from kantoor.partnerships import ending, hanging, partnerships
from kantoor.partnerships.hanging import Ends
from kantoor.partnerships.models import Partnership
from kantoor.receipts import receipts
from kantoor.web import foresight
from kantoor.web.forms import DayInput
from kantoor.web.partners.table import heads, table
from kantoor.web.request import Asked

COUNTED = "counted"
TITLES = {
    "memberships": gettext_lazy("Memberships"),
    "requests": gettext_lazy("Unanswered requests"),
    "places": gettext_lazy("Places in groups"),
    "participants": gettext_lazy("Participants"),
    "shares": gettext_lazy("Shared documents"),
}


class DayForm(forms.Form):
    """The last day of the partnership."""

    until = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("After this day it ends by itself. Empty: no end date."),
        error_messages={"invalid": gettext_lazy("This is no date. Write it as 2027-03-31.")},
    )


@require_http_methods(["GET", "POST"])
def date(request: Asked, partnership_id: UUID) -> HttpResponse:
    """The last day; POST changes it."""
    found = _found(request, partnership_id)
    form = DayForm(request.POST or None, initial={"until": lists.last_day(found.expires_at)})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until"]
        try:
            partnerships.change_end(request.actor, found.pk, lists.end_of(day) if day else None)
        except (Invalid, OverflowError) as problem:
            form.add_error(
                "until", str(problem) if isinstance(problem, Invalid) else _("Choose a nearer day.")
            )
        else:
            messages.success(request, _("The end date is changed. The other side is told."))
            return redirect("partners")
    context = table(request) | _about(request, found) | {"form": form}
    return render(request, "partners/end_date.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def preview(request: Asked, partnership_id: UUID) -> HttpResponse:
    """What will end; POST ends it."""
    found = _found(request, partnership_id)
    if request.method == "POST":
        ending.end(request.actor, found.pk)
        return redirect("partnership_receipt", found.pk)
    foreseen, about = partial(ending.foresee, request.actor, found), _about(request, found)
    if beside := foresight.apart(request, foreseen, about["partner"].name):
        return beside
    counts = _counts(request, found)
    if COUNTED in request.GET and request.headers.get("HX-Request"):
        return render(request, "partners/directions.html", about | counts)
    context = table(request) | about | counts | foresight.later(request, foreseen)
    return render(request, "partners/ending.html", context)


def _counts(request: Asked, found: Partnership) -> dict[str, Any]:
    """How much ends; where that is very much the page does not wait for it: without scripts a link leads there."""
    if COUNTED not in request.GET and ending.is_much(request.actor, found):
        return {"counted_at": f"{request.path}?{COUNTED}"}
    return _directions(request, found, ending.preview(request.actor, found))


@require_GET
def receipt(request: Asked, partnership_id: UUID) -> HttpResponse:
    """What ended, how many, 0 left, when, by whom."""
    found = _found(request, partnership_id)
    kept = ending.receipt(request.actor, found)
    context = heads(request) | _about(request, found) | _directions(request, found, kept.ends)
    mine = receipts.of(request.actor, partnership_id=found.pk)
    return render(request, "partners/receipt.html", context | {"receipt": kept, "mine": mine})


@require_GET
def names(request: Asked, partnership_id: UUID, part: str, side: UUID) -> HttpResponse:
    """Who it is about, fifty at a time; before the end and after it."""
    found = _found(request, partnership_id)
    page = hanging.page(request.actor, found, part, side, request.GET.get("page", ""))
    context = {"page": page, "names": [hanging.name_of(row) for row in page.rows], "heading": TITLES[part]}
    context["whose"] = found.low if side == found.low_id else found.high
    return render(request, "partners/names.html", _about(request, found) | context)


def _found(request: Asked, partnership_id: UUID) -> Partnership:
    return reading.find(request.actor, partnership_id, partnerships.visible_to, Permission.PARTNERSHIPS_END)


def _about(request: Asked, found: Partnership) -> dict[str, Any]:
    return {
        "partnership": found,
        "partner": partnerships.other_side(found, request.actor.environment_id),
        "own": request.actor.environment,
    }


def _directions(request: Asked, found: Partnership, ends: Ends) -> dict[str, Any]:
    partner = partnerships.other_side(found, request.actor.environment_id)
    return {
        "ends": ends,
        "directions": [
            {"people_of": partner, "with": request.actor.environment, "ends": ends.of(partner.pk)},
            {
                "people_of": request.actor.environment,
                "with": partner,
                "ends": ends.of(request.actor.environment_id),
            },
        ],
    }
