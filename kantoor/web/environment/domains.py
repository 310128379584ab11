"""Domains on the settings page: claiming, checking, giving up; further ones."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.environments import domains
from kantoor.kernel.dns import DnsUnavailable
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.web.environment.forms import DomainForm
from kantoor.web.environment.settings import page
from kantoor.web.request import Asked


@require_POST
def claims(request: Asked) -> HttpResponse:
    """Claim a domain."""
    form = DomainForm(request.POST, prefix="claim")
    if form.is_valid():
        try:
            domains.claim(request.actor, request.actor.environment_id, form.cleaned_data["domain"])
        except Invalid as problem:
            form.add_error("domain", str(problem))
        else:
            messages.success(request, _("Claimed. Put the record in place, then check it."))
            return redirect("environment")
    return page(request, claim_form=form)


@require_POST
def check(request: Asked, claim_id: UUID) -> HttpResponse:
    """Look for the record now."""
    try:
        there = domains.check(request.actor, claim_id)
    except (Conflict, DnsUnavailable) as problem:
        messages.error(request, str(problem))
        return redirect("environment")
    if there:
        messages.success(request, _("The record is there: the domain counts as yours."))
    else:
        said = _("The record is not there yet. New records can take an hour to be seen everywhere.")
        messages.error(request, said)
    return redirect("environment")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, claim_id: UUID) -> HttpResponse:
    """What giving a domain up means; POST does it."""
    claim = reading.find(request.actor, claim_id, domains.claims, Permission.DOMAINS_CLAIM)
    if request.method == "POST":
        domains.give_up(request.actor, claim_id)
        messages.success(request, _("%(domain)s is given up.") % {"domain": claim.domain})
        return redirect("environment")
    return render(request, "environment/domain_end.html", {"claim": claim})


@require_POST
def allowances(request: Asked) -> HttpResponse:
    """Allow a further domain for additional addresses."""
    form = DomainForm(request.POST, prefix="allow")
    if form.is_valid():
        try:
            domains.allow(request.actor, request.actor.environment_id, form.cleaned_data["domain"])
        except Invalid as problem:
            form.add_error("domain", str(problem))
        else:
            messages.success(request, _("Allowed."))
            return redirect("environment")
    return page(request, allow_form=form)


@require_POST
def disallowance(request: Asked, allowance_id: UUID) -> HttpResponse:
    """No longer allow it."""
    domains.disallow(request.actor, allowance_id)
    messages.success(request, _("No longer allowed. Addresses that are there stay."))
    return redirect("environment")
