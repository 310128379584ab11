"""Files that go along with an invoice."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kantoor.invoicing import attachments
from kantoor.invoicing.drafts import Overtaken
from kantoor.kernel.errors import Invalid
from kantoor.web.invoices import page
from kantoor.web.request import Asked


@require_POST
def add(request: Asked, document_id: UUID) -> HttpResponse:
    """Save the form and keep the files with it."""
    document = page.found(request, document_id)
    try:
        page.save(request, document)
    except Overtaken as told:
        return page.overtaken(request, document, told)
    uploads = request.FILES.getlist("attachment")
    if not uploads:
        messages.error(request, _("Choose a file first."))
    for upload in uploads:
        try:
            attachments.add(request.actor, document, upload.name or "", upload, upload.size or 0)
        except Invalid as problem:
            messages.error(request, str(problem))
    return redirect(f"{reverse('draft', args=[document.pk])}#attachments")


@require_POST
def remove(request: Asked, document_id: UUID, file_id: UUID) -> HttpResponse:
    """Save the form and take the file off."""
    document = page.found(request, document_id)
    try:
        page.save(request, document)
    except Overtaken as told:
        return page.overtaken(request, document, told)
    attachments.remove(request.actor, document, file_id)
    return redirect(f"{reverse('draft', args=[document.pk])}#attachments")
