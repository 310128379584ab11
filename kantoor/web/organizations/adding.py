"""Adding an organization: search the register or write it by hand, then check the details."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kantoor.kernel.errors import DomainError
from kantoor.organizations import adding, countries
from kantoor.organizations.adding import Found
from kantoor.organizations.details import Details
from kantoor.organizations.registers import RegisterUnavailable
from kantoor.web.organizations.forms import DetailsForm, initial
from kantoor.web.request import Asked

LEAST = 2


@require_GET
def search(request: Asked) -> HttpResponse:
    """Companies of the register that fit what was typed; htmx takes the results out of the same page."""
    text = request.GET.get("q", "").strip()
    adding.require(request.actor)
    found = adding.search(request.actor, text) if len(text) >= LEAST else Found([], [])
    context = {"query": text, "found": found, "asked": len(text) >= LEAST, "countries": countries.choices()}
    return render(request, "organizations/new.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """The details, filled in from the register where one was chosen; POST adds the organization."""
    adding.require(request.actor)
    if request.method == "GET":
        return _form(request, *_begun(request))
    country = request.POST.get("country", "").upper()
    form = DetailsForm(request.POST, country=country)
    if form.is_valid():
        try:
            register = request.POST.get("register", "")
            made = adding.add(request.actor, request.actor.environment, form.details, form.numbers, register)
        except DomainError as problem:
            form.blame(problem)
        else:
            said = _("%(name)s is added. Activate it to work with it.")
            messages.success(request, said % {"name": made.name})
            return redirect("organization_activation", made.pk)
    return _form(request, form, "")


def _begun(request: Asked) -> tuple[DetailsForm, str]:
    """An unbound form, and why the register could not fill it in."""
    country = request.GET.get("country", "").upper()
    given, numbers, problem = _by_hand(request, country), {}, ""
    number = request.GET.get("number", "")
    if number:
        try:
            company = adding.company(request.actor, request.GET.get("register", ""), number)
        except RegisterUnavailable as unavailable:
            company, problem = None, str(unavailable)
        if company:
            kept = {name: getattr(company, name, "") for name in Details.__dataclass_fields__}
            given, numbers = Details(**kept), dict(company.identifiers)
        elif not problem:
            problem = _("The register has no company with this number. You can fill in the details by hand.")
    return DetailsForm(initial=initial(given, numbers), country=given.country), problem


def _by_hand(request: Asked, country: str) -> Details:
    known = country if country in countries.NAMES else countries.FIRST[0]
    return Details(name=request.GET.get("name", "")[:200].replace("\0", ""), country=known)


def _form(request: Asked, form: DetailsForm, problem: str) -> HttpResponse:
    source = request.POST or request.GET
    context: dict[str, Any] = {"form": form, "problem": problem, "register": source.get("register", "")[:40]}
    return render(request, "organizations/new_details.html", context, status=400 if form.errors else 200)
