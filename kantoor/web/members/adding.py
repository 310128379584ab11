"""The panel behind the round +: type a name, pick people, see what will happen, do it."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import adding_members, foreseeing, memberships, seen
from kantoor.organizations.adding_members import Outcome, Pick, Sorted
from kantoor.organizations.candidates import Candidate, Candidates
from kantoor.organizations.models import Organization
from kantoor.web import choosing, foresight, unscripted
from kantoor.web.members.forms import AddForm, OneForm, keys, picks
from kantoor.web.members.table import behind
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def new(request: Asked, organization_id: UUID) -> HttpResponse:
    """The panel; POST adds, unless it only asks for names, or for a role and date per person."""
    organization = _administered(request, organization_id)
    if request.method == "GET":
        return _panel(request, organization, AddForm(), [])
    form = AddForm(request.POST)
    each = [
        OneForm(request.POST, prefix=f"{kind}-{key}")
        for kind, key in keys(request.POST)
        if "each" in request.POST
    ]
    asks = "show_each" in request.POST or unscripted.looks(request)
    if asks or not all([form.is_valid(), *[one.is_valid() for one in each]]):
        return _panel(request, organization, form, each)
    try:
        done = adding_members.add(
            request.actor, organization.pk, picks(request.POST, form, each), form.cleaned_data["message"]
        )
    except (Invalid, Conflict) as problem:
        return _panel(request, organization, form, each, problem)
    _tell(request, done)
    return redirect("organization_members", organization.pk)


@require_GET
def options(request: Asked, organization_id: UUID) -> HttpResponse:
    """Who can be chosen, as one types."""
    return choosing.answer(request, partial(_choices, request, _administered(request, organization_id)))


@require_POST
def preview(request: Asked, organization_id: UUID) -> HttpResponse:
    """The consequence box, for what is picked now."""
    organization = _administered(request, organization_id)
    form = AddForm(request.POST)
    form.is_valid()
    context = _foreseen(request, organization, form) | {"swapping": True}
    return render(request, "members/preview.html", context)


def _choices(request: Asked, organization: Organization, text: str) -> list[dict[str, Any]]:
    return option_groups(organization, _candidates(request, organization).search(text))


def option_groups(organization: Organization, candidates: list[Candidate]) -> list[dict[str, Any]]:
    """Own people first, then those of partners, as the combobox shows them."""
    own = [_option(candidate) for candidate in candidates if not candidate.outside or candidate.is_group]
    partners = [
        _option(candidate) for candidate in candidates if candidate.outside and not candidate.is_group
    ]
    sides = [
        (organization.environment.name, _("added at once"), own),
        (_("People of partners"), _("asked first"), partners),
    ]
    return [{"label": label, "note": note, "options": found} for label, note, found in sides if found]


def _option(candidate: Candidate) -> dict[str, Any]:
    size = ngettext("Group of %(n)d person", "Group of %(n)d people", candidate.people) % {
        "n": candidate.people
    }
    return {
        "value": candidate.key,
        "name": candidate.holder.name,
        "about": size if candidate.is_group else getattr(candidate.holder, "email", ""),
        "outside": candidate.company if candidate.outside else "",
        "kind": "group" if candidate.is_group else "person",
        "reason": candidate.reason,
    }


def _administered(request: Asked, organization_id: UUID) -> Organization:
    organization = reading.find(request.actor, organization_id, seen.by, Permission.MEMBERS_ADD)
    memberships.require_active(organization)
    return organization


def _candidates(request: Asked, organization: Organization) -> Candidates:
    return Candidates(organization, request.actor.environment_id)


def _foreseen(request: Asked, organization: Organization, form: AddForm) -> dict[str, Any]:
    role = (getattr(form, "cleaned_data", None) or {}).get("role")
    more = {"role": role} if role else {}
    chosen = [Pick(key, group=kind == "g", **more) for kind, key in keys(request.POST or request.GET)]
    foreseen = adding_members.sort_out(organization, chosen, request.actor.environment_id)
    now = foreseen.count(Outcome.ADDED)
    change = partial(foreseeing.adding, request.actor, organization, chosen)
    return (foresight.told(change) if now else {}) | {
        "organization": organization,
        "now": now,
        "later": foreseen.count(Outcome.ASKED),
        "does": _does(foreseen),
        "already": foreseen.count(Outcome.ALREADY_MEMBER) + foreseen.count(Outcome.ALREADY_ASKED),
        "gone": foreseen.count(Outcome.NOT_CHOOSABLE),
        "role": role,
    }


def _does(foreseen: Sorted) -> str:
    """What the button says: "Add 3, ask 1"."""
    now, later = foreseen.count(Outcome.ADDED), foreseen.count(Outcome.ASKED)
    if now and later:
        return _("Add %(now)d, ask %(later)d") % {"now": now, "later": later}
    if later:
        return _("Ask %(later)d") % {"later": later}
    return _("Add %(now)d") % {"now": now} if now else _("Add")


def _panel(
    request: Asked,
    organization: Organization,
    form: AddForm,
    each: list[OneForm],
    problem: Invalid | Conflict | None = None,
) -> HttpResponse:
    """The panel over the list, with nothing lost of what was typed and picked."""
    known = _candidates(request, organization).described(keys(request.POST or request.GET))
    if "show_each" in request.POST:
        first = {"role": request.POST.get("role"), "until": request.POST.get("until")}
        each = [OneForm(initial=first, prefix=candidate.key) for candidate in known]
    names = {candidate.key: candidate for candidate in known}
    if problem is not None and problem.field in form.fields:
        form.add_error(problem.field, str(problem))
    context = (
        behind(request, organization)
        | _foreseen(request, organization, form)
        | {
            "form": form,
            "each": [(names[str(one.prefix)], one) for one in each if one.prefix in names],
            "picks": [_option(candidate) for candidate in known],
            "people_problem": str(problem) if problem and problem.field == "people" else "",
            "problem": problem if problem and problem.field is None else None,
        }
        | unscripted.choices(request, partial(_choices, request, organization))
    )
    return render(request, "members/new.html", context, status=400 if form.errors or problem else 200)


def _tell(request: HttpRequest, done: Sorted) -> None:
    """One sentence for each thing that happened, and for what did not."""
    added, asked = done.of(Outcome.ADDED), done.of(Outcome.ASKED)
    if added:
        said = ngettext("%(name)s is a member now.", "%(n)d people are members now.", len(added))
        messages.success(request, said % {"n": len(added), "name": added[0][1].name})
    if asked:
        said = ngettext(
            "%(name)s has a request in the inbox and is a member once they accept.",
            "%(n)d people have a request in their inbox and are members once they accept.",
            len(asked),
        )
        messages.success(request, said % {"n": len(asked), "name": asked[0][1].name})
    already = done.of(Outcome.ALREADY_MEMBER, Outcome.ALREADY_ASKED)
    if already:
        said = ngettext(
            "%(name)s was a member or asked already; nothing changed for them.",
            "%(n)d people were members or asked already; nothing changed for them.",
            len(already),
        )
        messages.info(request, said % {"n": len(already), "name": already[0][1].name})
    if gone := done.count(Outcome.NOT_CHOOSABLE):
        said = ngettext(
            "%(n)d person can no longer be chosen.", "%(n)d people can no longer be chosen.", gone
        )
        messages.error(request, said % {"n": gone})
