"""One partnership with all its participants: putting own people forward, taking them out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.kernel import ids, pages
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.partnerships import participants, partnerships
from kantoor.web.moments import calendar_day, local_day
from kantoor.web.partners.table import heads, rows_of
from kantoor.web.request import Asked

SHOWN = 100


@require_GET
def show(request: Asked, partnership_id: UUID) -> HttpResponse:
    """Everybody whom one of the sides has put forward, fifty at a time; `?side=ours` for one's own."""
    found = partnerships.one(request.actor, partnership_id)
    here = request.actor.environment_id
    partner = partnerships.other_side(found, here)
    ours = request.GET.get("side") == "ours"
    people = participants.of(found, here if ours else partner.pk)
    page = pages.keyset(people, order=("user__folded", "id"), cursor=request.GET.get("page", ""))
    row = rows_of(request, [found])[0]
    context = {"row": row, "partner": partner, "page": page, "ours": ours, "theirs": not ours}
    context["side"] = row.ours if ours else row.theirs
    context |= {"live": partnerships.is_live(found), "since": calendar_day(local_day(found.valid_from))}
    return render(request, "partners/partnership.html", heads(request) | context)


@require_http_methods(["GET", "POST"])
def new(request: Asked, partnership_id: UUID) -> HttpResponse:
    """Own people to choose from; POST puts them forward."""
    found = reading.find(
        request.actor, partnership_id, partnerships.visible_to, Permission.PARTICIPANTS_CHANGE
    )
    problem, text = "", request.GET.get("q", "")
    picked = [key for key in map(ids.parse, request.POST.getlist("users")) if key]
    everybody = "everybody" in request.POST
    if request.method == "POST":
        try:
            made = participants.put_forward(request.actor, found.pk, picked, everybody=everybody)
        except (Invalid, Conflict) as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _said(len(made), everybody))
            return redirect("partnership", found.pk)
    context = {"text": text, "picked": set(picked), "everybody": everybody, "problem": problem}
    context |= _choices(request, partnership_id, text)
    return render(request, "partners/put_forward.html", context, status=400 if problem else 200)


def _choices(request: Asked, partnership_id: UUID, text: str) -> dict[str, object]:
    found = partnerships.one(request.actor, partnership_id)
    people = list(participants.choosable_in(request.actor, found, text)[: SHOWN + 1])
    row = rows_of(request, [found])[0]
    return {"row": row, "partner": row.partner, "people": people[:SHOWN], "more": len(people) > SHOWN}


def _said(number: int, everybody: bool) -> str:
    if not number:
        return _("They were participants already; nothing has changed.")
    if everybody:
        return _("All your active users can be chosen now.")
    said = ngettext(
        "%(n)d person can be chosen by them now.", "%(n)d people can be chosen by them now.", number
    )
    return said % {"n": number}


@require_POST
def take_out(request: Asked, participant_id: UUID) -> HttpResponse:
    """No longer choosable."""
    gone = participants.take_out(request.actor, participant_id)
    name = gone.user.name if gone.user else _("Your people")
    said = _("%(name)s can no longer be chosen. What they already have stays as it is.")
    messages.success(request, said % {"name": name})
    return redirect("partnership", gone.partnership_id)
