"""One share: another level or end date, withdrawal."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents import documents
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import lists
from kantoor.sharing import foreseeing, shares
from kantoor.sharing.models import Share
from kantoor.web import foresight
from kantoor.web.documents import page
from kantoor.web.request import Asked
from kantoor.web.sharing.forms import ShareForm


@require_http_methods(["GET", "POST"])
def change(request: Asked, document_id: UUID, share_id: UUID) -> HttpResponse:
    """The panel with level and end date; POST changes them."""
    share = _found(request, document_id, share_id)
    day = lists.last_day(share.expires_at)
    form = ShareForm(request.POST or None, initial={"level": share.level, "until": day})
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            shares.change(request.actor, share.pk, form.cleaned_data["level"], form.moment())
        except (Invalid, Conflict, Refused) as refusal:
            problem = refusal
        else:
            messages.success(request, _("Changed. It counts from the next thing they do."))
            return redirect("document_sharing", document_id)
    context = page.context(request, share.document)
    context["preview_at"] = reverse("share_preview", args=[document_id, share_id])
    context["untold"] = not documents.is_member(request.actor, share.document)
    context |= {"form": form, "share": share, "holder": shares.holder_of(share), "problem": problem}
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "sharing/change.html", context, status=status)


@require_POST
def preview(request: Asked, document_id: UUID, share_id: UUID) -> HttpResponse:
    """The consequence box, for the level chosen now."""
    share = _found(request, document_id, share_id)
    form = ShareForm(request.POST)
    level = form.cleaned_data["level"] if form.is_valid() else share.level
    change = partial(foreseeing.changing, request.actor, share, level, share.expires_at)
    untold = not documents.is_member(request.actor, share.document)
    context = foresight.told(change) | {"preview_at": request.path, "untold": untold}
    return render(request, "consequences/box.html", context)


@require_http_methods(["GET", "POST"])
def withdrawal(request: Asked, document_id: UUID, share_id: UUID) -> HttpResponse:
    """What will end; POST ends it."""
    share = _found(request, document_id, share_id)
    holder = shares.holder_of(share)
    if request.method == "POST":
        shares.withdraw(request.actor, share.pk)
        messages.success(request, _("No longer shared with %(name)s.") % {"name": holder.name})
        return redirect("document_sharing" if _still(request, share) else "shares", *_args(request, share))
    context = page.context(request, share.document) | {"share": share, "holder": holder}
    context["left"] = shares.beneath(request.actor, share)
    context |= foresight.told(partial(foreseeing.withdrawing, request.actor, share))
    return render(request, "sharing/withdrawal.html", context)


def _still(request: Asked, share: Share) -> bool:
    """Whether who withdrew it, perhaps from themselves, still shares the document."""
    return request.actor.may(Permission.DOCUMENT_SHARE, document_id=share.document_id)


def _args(request: Asked, share: Share) -> list[UUID]:
    return [share.document_id] if _still(request, share) else []


def _found(request: Asked, document_id: UUID, share_id: UUID) -> Share:
    share = reading.find(request.actor, share_id, shares.visible_to, Permission.DOCUMENT_SHARE)
    if share.document_id != document_id:
        raise NotFound
    return share
