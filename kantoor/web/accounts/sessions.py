"""Where one is signed in: ended one by one, or all at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kantoor.accounts import sessions


@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    sessions.end(actor, actor.user, session_id)
    messages.success(request, _("Signed out there."))
    return redirect("profile")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    ended = sessions.end_others(actor, actor.user, request.session.session_key or "")
    said = ngettext("Signed out in %(n)d other place.", "Signed out in %(n)d other places.", ended) % {
        "n": ended
    }
    messages.success(request, said if ended else _("You were signed in nowhere else."))
    return redirect("profile")
