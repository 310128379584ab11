"""Giving up a share of one's own: the document leaves one's list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.kernel.errors import NotFound
from kantoor.sharing import own, shares
from kantoor.web.documents import page
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def departure(request: Asked, document_id: UUID, share_id: UUID) -> HttpResponse:
    """What will end for oneself; POST ends it."""
    share = reading.find(request.actor, share_id, own.of, Permission.OWN_LEAVE)
    if share.document_id != document_id:
        raise NotFound
    if request.method == "POST":
        named = {"document": share.document}
        own.give_up(request.actor, share.pk)
        messages.success(request, _("%(document)s is no longer shared with you.") % named)
        return redirect(reverse("shares") + "?which=with")
    context = page.context(request, share.document) | {
        "share": share,
        "left": shares.beneath(request.actor, share),
    }
    return render(request, "sharing/departure.html", context)
