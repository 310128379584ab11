"""One membership: another role or end date, removal, leaving."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.organizations import foreseeing, lists, memberships, seen
from kantoor.organizations.models import Membership
from kantoor.web import foresight
from kantoor.web.members.forms import RoleForm
from kantoor.web.members.table import behind
from kantoor.web.receipts.pages import with_receipt
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def change(request: Asked, organization_id: UUID, membership_id: UUID) -> HttpResponse:
    """The panel with role and end date; POST changes them."""
    membership = _found(request, organization_id, membership_id, Permission.MEMBERS_CHANGE)
    form = RoleForm(
        request.POST or None,
        initial={"role": membership.role, "until": lists.last_day(membership.expires_at)},
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            memberships.change(request.actor, membership.pk, form.cleaned_data["role"], form.moment())
        except Invalid as problem:
            form.add_error(problem.field, str(problem))
        except Refused as reason:
            refusal = reason
        else:
            messages.success(request, _("Changed. It counts from the next thing they do."))
            return redirect("organization_members", organization_id)
    context = behind(request, membership.organization) | {"form": form, "row": membership, "refusal": refusal}
    context["preview_at"] = reverse("member_change_preview", args=[organization_id, membership_id])
    return render(request, "members/change.html", context, status=400 if form.errors or refusal else 200)


@require_POST
def preview(request: Asked, organization_id: UUID, membership_id: UUID) -> HttpResponse:
    """The consequence box, for the role chosen now."""
    membership = _found(request, organization_id, membership_id, Permission.MEMBERS_CHANGE)
    form = RoleForm(request.POST)
    role, until = membership.role, membership.expires_at
    if form.is_valid():
        role, until = form.cleaned_data["role"], form.moment()
    change = partial(foreseeing.changing, request.actor, membership, role, until)
    context = foresight.told(change) | {"preview_at": request.path}
    return render(request, "consequences/box.html", context)


@require_http_methods(["GET", "POST"])
def removal(request: Asked, organization_id: UUID, membership_id: UUID) -> HttpResponse:
    """What will end; POST ends it."""
    membership = _found(request, organization_id, membership_id, Permission.MEMBERS_REMOVE)
    refusal = None
    if request.method == "POST":
        try:
            ended = memberships.remove(request.actor, membership.pk)
        except Refused as reason:
            refusal = reason
        else:
            said = _("%(name)s is no longer a member of %(organization)s.")
            told = said % {"name": ended.name, "organization": membership.organization.name}
            messages.success(request, with_receipt(told, ended.receipt))
            return redirect("organization_members", organization_id)
    foreseen = partial(foreseeing.removing, request.actor, membership)
    if beside := foresight.apart(request, foreseen, memberships.holder_of(membership).name):
        return beside
    ends = memberships.consequences(membership)
    context = behind(request, membership.organization) | {"row": membership, "ends": ends, "refusal": refusal}
    context |= foresight.later(request, foreseen)
    return render(request, "members/removal.html", context, status=403 if refusal else 200)


@require_http_methods(["GET", "POST"])
def departure(request: Asked, organization_id: UUID) -> HttpResponse:
    """Leaving: what will end; POST leaves."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.MEMBERS_SEE)
    refusal = None
    if request.method == "POST":
        try:
            memberships.leave(request.actor, organization.pk)
        except Refused as reason:
            refusal = reason
        else:
            messages.success(request, _("You have left %(name)s.") % {"name": organization.name})
            return redirect("organizations")
    foreseen = partial(foreseeing.leaving, request.actor, organization)
    if beside := foresight.apart(request, foreseen, organization.name):
        return beside
    context = behind(request, organization) | {"refusal": refusal} | foresight.later(request, foreseen)
    return render(request, "members/departure.html", context, status=403 if refusal else 200)


def _found(request: Asked, organization_id: UUID, membership_id: UUID, permission: Permission) -> Membership:
    membership = reading.find(request.actor, membership_id, memberships.visible_to, permission)
    if membership.organization_id != organization_id:
        raise NotFound
    return membership
