"""What happened, told to this person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.kernel import pages
from kantoor.notifications import notices
from kantoor.web.request import Asked


@require_GET
def index(request: Asked) -> HttpResponse:
    """The notices, newest first; those on the page count as read from now on."""
    page = pages.keyset(notices.of(request.actor), ("-id",), request.GET.get("page", ""))
    updates = notices.described(page.rows)
    notices.mark_read(request.actor, page.rows)
    context = {
        "page": page,
        "on_requests": False,
        "on_updates": True,
        "updates": updates,
        "unread": notices.count_unread(request.actor) or None,
    }
    return render(request, "inbox/updates.html", context)
