"""What the operator does with an application."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kantoor.kernel.dns import DnsUnavailable
from kantoor.kernel.errors import Invalid
from kantoor.organizations import countries, reviews
from kantoor.web.request import Asked
from kantoor.web.reviews.queue import page_of


@require_POST
def acceptance(request: Asked, activation_id: UUID) -> HttpResponse:
    """Find the proof sufficient."""
    review = reviews.one(request.actor, activation_id)
    reviews.accept(request.actor, activation_id)
    said = _("%(name)s is active.")
    messages.success(request, said % {"name": review.activation.organization.name})
    return redirect("reviews")


@require_POST
def refusal(request: Asked, activation_id: UUID) -> HttpResponse:
    """Find it insufficient, with a reason."""
    reason = request.POST.get("reason", "")
    try:
        reviews.refuse(request.actor, activation_id, reason)
    except Invalid as problem:
        return page_of(request, activation_id, str(problem), reason, status=400)
    messages.success(request, _("Refused. The applicant reads your reason."))
    return redirect("reviews")


@require_POST
@never_cache
def letter(request: Asked, activation_id: UUID) -> HttpResponse:
    """The letter with its code, which only this page ever shows: therefore no redirect."""
    code = reviews.print_letter(request.actor, activation_id)
    review = reviews.one(request.actor, activation_id)
    attempt = review.activation
    country = countries.NAMES.get(attempt.organization.country, "")
    context = {"attempt": attempt, "code": code, "country": country, "installation": settings.ADDRESS}
    return render(request, "reviews/letter.html", context)


@require_POST
def sighting(request: Asked, activation_id: UUID) -> HttpResponse:
    """Look in the DNS now."""
    try:
        found = reviews.look(request.actor, activation_id)
    except DnsUnavailable as problem:
        messages.error(request, str(problem))
    else:
        said = _("The record is there.") if found else _("The record is not there.")
        (messages.success if found else messages.error)(request, said)
    return redirect("review", activation_id)
