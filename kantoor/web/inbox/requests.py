"""What somebody was asked: the list, and one of them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kantoor.inbox import opening, requests
from kantoor.inbox.models import RequestState
from kantoor.inbox.opening import Opened
from kantoor.notifications import notices
from kantoor.web.inbox import letters, wording
from kantoor.web.request import Asked


@require_GET
def start(request: Asked) -> HttpResponse:
    """The inbox begins with what waits for an answer; if nothing does, with the documents."""
    return redirect("inbox_requests" if requests.count_waiting(request.actor) else "inbox_documents")


@require_GET
def index(request: Asked) -> HttpResponse:
    """All requests, newest first; the newest one that waits is open beside them where there is room."""
    context = listed(request)
    waiting = next((row for row in context["page"].rows if row.standing == RequestState.OPEN), None)
    opened = opening.opened(request.actor, waiting) if waiting else None
    return render(request, "inbox/requests.html", context | {"opened": opened})


@require_GET
def show(request: Asked, request_id: UUID) -> HttpResponse:
    """One request, and what became of it."""
    return render(request, "inbox/request.html", page(request, opening.find(request.actor, request_id)))


def page(request: Asked, opened: Opened) -> dict[str, Any]:
    """The context of an open request, beside the list."""
    wording.dress([opened.request])
    key = opened.request.pk
    return listed(request, key) | {"opened": opened, "current": key}


def listed(request: Asked, current: UUID | None = None) -> dict[str, Any]:
    """The list and the tabs over it."""
    page = requests.page(request.actor, request.GET.get("page", ""))
    wording.dress(page.rows)
    return {
        "page": page,
        "letters": letters.draw(page.rows, current),
        "on_requests": True,
        "on_updates": False,
        "unread": notices.count_unread(request.actor) or None,
    }
