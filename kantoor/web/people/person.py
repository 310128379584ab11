"""One person: organizations, role, history; changing the role."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kantoor.accounts import blocks
from kantoor.environments import appointments, people
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.web.people.forms import RoleForm
from kantoor.web.people.history import events
from kantoor.web.request import Asked


@require_safe
def show(request: Asked, user_id: UUID) -> HttpResponse:
    """What an administrator may know of a person."""
    return render(request, "people/person.html", context(request, user_id))


def context(request: Asked, user_id: UUID) -> dict[str, object]:
    """The context of the person's page; the dialogs over it need it too."""
    found = people.person(request.actor, user_id)
    return {
        "person": found,
        "row": found.row,
        "user": found.row.user,
        "events": events(found.history),
        "is_you": found.row.user.pk == request.actor.user_id,
        "removed": found.row.standing == people.Standing.REMOVED,
        "blocked": found.row.standing == people.Standing.BLOCKED,
        "why_not": blocks.why_not(request.actor, found.row.user),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: Asked, user_id: UUID) -> HttpResponse:
    """The panel with role and mark; POST changes them."""
    shown = context(request, user_id)
    row = shown["row"]
    assert isinstance(row, people.Row)
    if row.role is None:
        raise NotFound
    initial = {"role": int(row.role), "relationship_manager": row.relationship_manager}
    form = RoleForm(request.POST if request.method == "POST" else None, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            appointments.change(request.actor, user_id, **form.cleaned_data)
        except Invalid as problem:
            form.add_error(problem.field, str(problem))
        except Refused as reason:
            refusal = reason
        else:
            messages.success(request, _("Changed. It counts from the next thing they do."))
            return redirect("person", user_id)
    status = 403 if refusal else 400 if form.errors else 200
    return render(request, "people/role.html", shown | {"form": form, "refusal": refusal}, status=status)
