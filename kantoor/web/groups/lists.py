"""The list of groups, and the panel that makes one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kantoor.access import refusals
from kantoor.access.policy import Permission
from kantoor.groups import groups, listing
from kantoor.kernel import ids
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from kantoor.web.groups.forms import NewForm
from kantoor.web.request import Asked


@require_GET
def show(request: Asked) -> HttpResponse:
    """A page of groups."""
    return render(request, "groups/list.html", table(request))


def table(request: Asked) -> dict[str, Any]:
    """The context of the list; the panel over it needs it too."""
    text = request.GET.get("q", "")
    page = groups.page(request.actor, text, request.GET.get("page", ""))
    return {
        "page": page,
        "rows": listing.described(request.actor, page.rows),
        "text": text,
        "not_making": refusals.why_not(request.actor, Permission.GROUPS_CREATE),
    }


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """The panel; POST makes the group and leads to adding people."""
    if not request.actor.may(Permission.GROUPS_CREATE):
        raise refusals.refused(Permission.GROUPS_CREATE, request.actor.environment_id)
    form = NewForm(request.actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        pair = ids.parse(form.cleaned_data["partnership"])
        try:
            made = groups.make(request.actor, request.actor.environment_id, form.cleaned_data["name"], pair)
        except (Invalid, Conflict, NotFound) as problem:
            field = getattr(problem, "field", None)
            form.add_error(field, str(problem) or _("This partnership has ended."))
        else:
            messages.success(
                request, _("%(name)s is made. You are in it and manage it.") % {"name": made.name}
            )
            return redirect("group_people_new", made.pk)
    context = table(request) | {"form": form}
    return render(request, "groups/new.html", context, status=400 if form.errors else 200)
