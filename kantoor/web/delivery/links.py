"""The private links of a sent document: those that work, another one, withdrawing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.delivery import links
from kantoor.documents import documents
from kantoor.kernel.errors import Conflict
from kantoor.web.documents import page
from kantoor.web.request import Asked


@never_cache
@require_http_methods(["GET", "POST"])
def index(request: Asked, document_id: UUID) -> HttpResponse:
    """The dialog; POST makes a link, which only this answer shows: therefore no redirect."""
    document = reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENTS_SEND)
    made = ""
    if request.method == "POST":
        try:
            made = links.make(request.actor, document_id)
        except Conflict as problem:
            messages.error(request, str(problem))
            return redirect("document", document_id)
    shown = {"live": links.live(document).select_related("delivery", "made_by"), "made": made}
    return render(request, "delivery/links.html", page.context(request, document) | shown)


@require_POST
def revocation(request: Asked, link_id: UUID) -> HttpResponse:
    """From now on the link leads nowhere."""
    link = reading.find(request.actor, link_id, links.visible_to, Permission.DOCUMENTS_SEND)
    links.revoke(request.actor, link_id)
    messages.success(request, _("The link leads nowhere now."))
    return redirect("document_links", link.document_id)
