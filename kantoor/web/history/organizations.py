"""The members of an organization as they were, what changed, and what one of them had; for its administrators."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kantoor.history import compared, person_files, sight, then, timeline
from kantoor.history.person_files import Wanted
from kantoor.web.history.forms import MomentForm, WindowForm
from kantoor.web.history.shared import answer, listed, sent
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


def _frame(request: Asked, place: Any, view: str) -> dict[str, Any]:
    return frame(request.actor, place, "members") | {"view": view}


@require_GET
def members(request: Asked, organization_id: UUID) -> HttpResponse:
    """Everybody who reached it at a moment, with every path."""
    place, form = then.organization(request.actor, organization_id), MomentForm(request.GET)
    address = reverse("organization_then", args=[organization_id])
    text = request.GET.get("q", "")
    found = listed(
        request, lambda: then.members(request.actor, place, form.moment("at"), text), address, form
    )
    context = _frame(request, place, "then") | found | {"text": text}
    return answer(request, "history/organization_then.html", context)


@require_POST
def export_members(request: Asked, organization_id: UUID, form: str) -> StreamingHttpResponse:
    """The same as a file."""
    asked, text = MomentForm(request.POST), request.POST.get("q", "")
    return sent(
        "members",
        form,
        lambda kind: then.export_members(request.actor, organization_id, asked.moment("at"), text, kind),
        asked,
    )


@require_GET
def changes(request: Asked, organization_id: UUID) -> HttpResponse:
    """Who gained, who lost, whose role became another."""
    place, form = then.organization(request.actor, organization_id), WindowForm(request.GET)
    address, ours = reverse("organization_changes", args=[organization_id]), request.actor.environment_id
    found = listed(
        request,
        lambda: compared.of_organization(place, form.moment("since"), form.moment("until"), ours),
        address,
        form,
    )
    return answer(request, "history/organization_changes.html", _frame(request, place, "changes") | found)


@require_POST
def export_changes(request: Asked, organization_id: UUID, form: str) -> StreamingHttpResponse:
    """The same as a file."""
    asked = WindowForm(request.POST)
    return sent(
        "changes",
        form,
        lambda kind: compared.export_organization(
            request.actor, organization_id, asked.moment("since"), asked.moment("until"), kind
        ),
        asked,
    )


@require_GET
def person(request: Asked, organization_id: UUID, user_id: UUID) -> HttpResponse:
    """Everything that one person was ever given of it."""
    seen = sight.within(request.actor, organization_id, user_id)
    address = reverse("organization_person", args=[organization_id, user_id])
    found = listed(request, lambda: timeline.of(seen), address)
    context = _frame(request, seen.within, "person") | found | {"person": seen.person}
    return answer(request, "history/organization_person.html", context)


@require_POST
def export_person(request: Asked, organization_id: UUID, user_id: UUID, form: str) -> StreamingHttpResponse:
    """The same as a file."""
    return sent(
        "timeline",
        form,
        lambda kind: person_files.export_within(request.actor, organization_id, user_id, Wanted(), kind),
    )
