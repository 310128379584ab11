"""Taking over an organization without an administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.kernel.errors import Invalid
from kantoor.organizations import takeover
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """Who shall administer it; POST appoints them."""
    permission = Permission.ORGANIZATIONS_TAKE_OVER
    organization = reading.find(request.actor, organization_id, takeover.own, permission)
    error = ""
    if request.method == "POST":
        try:
            made = takeover.take_over(request.actor, organization, request.POST.get("person", ""))
        except Invalid as problem:
            error = str(problem)
        else:
            said = _("%(person)s administers %(name)s now. All its members are told.")
            messages.success(request, said % {"person": made.user, "name": organization.name})
            return redirect("organization", organization.pk)
    text = request.GET.get("q", "")
    context = frame(request.actor, organization, "") | {
        "heading": _("Take over"),
        "people": takeover.candidates(request.actor, text),
        "query": text,
        "error": error,
        "why_not": takeover.why_not(organization),
    }
    return render(request, "organizations/takeover.html", context, status=400 if error else 200)
