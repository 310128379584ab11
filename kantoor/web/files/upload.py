"""The page on which files are brought to an organization; with a script they come piece by piece (`tus`), else at once."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kantoor.access import reading, refusals
from kantoor.access.policy import Permission
from kantoor.documents.models import Box
from kantoor.inbound import mailboxes
from kantoor.kernel.errors import DomainError
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.uploads import inspection, intake, transfers
from kantoor.web.files.results import lines
from kantoor.web.forms import Choices
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked

NOTES = {
    Box.RECEIVED.value: gettext_lazy("What others sent to the organization. It stands in Inbox IN."),
    Box.MADE.value: gettext_lazy(
        "What the organization made itself and has not sent. It stands in Documents."
    ),
}


class PlaceForm(forms.Form):
    """Where the files belong."""

    box = forms.ChoiceField(
        label=gettext_lazy("Where do they belong?"),
        choices=[(box.value, box.label) for box in intake.BOXES],
        initial=Box.RECEIVED.value,
        widget=Choices(notes=NOTES),
    )


@require_http_methods(["GET", "POST"])
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """The form and what came in lately; POST is for browsers without scripts."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.DOCUMENTS_CREATE)
    intake.require_active(organization)
    asked = request.GET.get("box", "")
    start = asked if asked in intake.BOXES else Box.RECEIVED.value
    form = PlaceForm(request.POST or None, initial={"box": start})
    brought = request.FILES.getlist("files")
    problem = _("Choose one or more files.") if request.method == "POST" and not brought else ""
    if brought and form.is_valid():
        for file in brought:
            _bring(request, organization, Box(form.cleaned_data["box"]), file)
        return redirect("document_upload", organization.pk)
    context = frame(request.actor, organization, "documents") | _page(request, organization)
    context |= {"form": form, "problem": problem}
    return render(request, "files/upload.html", context, status=400 if problem or form.errors else 200)


def _bring(request: Asked, organization: Organization, box: Box, file: Any) -> None:
    """One file; what is wrong with it stands in its line and stops no other."""
    name, size = file.name or "", file.size or 0
    try:
        made = transfers.begin(request.actor, organization, box, name, size)
        transfers.receive(request.actor, made, 0, size, file)
    except DomainError as problem:
        transfers.refuse(request.actor, organization, box, name, size, str(problem))


def _page(request: Asked, organization: Organization) -> dict[str, Any]:
    return {
        "lines": lines(transfers.of(request.actor, organization)),
        "kinds": inspection.allowed(),
        "largest": settings.KANTOOR_UPLOAD_LARGEST,
        "most_pages": int(settings.KANTOOR_UPLOAD_PAGES),
        "hours": settings.KANTOOR_UPLOAD_HOURS,
        "scanned": bool(settings.KANTOOR_CLAMD),
        "mail_taken_in": bool(mailboxes.domain()),
        "mail_address": mailboxes.address(organization),
        "why_no_mailbox": refusals.why_not(request.actor, Permission.ORGANIZATION_EDIT, organization),
    }
