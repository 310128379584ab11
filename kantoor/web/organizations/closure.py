"""Closing an organization."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.organizations import closing, seen
from kantoor.organizations.models import Organization
from kantoor.receipts import receipts
from kantoor.web import foresight
from kantoor.web.organizations.frame import frame
from kantoor.web.receipts.pages import with_receipt
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """What will end; POST, with the name typed, ends it."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.ORGANIZATION_CLOSE)
    typed, error = request.POST.get("name", ""), ""
    if request.method == "POST":
        if typed.strip().casefold() == organization.name.casefold():
            ended = closing.close(request.actor, organization)
            messages.success(request, _told(request, organization, ended))
            return redirect("organization_details", organization.pk)
        error = _("Type the name exactly as it stands above.")
    foreseen = partial(closing.foresee, request.actor, organization)
    if beside := foresight.apart(request, foreseen, organization.name):
        return beside
    context = frame(request.actor, organization, "") | foresight.later(request, foreseen)
    context |= {
        "ends": closing.preview(organization),
        "typed": typed,
        "error": error,
        "heading": _("Close"),
    }
    return render(request, "organizations/closure.html", context, status=400 if error else 200)


def _told(request: Asked, organization: Organization, ended: closing.Ending) -> str:
    """How many ended, and where it can be read again by who may."""
    said = _("%(name)s is closed: %(people)d memberships ended, %(left)d are left.")
    given = {"name": organization.name, "people": ended.people + ended.groups, "left": ended.left}
    kept = receipts.of(request.actor, pk=UUID(ended.receipt))
    return with_receipt(said % given, kept.pk) if kept else said % given
