"""One group: its people, what it has; another name, its closing, taking it over, leaving it."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kantoor.access import reading, refusals
from kantoor.access.policy import Permission, Standing
from kantoor.groups import asking, foreseeing, groups, listing, people
from kantoor.groups.models import Group
from kantoor.kernel import pages
from kantoor.kernel.errors import Conflict, Invalid, Refused
from kantoor.web import foresight
from kantoor.web.groups.forms import NameForm
from kantoor.web.request import Asked

SHARES = 20


@require_GET
def show(request: Asked, group_id: UUID) -> HttpResponse:
    """Its people and what it has."""
    group = found(request, group_id, Permission.GROUP_SEE)
    return render(request, "groups/group.html", context(request, group))


def found(request: Asked, group_id: UUID, permission: Permission) -> Group:
    return reading.find(request.actor, group_id, groups.visible_to, permission)


def context(request: Asked, group: Group) -> dict[str, Any]:
    """The context of the page; the dialogs over it need it too."""
    actor, text = request.actor, request.GET.get("q", "")
    standing = actor.standing_in(group.pk) or 0
    refusal = refusals.why_not(actor, Permission.GROUP_MANAGE, group=group)
    named, others = groups.memberships_of(actor, group)
    shared = list(groups.shares_of(group).order_by("-id")[:SHARES]) if standing >= Standing.IN_IT else []
    return {
        "group": group,
        "line": listing.described(actor, [group])[0],
        "page": pages.keyset(people.of(group, text), people.ORDER, request.GET.get("page", "")),
        "asked": list(asking.open_of(group)[:100]) if not refusal else [],
        "text": text,
        "in_it": standing >= Standing.IN_IT,
        "not_managing": refusal,
        "memberships": named,
        "memberships_elsewhere": others,
        "shares": groups.reached_in(actor, shared),
        "share_count": groups.shares_of(group).count(),
        "orphaned": not groups.has_manager(group),
        "may_take_over": actor.may(Permission.GROUPS_TAKE_OVER, group.environment_id),
    }


@require_http_methods(["GET", "POST"])
def rename(request: Asked, group_id: UUID) -> HttpResponse:
    """The dialog with the name; POST changes it."""
    group = found(request, group_id, Permission.GROUP_MANAGE)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": group.name})
    if request.method == "POST" and form.is_valid():
        try:
            groups.rename(request.actor, group.pk, form.cleaned_data["name"])
        except Invalid as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, _("The name is changed."))
            return redirect("group", group.pk)
    shown = context(request, group) | {"form": form}
    return render(request, "groups/rename.html", shown, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def closure(request: Asked, group_id: UUID) -> HttpResponse:
    """What will end; POST ends it."""
    group = found(request, group_id, Permission.GROUP_MANAGE)
    if request.method == "POST":
        groups.close(request.actor, group.pk)
        messages.success(request, _("%(name)s is closed; what it had has ended.") % {"name": group.name})
        return redirect("groups")
    foreseen = partial(foreseeing.closing, request.actor, group)
    if beside := foresight.apart(request, foreseen, group.name):
        return beside
    shown = context(request, group) | foresight.later(request, foreseen) | {"ends": groups.preview(group)}
    return render(request, "groups/closure.html", shown)


@require_http_methods(["GET", "POST"])
def takeover(request: Asked, group_id: UUID) -> HttpResponse:
    """Manage a group that nobody manages any more."""
    group = found(request, group_id, Permission.GROUPS_TAKE_OVER)
    problem = None
    if request.method == "POST":
        try:
            groups.take_over(request.actor, group.pk)
        except Conflict as refusal:
            problem = refusal
        else:
            messages.success(
                request, _("You manage %(name)s now. Its people are told.") % {"name": group.name}
            )
            return redirect("group", group.pk)
    shown = context(request, group) | {"problem": problem}
    return render(request, "groups/takeover.html", shown, status=problem.status if problem else 200)


@require_http_methods(["GET", "POST"])
def departure(request: Asked, group_id: UUID) -> HttpResponse:
    """What will end for oneself; POST leaves."""
    group = found(request, group_id, Permission.GROUP_SEE)
    problem = None
    if request.method == "POST":
        try:
            people.leave(request.actor, group.pk)
        except Refused as refusal:
            problem = refusal
        else:
            messages.success(request, _("You have left %(name)s.") % {"name": group.name})
            return redirect("groups")
    shown = context(request, group) | {"problem": problem}
    return render(request, "groups/departure.html", shown, status=problem.status if problem else 200)
