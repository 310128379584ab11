"""Keeping the filters of a list under a name, for oneself or for a group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.documents import views
from kantoor.kernel import ids
from kantoor.kernel.errors import Invalid
from kantoor.web.documents import chosen
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """A name for the filters, and with which group they are shared."""
    given = request.POST if request.method == "POST" else request.GET
    shown = chosen.posted(request.actor, given)
    problem, query = "", chosen.kept(given)
    if request.method == "POST":
        group, place = ids.parse(given.get("group", "")), shown.wanted.organization
        try:
            views.keep(request.actor, given.get("name", ""), shown.box, query, place, group)
            messages.success(request, _("The view is kept. You find it above the list."))
            return redirect(chosen.with_query(shown.address, query))
        except Invalid as wrong:
            problem = str(wrong)
    context = {"shown": shown, "given": given, "problem": problem, "groups": views.groups(request.actor),
               "values": chosen.values(given),
               "back": chosen.with_query(shown.address, query)}  # fmt: skip
    return render(request, "documents/view.html", context, status=400 if problem else 200)


@require_POST
def remove(request: Asked, view_id: UUID) -> HttpResponse:
    """Forget one of one's own."""
    gone = views.remove(request.actor, view_id)
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": gone.name})
    if gone.organization_id:
        return redirect("organization_documents", gone.organization_id)
    return redirect(chosen.ROUTES[gone.box])  # type: ignore[index]
