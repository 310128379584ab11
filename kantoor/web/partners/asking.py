"""Relationship requests: sending, withdrawing, reminding."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.inbox.models import RequestState
from kantoor.kernel.errors import Conflict
from kantoor.partnerships import asking, finding
from kantoor.web.partners.table import table
from kantoor.web.request import Asked


class MessageForm(forms.Form):
    """What the other side reads beside the question."""

    message = forms.CharField(
        label=gettext_lazy("Message"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": asking.MESSAGE_LENGTH, "data-first": ""}),
        required=False,
        max_length=asking.MESSAGE_LENGTH,
        help_text=gettext_lazy("They read it beside the question. They need not know you yet."),
    )


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """The question to one environment; POST sends it."""
    given = request.POST if request.method == "POST" else request.GET
    other, number = given.get("to", ""), given.get("number", "")[: finding.LONGEST]
    partner = finding.one(request.actor, other, number)
    form = MessageForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.ask(
                request.actor, request.actor.environment, partner.pk, form.cleaned_data["message"], number
            )
        except Conflict as late:
            problem = late
        else:
            messages.success(request, _said(made.state, partner.name))
            return redirect("partners")
    context = {"form": form, "partner": partner, "number": number, "problem": problem}
    return render(
        request,
        "partners/ask.html",
        table(request) | context,
        status=409 if problem else 400 if form.errors else 200,
    )


def _said(state: str, name: str) -> str:
    if state == RequestState.ACCEPTED:
        return _("%(name)s had asked you already: you are partners now.") % {"name": name}
    return _("%(name)s has your request. It lapses after 30 days.") % {"name": name}


@require_POST
def withdraw(request: Asked, request_id: UUID) -> HttpResponse:
    """Take it back."""
    try:
        asking.withdraw(request.actor, request_id)
    except Conflict as late:
        messages.error(request, str(late))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("partners")


@require_POST
def remind(request: Asked, request_id: UUID) -> HttpResponse:
    """Send it once more."""
    try:
        asking.remind(request.actor, request_id)
    except Conflict as early:
        messages.error(request, str(early))
    else:
        messages.success(request, _("A reminder is on its way."))
    return redirect("partners")
