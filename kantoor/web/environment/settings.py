"""The settings page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.environments import domains, settings
from kantoor.environments.models import DomainClaim, Environment
from kantoor.kernel.errors import Invalid
from kantoor.web.environment.forms import DomainForm, SettingsForm
from kantoor.web.request import Asked


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked) -> HttpResponse:
    """Name, listing, joining and domains; POST changes the first three."""
    environment = settings.own(request.actor)
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=_now(environment))
    if request.method == "POST" and form.is_valid():
        try:
            settings.change(request.actor, environment, **form.cleaned_data)
        except Invalid as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("environment")
    return page(request, form=form)


def page(request: Asked, **forms_given: forms.Form) -> HttpResponse:
    """The page with these forms as they were typed, the others fresh."""
    environment = settings.own(request.actor)
    shown: dict[str, Any] = {
        "form": SettingsForm(initial=_now(environment)),
        "claim_form": DomainForm(prefix="claim"),
        "allow_form": DomainForm(prefix="allow"),
        "environment": environment,
        "claims": [Claim(row) for row in domains.claims(request.actor)],
        "allowances": list(domains.allowances(request.actor)),
    } | forms_given
    wrong = any(form.errors for form in forms_given.values())
    return render(request, "environment/settings.html", shown, status=400 if wrong else 200)


def _now(environment: Environment) -> dict[str, Any]:
    return {name: getattr(environment, name) for name in ("name", "listed", "joining")}


class Claim:
    """A claimed domain with the record that proves it."""

    def __init__(self, row: DomainClaim) -> None:
        self.row = row
        self.name, self.value = domains.record_name(row), domains.record_value(row)
        self.ends_at = row.missing_since + domains.GRACE if row.missing_since else None
