"""What a partner's people gained and lost with us between two moments; for administrators."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kantoor.history import compared
from kantoor.partnerships import partnerships
from kantoor.web.history.forms import WindowForm
from kantoor.web.history.shared import answer, listed, sent
from kantoor.web.partners.table import heads, rows_of
from kantoor.web.request import Asked

PEOPLE = 15  # of a page: each may have memberships by the hundred


@require_GET
def show(request: Asked, partnership_id: UUID) -> HttpResponse:
    """By person."""
    pair, form = compared.partnership(request.actor, partnership_id), WindowForm(request.GET)
    address = reverse("partnership_changes", args=[partnership_id])
    found = listed(
        request,
        lambda: compared.of_partnership(request.actor, pair, form.moment("since"), form.moment("until")),
        address,
        form,
        size=PEOPLE,
    )
    partner = partnerships.other_side(pair, request.actor.environment_id)
    more = heads(request) | {"partner": partner, "row": rows_of(request, [pair])[0]}
    return answer(request, "history/partnership.html", more | found)


@require_POST
def export(request: Asked, partnership_id: UUID, form: str) -> StreamingHttpResponse:
    """The same as a file."""
    asked = WindowForm(request.POST)
    return sent(
        "partner",
        form,
        lambda kind: compared.export_partnership(
            request.actor, partnership_id, asked.moment("since"), asked.moment("until"), kind
        ),
        asked,
    )
