"""Adding from a list: paste or upload, look at what each row would do, then let it run."""

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from kantoor.organizations import foreseeing, imports, memberships, seen
from kantoor.organizations.adding_members import Outcome
from kantoor.organizations.models import MemberImport, OrganizationRole
from kantoor.web import foresight
from kantoor.web.members.forms import ListForm
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked

SHOWN = 500
WORDS = {
    Outcome.ADDED: _("Member at once"),
    Outcome.ASKED: _("Asked first"),
    Outcome.ALREADY_MEMBER: _("Member already; nothing changes"),
    Outcome.ALREADY_ASKED: _("Asked already; nothing changes"),
    Outcome.NOT_CHOOSABLE: _("Not among your people and the participants of your partners"),
    "problem": _("Cannot be used"),
}
ICONS = {
    Outcome.ADDED: "check",
    Outcome.ASKED: "clock",
    Outcome.ALREADY_MEMBER: "info",
    Outcome.ALREADY_ASKED: "info",
    Outcome.NOT_CHOOSABLE: "x",
    "problem": "triangle-alert",
}


@require_http_methods(["GET", "POST"])
def new(request: Asked, organization_id: UUID) -> HttpResponse:
    """The form; POST keeps the list and shows its dry run."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.MEMBERS_ADD)
    memberships.require_active(organization)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = imports.prepare(
                request.actor, organization.pk, form.rows(), form.cleaned_data["role"], form.moment()
            )
            return redirect("member_list", organization.pk, made.pk)
        except Invalid as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    context = frame(request.actor, organization, "members") | {"form": form}
    return render(request, "members/list_new.html", context, status=400 if form.errors else 200)


@require_GET
def show(request: Asked, organization_id: UUID, list_id: UUID) -> HttpResponse:
    """What each row would do, or how far it is, or what became of it."""
    made = _found(request, organization_id, list_id)
    report = imports.report(made)
    foreseen = partial(foreseeing.importing, request.actor, made)
    if "names" in request.GET:
        return foresight.names(request, foreseen, made.organization.name, request.path)
    context = frame(request.actor, made.organization, "members")
    context |= {} if made.started_at else foresight.told(foreseen) | {"names_at": request.path}
    context |= {
        "made": made,
        "report": report,
        "lines": [shown(line) for line in report.worst_first()[:SHOWN]],
        "hidden": max(0, len(report.lines) - SHOWN),
        "running": made.started_at is not None and made.finished_at is None,
        "can_run": report.count(Outcome.ADDED, Outcome.ASKED) > 0,
        "sums": sums(report),
    }
    return render(request, "members/list.html", context)


def shown(line: imports.Line) -> dict[str, Any]:
    """A row of the table."""
    role = None if line.row.problem else OrganizationRole(line.row.role or 2)
    return {"row": line.row, "role": role, "words": line.said or WORDS[line.outcome]}


def sums(report: imports.Report) -> list[dict[str, Any]]:
    """How many rows have which outcome, those with none left out."""
    counts = [(outcome, report.count(outcome)) for outcome in WORDS]
    return [{"icon": ICONS[outcome], "words": f"{n} × {WORDS[outcome]}"} for outcome, n in counts if n]


@require_POST
def run(request: Asked, organization_id: UUID, list_id: UUID) -> HttpResponse:
    """Let it run; a second click finds it running."""
    made = _found(request, organization_id, list_id)
    with suppress(Conflict):  # it runs already: the page shows how far it is
        imports.start(request.actor, made.pk)
    return redirect("member_list", organization_id, list_id)


def _found(request: Asked, organization_id: UUID, list_id: UUID) -> MemberImport:
    made = reading.find(request.actor, list_id, imports.of, Permission.MEMBERS_ADD)
    if made.organization_id != organization_id:
        raise NotFound
    return made
