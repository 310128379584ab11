"""The list of organizations, and where an organization's own address leads."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kantoor.access import refusals
from kantoor.access.policy import Permission
from kantoor.organizations import organizations, takeover
from kantoor.organizations.models import State
from kantoor.web.addresses import Here
from kantoor.web.organizations import rows
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked

VIEWS = {"": _("All"), "mine": _("Mine")} | {state.value: state.label for state in State}


@require_GET
def show(request: Asked) -> HttpResponse:
    """Everything the person sees, a page at a time."""
    text, view, sort = (request.GET.get(name, "") for name in ("q", "show", "sort"))
    cursor = request.GET.get("page", "")
    page = organizations.page(request.actor, text, view, view == "mine", sort, cursor)
    oversees = request.actor.is_environment_administrator
    context = {
        "page": page,
        "rows": rows.draw(organizations.rows(request.actor, page.rows)),
        "views": [
            (label, Here.of(request).changed(show=key), key == view)
            for key, label in VIEWS.items()
            if oversees or key != "mine"
        ],
        "query": text,
        "show": view,
        "sort": sort if sort in organizations.SORTS else "name",
        "why_not_add": refusals.why_not(request.actor, Permission.ORGANIZATIONS_ADD),
    }
    return render(request, "organizations/list.html", context)


@require_GET
def one(request: Asked, organization_id: UUID) -> HttpResponse:
    """To Documents, Details or Activation; for who only oversees it, a page that says so."""
    organization = organizations.one(request.actor, organization_id)
    context = frame(request.actor, organization, "")
    first = {State.ACTIVE: "organization_documents", State.CLOSED: "organization_details"}
    if not context["active"] and not context["closed"]:
        return redirect("organization_activation", organization.pk)
    if context["standing"].reaches:
        return redirect(first[State(organization.state)], organization.pk)
    names = organizations.administrators([organization.pk]).get(organization.pk, [])
    context |= {"names": names, "why_not_take_over": takeover.why_not(organization)}
    return render(request, "organizations/overseen.html", context)
