"""Who is in a group: adding, naming managers, taking out; requests."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.groups import asking, foreseeing, people
from kantoor.groups.models import Group, GroupMembership
from kantoor.groups.people import Outcome, Sorted
from kantoor.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused
from kantoor.web import choosing, foresight, unscripted
from kantoor.web.groups.forms import AddForm, picks
from kantoor.web.groups.group import context, found
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def new(request: Asked, group_id: UUID) -> HttpResponse:
    """The panel behind the round +; POST adds and asks."""
    group = found(request, group_id, Permission.GROUP_MANAGE)
    form = AddForm(request.POST if request.method == "POST" else None)
    problem: DomainError | None = None
    if request.method == "POST" and not unscripted.looks(request) and form.is_valid():
        try:
            done = people.add(request.actor, group.pk, picks(request.POST), form.cleaned_data["message"])
        except (Invalid, Conflict) as refusal:
            problem = refusal
        else:
            _tell(request, done)
            return redirect("group", group.pk)
    shown = _panel(request, group) | {"form": form, "problem": problem}
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "groups/people_new.html", shown, status=status)


def _panel(request: Asked, group: Group) -> dict[str, Any]:
    """The panel over the page, with nothing lost of what was picked."""
    chosen = people.sort_out(request.actor, group, picks(request.POST))
    return (
        context(request, group)
        | _foreseen(request, group, chosen)
        | {
            "picks": [_option(group, user, "") for user in chosen.people.values()],
        }
        | unscripted.choices(request, partial(_groups, request, group))
    )


@require_GET
def options(request: Asked, group_id: UUID) -> HttpResponse:
    """Who can be chosen, as one types."""
    group = found(request, group_id, Permission.GROUP_MANAGE)
    return choosing.answer(request, partial(_groups, request, group))


@require_POST
def preview(request: Asked, group_id: UUID) -> HttpResponse:
    """The consequence box, for what is picked now."""
    group = found(request, group_id, Permission.GROUP_MANAGE)
    chosen = people.sort_out(request.actor, group, picks(request.POST))
    context = _foreseen(request, group, chosen) | {"group": group, "swapping": True}
    return render(request, "groups/preview.html", context)


def _groups(request: Asked, group: Group, text: str) -> list[dict[str, Any]]:
    users = people.search(request.actor, group, text)
    there = people.standing(group, [user.pk for user in users])
    reasons = {Outcome.ALREADY_IN: _("In it already"), Outcome.ALREADY_ASKED: _("Already asked")}
    drawn = [(user, _option(group, user, reasons.get(there.get(user.pk), ""))) for user in users]  # type: ignore[arg-type]
    own = [one for user, one in drawn if user.environment_id == group.environment_id]
    others = [one for user, one in drawn if user.environment_id != group.environment_id]
    sides = [
        (group.environment.name, _("added at once"), own),
        (_("People of partners"), _("asked first"), others),
    ]
    return [{"label": label, "note": note, "options": rows} for label, note, rows in sides if rows]


def _option(group: Group, user: User, reason: str) -> dict[str, Any]:
    outside = user.environment.name if user.environment_id != group.environment_id else ""
    return {
        "value": f"u-{user.pk}",
        "name": user.name,
        "about": user.email,
        "outside": outside,
        "kind": "person",
        "reason": reason,
    }


def _foreseen(request: Asked, group: Group, chosen: Sorted) -> dict[str, Any]:
    added = [user.pk for user in chosen.of(Outcome.ADDED)]
    change = partial(foreseeing.adding, request.actor, group, added)
    return (foresight.told(change) if added else {}) | {
        "now": len(added),
        "later": chosen.count(Outcome.ASKED),
        "already": chosen.count(Outcome.ALREADY_IN) + chosen.count(Outcome.ALREADY_ASKED),
        "gone": chosen.count(Outcome.NOT_CHOOSABLE),
    }


@require_http_methods(["GET", "POST"])
def removal(request: Asked, group_id: UUID, place_id: UUID) -> HttpResponse:
    """What will end for somebody; POST takes them out."""
    place = _place(request, group_id, place_id)
    problem = None
    if request.method == "POST":
        try:
            people.take_out(request.actor, place.pk)
        except Refused as refusal:
            problem = refusal
        else:
            said = _("%(name)s is no longer in %(group)s.")
            messages.success(request, said % {"name": place.user.name, "group": place.group.name})
            return redirect("group", group_id)
    foreseen = partial(foreseeing.taking_out, request.actor, place)
    if beside := foresight.apart(request, foreseen, place.user.name):
        return beside
    shown = context(request, place.group) | {"place": place, "problem": problem}
    shown |= foresight.later(request, foreseen)
    return render(request, "groups/removal.html", shown, status=problem.status if problem else 200)


@require_POST
def appointment(request: Asked, group_id: UUID, place_id: UUID) -> HttpResponse:
    """Name somebody a manager; `dismiss`: no longer."""
    place = _place(request, group_id, place_id)
    manager = "dismiss" not in request.GET
    people.appoint(request.actor, place.pk, manager)
    said = _("%(name)s manages the group too.") if manager else _("%(name)s no longer manages the group.")
    messages.success(request, said % {"name": place.user.name})
    return redirect("group", group_id)


@require_POST
def request_withdrawal(request: Asked, group_id: UUID, request_id: UUID) -> HttpResponse:
    """Take a request back."""
    asking.withdraw(request.actor, request_id)
    messages.success(request, _("The request is withdrawn."))
    return redirect("group", group_id)


@require_POST
def request_reminder(request: Asked, group_id: UUID, request_id: UUID) -> HttpResponse:
    """Send a request once more."""
    asking.remind(request.actor, request_id)
    messages.success(request, _("A reminder is on its way."))
    return redirect("group", group_id)


def _place(request: Asked, group_id: UUID, place_id: UUID) -> GroupMembership:
    place = reading.find(request.actor, place_id, people.visible_to, Permission.GROUP_MANAGE)
    if place.group_id != group_id:
        raise NotFound
    return place


def _tell(request: Asked, done: Sorted) -> None:
    """One sentence for each thing that happened, and for what did not."""
    if added := done.of(Outcome.ADDED):
        said = ngettext("%(name)s is in the group now.", "%(n)d people are in the group now.", len(added))
        messages.success(request, said % {"n": len(added), "name": added[0].name})
    if asked := done.of(Outcome.ASKED):
        said = ngettext(
            "%(name)s has a request in the inbox and is in the group once they accept.",
            "%(n)d people have a request in their inbox and are in the group once they accept.",
            len(asked),
        )
        messages.success(request, said % {"n": len(asked), "name": asked[0].name})
    if already := done.count(Outcome.ALREADY_IN) + done.count(Outcome.ALREADY_ASKED):
        said = ngettext("%(n)d was in it or asked already.", "%(n)d were in it or asked already.", already)
        messages.info(request, said % {"n": already})
    if gone := done.count(Outcome.NOT_CHOOSABLE):
        said = ngettext(
            "%(n)d person can no longer be chosen.", "%(n)d people can no longer be chosen.", gone
        )
        messages.error(request, said % {"n": gone})
