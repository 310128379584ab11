"""What will go and when, the periods, and what is held."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.organizations.models import Organization, State
from kantoor.retention import due, foreseeing, holds, periods
from kantoor.retention.foreseeing import Foreseen
from kantoor.retention.periods import Years
from kantoor.web.moments import calendar_day
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked
from kantoor.web.retention.forms import PeriodsForm, said


@require_http_methods(["GET", "POST"])
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """POST shows first what other periods would do; posted again as it was shown, they are saved."""
    organization = foreseeing.find(request.actor, organization_id)
    years, day = periods.of(organization), due.today()
    form = PeriodsForm(request.POST if request.method == "POST" else None, years)
    context = frame(request.actor, organization, "retention") | {"heading": _("Retention"), "form": form}
    if request.method == "POST" and form.is_valid():
        wanted = _table(organization, form.years, day)
        context |= {"wanted": wanted, "sign": f"{form.sign}:{form.before}:{wanted['now']}"}
        if request.POST.get("foreseen") == context["sign"]:
            periods.change(request.actor, organization, form.years)
            messages.success(request, _("The periods are saved."))
            return redirect("organization_retention", organization.pk)
    context |= _shown(request, organization, years, day)
    return render(request, "retention/page.html", context, status=400 if form.errors else 200)


def _shown(request: Asked, organization: Organization, years: Years, day: dt.date) -> dict[str, Any]:
    rows = foreseeing.next_ones(request.actor, organization, years, day)
    return {
        "table": _table(organization, years, day),
        "next": rows,
        "next_told": [(one, said(one.years), calendar_day(one.since)) for one in rows],
        "most": foreseeing.SHOWN,
        "holds": (found := holds.of(organization)),
        "all_held": any(one.document_id is None for one in found),
        "decides": organization.state != State.CLOSED,
    }


def _table(organization: Organization, years: Years, day: dt.date) -> dict[str, Any]:
    """The classes, and how many go altogether."""
    found = foreseeing.counts(organization, years, day)
    rows: list[tuple[Foreseen, str]] = [(one, said(one.years)) for one in found]
    return {"rows": rows, "now": sum(one.now for one in found), "soon": sum(one.soon for one in found)}
