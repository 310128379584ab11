"""The access of a person over time: one's own, or for administrators of one's own people."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kantoor.history import person_files, persons, sight, timeline
from kantoor.history.person_files import Wanted
from kantoor.web.history.forms import MomentForm, WindowForm
from kantoor.web.history.shared import answer, listed, sent
from kantoor.web.request import Asked


def _frame(seen: sight.Sight, view: str) -> dict[str, Any]:
    return {"person": seen.person, "itself": seen.itself, "view": view}


@require_GET
def show(request: Asked, user_id: UUID) -> HttpResponse:
    """Every grant, newest first."""
    seen = sight.of(request.actor, user_id)
    address = reverse("person_timeline", args=[user_id])
    found = listed(request, lambda: timeline.of(seen), address)
    return answer(request, "history/person_timeline.html", _frame(seen, "timeline") | found)


@require_GET
def then(request: Asked, user_id: UUID) -> HttpResponse:
    """What they had at a moment."""
    seen, form = sight.of(request.actor, user_id), MomentForm(request.GET)
    address = reverse("person_timeline", args=[user_id])
    found = listed(request, lambda: persons.then(seen, form.moment("at")), address, form)
    blocked = not found["problem"] and persons.was_blocked(seen.person, form.moment("at"))
    context = _frame(seen, "then") | found | {"blocked": blocked}
    return answer(request, "history/person_then.html", context)


@require_GET
def changes(request: Asked, user_id: UUID) -> HttpResponse:
    """What they gained and lost between two moments."""
    seen, form = sight.of(request.actor, user_id), WindowForm(request.GET)
    address = reverse("person_timeline", args=[user_id])
    found = listed(
        request,
        lambda: persons.compared(seen, form.moment("since"), form.moment("until")),
        address,
        form,
    )
    return answer(request, "history/person_changes.html", _frame(seen, "changes") | found)


@require_POST
def export(request: Asked, user_id: UUID, form: str) -> StreamingHttpResponse:
    """Any of the three as a file: by whether a moment, two, or none is asked for."""
    asked: MomentForm | WindowForm | None = None
    if request.POST.get("since") or request.POST.get("until"):
        asked = WindowForm(request.POST)
    elif request.POST.get("at"):
        asked = MomentForm(request.POST)
    own = user_id == request.actor.user_id
    act = person_files.export_own if own else person_files.export_person
    return sent("access", form, lambda kind: act(request.actor, user_id, _wanted(asked), kind), asked)


def _wanted(asked: MomentForm | WindowForm | None) -> Wanted:
    if isinstance(asked, WindowForm):
        return Wanted(asked.moment("since"), asked.moment("until"))
    return Wanted(until=asked.moment("at")) if asked else Wanted()
