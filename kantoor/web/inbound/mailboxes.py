"""The mail address to which documents of an organization are sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.inbound import mailboxes
from kantoor.kernel.errors import NotFound
from kantoor.organizations import seen
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """What a new address means; POST makes it."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.ORGANIZATION_EDIT)
    if not mailboxes.domain():
        raise NotFound
    if request.method == "POST":
        made = mailboxes.renew(request.actor, organization.pk)
        messages.success(request, _("Documents can be mailed to %(address)s now.") % {"address": made})
        return redirect("document_upload", organization.pk)
    context = frame(request.actor, organization, "documents")
    return render(
        request, "inbound/renewal.html", context | {"mail_address": mailboxes.address(organization)}
    )
