"""The Details tab."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading, refusals
from kantoor.access.policy import Permission
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import details, seen
from kantoor.organizations.models import Organization
from kantoor.web.organizations.forms import DetailsForm, initial
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """What is known of the organization; its administrators change it here."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.ORGANIZATION_SEE)
    form = _form(request, organization)
    if request.method == "POST" and form.is_valid():
        try:
            details.edit(request.actor, organization, form.details, form.numbers)
        except (Invalid, Conflict) as problem:
            form.blame(problem)
        else:
            messages.success(request, _("The details are saved."))
            return redirect("organization_details", organization.pk)
    why_not = refusals.why_not(request.actor, Permission.ORGANIZATION_EDIT, organization)
    context = frame(request.actor, organization, "details") | {
        "form": form,
        "why_not": details.why_not(organization) or why_not,
    }
    for field in form.fields.values():
        field.disabled = bool(context["why_not"]) and request.method == "GET"
    return render(request, "organizations/details.html", context, status=400 if form.errors else 200)


def _form(request: Asked, organization: Organization) -> DetailsForm:
    given = initial(details.of(organization), details.numbers_of(organization))
    locked = details.locked_numbers(organization)
    data = request.POST if request.method == "POST" else None
    return DetailsForm(data, initial=given, country=organization.country, locked=locked)
