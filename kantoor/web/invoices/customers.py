"""Finding the customer as one types, and taking one over into the form."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kantoor.invoicing import customers, drafts
from kantoor.kernel.errors import NotFound
from kantoor.web.invoices import page
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def find(request: Asked, document_id: UUID) -> HttpResponse:
    """Who fits; a script takes the options alone. POST takes the chosen one over."""
    document = page.found(request, document_id)
    if request.method == "POST":
        return _taken(request, document_id)
    text = request.GET.get("q", "")[: customers.LONGEST].replace("\0", "").strip()
    results = customers.search(request.actor, document.organization, text)
    name = "options" if request.headers.get("HX-Request") else "customers"
    context = {"document": document, "organization": document.organization, "results": results, "query": text}
    return render(request, f"invoices/{name}.html", context)


def _taken(request: Asked, document_id: UUID) -> HttpResponse:
    document = page.found(request, document_id)
    key, text = customers.key(request.POST.get("customer")), request.POST.get("q", "").replace("\0", "")
    found = customers.one(request.actor, document.organization, key, text)
    if found is None:
        raise NotFound
    sheet = customers.fill(drafts.sheet_of(document), found.fields)
    drafts.save(request.actor, document, sheet, document.version)
    return redirect("draft", document.pk)
