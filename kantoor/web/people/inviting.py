"""Inviting people, and the list of invitations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kantoor.access.policy import Permission
from kantoor.environments import invitations, people
from kantoor.environments.invitations import LABELS, Choosable, InvitationState, Invited, Outcome
from kantoor.kernel import ids, pages
from kantoor.kernel.errors import Invalid
from kantoor.web import choosing
from kantoor.web.people.forms import InviteForm
from kantoor.web.people.listing import table
from kantoor.web.request import Asked


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """The panel behind the round +; POST invites and shows what became of each address, with its link, once."""
    people.require(request.actor, Permission.PEOPLE_INVITE)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _invited(request, _invite(request, form))
        except Invalid as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    shown = table(request) | {"form": form} | _offered(request)
    return render(request, "people/invite.html", shown, status=400 if form.errors else 200)


@require_safe
def options(request: Asked) -> HttpResponse:
    """The organizations that can be chosen, as one types."""
    people.require(request.actor, Permission.PEOPLE_INVITE)
    nothing = _("No organization found. Try another part of its name.")
    return choosing.answer(
        request, lambda text: _options(request, invitations.choosable(request.actor, text)), nothing
    )


def _offered(request: Asked) -> dict[str, Any]:
    """Few organizations to be ticked, or a field that finds them; what was picked before stays."""
    keys = {key for value in request.POST.getlist("organizations") if (key := ids.parse(value))}
    offered = invitations.choosable(request.actor, most=invitations.OFFERED + 1)
    if len(offered) <= invitations.OFFERED:
        return {"offered": [(one, one.organization.pk in keys) for one in offered]}
    picks = [{"value": str(one.pk), "name": one.name} for one in invitations.chosen(request.actor, keys)]
    return {"choices": _options(request, offered[: invitations.OFFERED]), "picks": picks}


def _options(request: Asked, offered: list[Choosable]) -> list[dict[str, Any]]:
    """As the combobox shows them."""
    options = [
        {
            "value": str(one.organization.pk),
            "name": one.organization.name,
            "about": one.organization.city,
            "kind": "company",
            "reason": one.reason,
        }
        for one in offered
    ]
    name = request.actor.environment.name
    return [{"label": name, "note": "", "options": options}] if options else []


def _invite(request: Asked, form: InviteForm) -> list[Invited]:
    addresses = invitations.parse(form.cleaned_data["addresses"])
    role, places = form.cleaned_data["role"], form.places()
    return invitations.invite_all(request.actor, request.actor.environment_id, addresses, role, places)


def _invited(request: Asked, outcomes: list[Invited]) -> HttpResponse:
    done = sum(one.outcome is Outcome.INVITED for one in outcomes)
    title = ngettext("%(n)d person is invited", "%(n)d people are invited", done) % {"n": done}
    return render(request, "people/invited.html", {"outcomes": outcomes, "done": done, "title": title})


@require_safe
def listed(request: Asked) -> HttpResponse:
    """Those that wait, or every one."""
    return render(request, "people/invitations.html", shelf(request))


def shelf(request: Asked) -> dict[str, Any]:
    """The context of the list of invitations."""
    text, every = request.GET.get("q", ""), request.GET.get("which") == "all"
    page = pages.keyset(
        invitations.listed(request.actor, text, every), invitations.ORDER, request.GET.get("page", "")
    )
    for row in page.rows:
        row.label = LABELS[InvitationState(row.state)]  # type: ignore[attr-defined]
        row.is_open = row.state in ("invited", "expired")  # type: ignore[attr-defined]
    return {"page": page, "text": text, "every": every, "waiting": invitations.waiting(request.actor)}


@require_POST
def sending(request: Asked, invitation_id: UUID) -> HttpResponse:
    """Mail a new link."""
    invitations.send_again(request.actor, invitation_id)
    messages.success(request, _("Sent again. The link of before no longer works."))
    return redirect("invitations")


@never_cache
@require_POST
def link(request: Asked, invitation_id: UUID) -> HttpResponse:
    """A new link, shown once, to hand over without mail."""
    made = invitations.fresh_link(request.actor, invitation_id)
    return render(request, "people/invitation_link.html", shelf(request) | {"link": made})


@require_POST
def withdrawal(request: Asked, invitation_id: UUID) -> HttpResponse:
    """Take it back."""
    invitations.withdraw(request.actor, invitation_id)
    messages.success(request, _("Withdrawn. Whoever opens the link reads so."))
    return redirect("invitations")
