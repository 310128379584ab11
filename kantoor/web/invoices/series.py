"""How an organization numbers its invoices and credit notes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.invoicing import numbering
from kantoor.invoicing.numbering import KINDS, LONGEST, MOST, WIDEST, Numbering
from kantoor.kernel.errors import Invalid
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


class SeriesForm(forms.Form):
    prefix = forms.CharField(  # type: ignore[assignment]  # a field of ours, not the form's prefix
        label=gettext_lazy("Before the counter"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("{year} becomes the year of the invoice."),
    )
    next = forms.IntegerField(label=gettext_lazy("Next counter"), min_value=1, max_value=MOST - 1)
    width = forms.IntegerField(label=gettext_lazy("Digits"), min_value=1, max_value=WIDEST)
    suffix = forms.CharField(label=gettext_lazy("After the counter"), max_length=LONGEST, required=False)


@require_http_methods(["GET", "POST"])
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """Both series, the next number of each; POST changes the one that it names."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.ORGANIZATION_EDIT)
    all_forms = {kind: _form(request, organization, kind) for kind in KINDS}
    changed = request.POST.get("kind", "")
    if request.method == "POST":
        form = next((form for kind, form in all_forms.items() if kind == changed), None)
        if form is None:
            raise Invalid(_("Only invoices and credit notes are numbered."))
        if form.is_valid() and _changed(request, organization, changed, form):
            return redirect("organization_numbering", organization.pk)
    shown = [
        {"kind": kind, "form": form, "next": numbering.shown(numbering.of(organization, kind))}
        for kind, form in all_forms.items()
    ]
    context: dict[str, Any] = frame(request.actor, organization, "numbering") | {"series": shown}
    wrong = any(form.errors for form in all_forms.values())
    return render(request, "invoices/numbering.html", context, status=400 if wrong else 200)


def _form(request: Asked, organization: Organization, kind: str) -> SeriesForm:
    series = numbering.of(organization, kind)
    initial = {name: getattr(series, name) for name in ("prefix", "next", "width", "suffix")}
    own = request.method == "POST" and request.POST.get("kind") == kind
    return SeriesForm(request.POST if own else None, initial=initial, prefix=None, auto_id=f"{kind}_%s")


def _changed(request: Asked, organization: Organization, kind: str, form: SeriesForm) -> bool:
    try:
        numbering.change(request.actor, organization, kind, Numbering(**form.cleaned_data))
    except Invalid as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return False
    messages.success(request, _("The numbering is saved."))
    return True
