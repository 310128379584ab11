"""New drafts out of a document: a copy, a credit note."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.invoicing import copying
from kantoor.organizations import seen
from kantoor.web.request import Asked


@require_POST
def copy(request: Asked, document_id: UUID) -> HttpResponse:
    """The same once more, as a draft of today."""
    document = _found(request, document_id)
    made = copying.copy(request.actor, document)
    messages.success(request, _("Here is a copy, with the dates of today."))
    return redirect("draft", made.pk)


@require_POST
def credit(request: Asked, document_id: UUID) -> HttpResponse:
    """A credit note for the whole of it; lines can be taken away."""
    document = _found(request, document_id)
    made = copying.credit(request.actor, document)
    messages.success(
        request, _("Here is a credit note for the whole invoice. Take away what you do not credit.")
    )
    return redirect("draft", made.pk)


def _found(request: Asked, document_id: UUID) -> Document:
    """A document that the actor sees, of an organization in which they may make documents."""
    document = reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENT_SEE)
    reading.find(request.actor, document.organization_id, seen.by, Permission.DOCUMENTS_CREATE)
    return document
