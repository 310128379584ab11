"""Making a group, of the own company or with a partner."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kantoor.access import looking, refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.groups import groups
from kantoor.kernel import ids
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Partnership
from kantoor.web import choosing, unscripted
from kantoor.web.groups.forms import NewForm
from kantoor.web.groups.lists import table
from kantoor.web.request import Asked

SHOWN = 20


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """The panel; POST makes the group and leads to adding people."""
    _require(request.actor)
    if request.method == "GET" or unscripted.looks(request):
        return _panel(request, NewForm(request.actor, initial=request.POST.dict()))
    form = NewForm(request.actor, request.POST)
    if not form.is_valid():
        return _panel(request, form)
    name, pair = form.cleaned_data["name"], form.cleaned_data["partnership"]
    try:
        made = groups.make(request.actor, request.actor.environment_id, name, ids.parse(pair))
    except (Invalid, Conflict, NotFound) as problem:
        form.add_error(getattr(problem, "field", None), str(problem) or _("This partnership has ended."))
        return _panel(request, form)
    messages.success(request, _("%(name)s is made. You are in it and manage it.") % {"name": made.name})
    return redirect("group_people_new", made.pk)


@require_GET
def options(request: Asked) -> HttpResponse:
    """The partners, as one types."""
    _require(request.actor)
    nothing = _("No partner found. Try another part of the name.")
    return choosing.answer(request, partial(_partners, request.actor), nothing)


def _require(actor: Actor) -> None:
    if not actor.may(Permission.GROUPS_CREATE):
        raise refusals.refused(Permission.GROUPS_CREATE, actor.environment_id)


def _panel(request: Asked, form: NewForm) -> HttpResponse:
    context = table(request) | {"form": form, "picks": _picked(request.actor, form)}
    if form.many:
        context |= unscripted.choices(request, partial(_partners, request.actor))
    return render(request, "groups/new.html", context, status=400 if form.errors else 200)


def _partners(actor: Actor, text: str) -> list[dict[str, Any]]:
    rows = partnerships.page(actor, text, "", SHOWN).rows
    return [{"label": _("Partners"), "note": "", "options": _options(actor, rows)}] if rows else []


def _options(actor: Actor, rows: Sequence[Partnership]) -> list[dict[str, Any]]:
    """As the combobox shows them."""
    names = [(str(row.pk), partnerships.other_side(row, actor.environment_id).name) for row in rows]
    return [{"value": key, "name": name, "about": "", "kind": "company"} for key, name in names]


def _picked(actor: Actor, form: NewForm) -> list[dict[str, Any]]:
    """The partner that was picked before, if there is one and it is theirs."""
    key = ids.parse(form["partnership"].value() or "") if form.many else None
    return _options(actor, looking.look_up(actor, key, partnerships.visible_to)) if key else []
