"""Keeping somebody out: what it suspends, the act, its receipt; and letting them in again."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.accounts import blocks, holdings, removals
from kantoor.environments import people
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.receipts import receipts
from kantoor.web import foresight
from kantoor.web.people.forms import ReasonForm
from kantoor.web.people.person import context
from kantoor.web.request import Asked


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: Asked, user_id: UUID) -> HttpResponse:
    """What a block suspends; POST blocks; while blocked, the receipt."""
    user = people.one(request.actor, user_id)
    if request.method != "POST" and people.standing(user) is people.Standing.BLOCKED:
        entry = blocks.receipt(request.actor, user)
        if entry is None:
            raise NotFound
        kept = receipts.of(request.actor, subject_id=user.pk, act="people.block")
        shown = {"user": user, "entry": entry, "held": removals.ended(entry, "suspended"), "receipt": kept}
        return render(request, "people/block_receipt.html", shown)
    form, refusal = ReasonForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            blocks.begin(request.actor, user_id, form.cleaned_data["reason"])
            return redirect("person_block", user_id)
        except Invalid as problem:
            form.add_error(problem.field, str(problem))
        except Refused as reason:
            refusal = reason
    foreseen = partial(blocks.foresee, request.actor, user)
    if beside := foresight.apart(request, foreseen, user.name):
        return beside
    more: dict[str, Any] = {"form": form, "refusal": refusal, "held": holdings.of(user)}
    more |= foresight.later(request, foreseen)
    status = 403 if refusal else 400 if form.errors else 200
    return render(request, "people/block.html", context(request, user_id) | more, status=status)


@require_POST
def unblocking(request: Asked, user_id: UUID) -> HttpResponse:
    """Let them in again."""
    blocks.end(request.actor, user_id)
    messages.success(request, _("Unblocked. Everything they had counts again."))
    return redirect("person", user_id)
