"""Ending what was picked: first what would end, then a result for each."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kantoor.kernel.errors import Invalid
from kantoor.overview import endings
from kantoor.overview.endings import Outcome
from kantoor.web.overview.pages import Find
from kantoor.web.overview.places import Place
from kantoor.web.request import Asked


@require_POST
def preview(request: Asked, find: Find, **where: UUID) -> HttpResponse:
    """What would end, and what would not."""
    place = find(request, **where)
    outcomes = endings.preview(request.actor, place.scope, request.POST.getlist("pick"))
    if not outcomes:
        raise Invalid(_("Pick at least one membership; then it is shown what would end."))
    return render(request, "overview/picked.html", _told(place, outcomes))


@require_POST
def end(request: Asked, find: Find, **where: UUID) -> HttpResponse:
    """What became of each; sent again, it finds nothing left to end."""
    place = find(request, **where)
    outcomes = endings.end(request.actor, place.scope, request.POST.getlist("pick"))
    return render(request, "overview/ended.html", _told(place, outcomes))


def _told(place: Place, outcomes: list[Outcome]) -> dict[str, Any]:
    ended = [one for one in outcomes if not one.problem]
    return {
        "place": place,
        "ended": ended,
        "stays": [one for one in outcomes if one.problem],
        "people": len({one.person.pk for one in ended}),
        "external": len({one.person.pk for one in ended if one.outside}),
    }
