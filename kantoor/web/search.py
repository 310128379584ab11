"""The search box and its page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor import search
from kantoor.documents import search as documents
from kantoor.web.request import Asked


@require_GET
def show(request: Asked) -> HttpResponse:
    """The first few of each kind; to htmx only those, for under the field."""
    text = request.GET.get("q", "")
    found = search.everything(request.actor, text)
    for one in found.documents:
        one.about = f"{one} · {one.organization.name}"  # type: ignore[attr-defined]
    name = "search/found.html" if request.headers.get("HX-Request") else "search/page.html"
    near = documents.NEAR if documents.short(text) else 0
    return render(request, name, {"found": found, "query": text, "near": near})
