"""What the organization has asked of people of partners: withdraw it, remind them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kantoor.kernel.errors import Conflict
from kantoor.organizations import asking
from kantoor.web.request import Asked


@require_POST
def withdraw(request: Asked, organization_id: UUID, request_id: UUID) -> HttpResponse:
    """Take it back."""
    try:
        asking.withdraw(request.actor, request_id)
    except Conflict as late:
        messages.error(request, str(late))
    else:
        messages.success(request, _("The request is withdrawn. Nothing was opened."))
    return redirect("organization_members", organization_id)


@require_POST
def remind(request: Asked, organization_id: UUID, request_id: UUID) -> HttpResponse:
    """Send it once more."""
    try:
        asking.remind(request.actor, request_id)
    except Conflict as early:
        messages.error(request, str(early))
    else:
        messages.success(request, _("A reminder is on its way."))
    return redirect("organization_members", organization_id)
