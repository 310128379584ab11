"""What waits for the operator, and one application."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.kernel import pages
from kantoor.organizations import identifiers, reviews
from kantoor.organizations.models import Activation
from kantoor.web.request import Asked


@require_GET
def show(request: Asked) -> HttpResponse:
    """The queue, oldest first; settled ones newest first."""
    settled = request.GET.get("show") == "settled"
    order = tuple(f"-{name}" for name in reviews.ORDER) if settled else reviews.ORDER
    page = pages.keyset(reviews.queue(request.actor, settled), order, request.GET.get("page", ""))
    context = {"page": page, "settled": settled, "waiting": not settled}
    return render(request, "reviews/list.html", context)


@require_GET
def one(request: Asked, activation_id: UUID) -> HttpResponse:
    """An application with what is needed to judge it."""
    return page_of(request, activation_id)


def page_of(
    request: Asked, activation_id: UUID, error: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    """The same, with what was wrong about a judgement."""
    review = reviews.one(request.actor, activation_id)
    numbers = [
        {"label": identifiers.named(row.scheme).label, "value": identifiers.display(row.scheme, row.value)}
        for row in review.numbers
    ]
    context = {
        "review": review,
        "attempt": review.activation,
        "numbers": numbers,
        "open": review.activation.outcome == Activation.Outcome.OPEN,
        "error": error,
        "typed": typed,
    }
    return render(request, "reviews/one.html", context, status=status)
