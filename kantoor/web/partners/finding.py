"""Finding partners."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.partnerships import finding
from kantoor.web.request import Asked


@require_GET
def show(request: Asked) -> HttpResponse:
    """The search, and what it found: names, and the organizations they were found by."""
    text = request.GET.get("q", "")[: finding.LONGEST]
    page = finding.search(request.actor, text, request.GET.get("page", ""))
    found = finding.described(request.actor, page.rows, text) if page else []
    context = {"text": text, "page": page, "found": found}
    return render(request, "partners/find.html", context)
