"""Removing somebody: what will end, the act, its receipt."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kantoor.accounts import holdings, removals
from kantoor.environments import people
from kantoor.kernel.errors import NotFound, Refused
from kantoor.receipts import receipts
from kantoor.web import foresight
from kantoor.web.people.person import context
from kantoor.web.request import Asked


@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: Asked, user_id: UUID) -> HttpResponse:
    """What will end; POST ends it; once removed, the receipt."""
    user = people.one(request.actor, user_id)
    if people.standing(user) is people.Standing.REMOVED:
        return _receipt(request, user_id)
    refusal = None
    if request.method == "POST":
        try:
            removals.remove(request.actor, user_id)
            return redirect("person_removal", user_id)
        except Refused as reason:
            refusal = reason
    foreseen = partial(removals.foresee, request.actor, user)
    if beside := foresight.apart(request, foreseen, user.name):
        return beside
    more: dict[str, Any] = {"refusal": refusal, "held": holdings.of(user)}
    shown = context(request, user_id) | more | foresight.later(request, foreseen)
    return render(request, "people/removal.html", shown, status=403 if refusal else 200)


def _receipt(request: Asked, user_id: UUID) -> HttpResponse:
    """What ended, how many, what is left, when, by whom (domain 8.5)."""
    user = people.one(request.actor, user_id)
    entry = removals.receipt(request.actor, user)
    if entry is None:
        raise NotFound
    shown: dict[str, Any] = {"user": user, "entry": entry, "held": removals.ended(entry)}
    shown["receipt"] = receipts.of(request.actor, subject_id=user.pk)
    return render(request, "people/removal_receipt.html", shown)
