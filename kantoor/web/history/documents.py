"""Who could see a document at a moment; for who administers its organization."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kantoor.history import then
from kantoor.web.history.forms import MomentForm
from kantoor.web.history.shared import answer, listed, sent
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, document_id: UUID) -> HttpResponse:
    """Everybody, with every path."""
    paper, form = then.document(request.actor, document_id), MomentForm(request.GET)
    address = reverse("document_then", args=[document_id])
    found = listed(request, lambda: then.audience(request.actor, paper, form.moment("at")), address, form)
    early = not found["problem"] and form.moment("at") < paper.made_at
    context = found | {"document": paper, "organization": paper.organization, "early": early}
    return answer(request, "history/document.html", context)


@require_POST
def export(request: Asked, document_id: UUID, form: str) -> StreamingHttpResponse:
    """The same as a file."""
    asked = MomentForm(request.POST)
    return sent(
        "audience",
        form,
        lambda kind: then.export_audience(request.actor, document_id, asked.moment("at"), kind),
        asked,
    )
