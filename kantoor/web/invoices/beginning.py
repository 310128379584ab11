"""Beginning an invoice or credit note: empty, or filled in from a UBL file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents.models import Document, DocumentKind
from kantoor.invoicing import drafts, filling
from kantoor.kernel.errors import Invalid
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, State
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def new(request: Asked, organization_id: UUID) -> HttpResponse:
    """What to make; POST begins it and leads to its form."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.DOCUMENTS_CREATE)
    if request.method == "GET":
        return _page(request, organization)
    try:
        made = _begun(request, organization)
    except Invalid as problem:
        return _page(request, organization, str(problem))
    return redirect("draft", made.pk)


def _begun(request: Asked, organization: Organization) -> Document:
    upload = request.FILES.get("file")
    if upload is not None:
        made = filling.fill(request.actor, organization, upload, upload.size or 0)
        messages.success(request, _("The form is filled in from the file. Look it over before you send it."))
        return made
    kind = request.POST.get("kind", "")
    if kind not in (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE):
        raise Invalid(_("Choose what you want to make."))
    return drafts.begin(request.actor, organization, kind)


def _page(request: Asked, organization: Organization, error: str = "") -> HttpResponse:
    context = {
        "organization": organization,
        "active": organization.state == State.ACTIVE,
        "drafts": drafts.latest(request.actor, organization),
        "error": error,
    }
    return render(request, "invoices/new.html", context, status=400 if error else 200)
