"""Asking for access at an address that shows nothing: one page, whether or not there is anything (domain 7.7)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kantoor.kernel.errors import Conflict
from kantoor.sharing import asking
from kantoor.web.request import Asked
from kantoor.web.sharing.forms import QuestionForm


def document(request: Asked, document_id: UUID) -> HttpResponse:
    """Ask for access to a document."""
    return _ask(request, "document", document_id)


def organization(request: Asked, organization_id: UUID) -> HttpResponse:
    """Ask for access to an organization."""
    return _ask(request, "organization", organization_id)


@require_http_methods(["GET", "POST"])
def _ask(request: Asked, thing: str, key: UUID) -> HttpResponse:
    form = QuestionForm(request.POST if request.method == "POST" else None)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(request.actor, request.actor.user, thing, key, form.cleaned_data["message"])
        except Conflict as refusal:
            problem = refusal
        else:
            return redirect(f"{request.path}?asked")
    shown: dict[str, Any] = {
        "form": form,
        "problem": problem,
        "asked": "asked" in request.GET,
        "again": f"/{thing}s/{key}/",
    }
    shown["before"] = asking.last_asked(request.actor, thing, key)
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "sharing/question.html", shown, status=status)
