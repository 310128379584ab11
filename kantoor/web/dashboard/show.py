"""The Dashboard tab: what came in and went out, drawn, with the numbers behind it."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents import figures
from kantoor.documents.figures import Figures, Share
from kantoor.documents.models import Box, Status
from kantoor.organizations import seen
from kantoor.web.amounts import money
from kantoor.web.dashboard import bars
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """The last twelve months, for whoever sees the organization's documents."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.ORGANIZATION_SEE)
    today: dt.date = timezone.localdate()
    found = figures.of(organization, today)
    context = frame(request.actor, organization, "dashboard") | {"figures": found}
    return render(request, "dashboard/show.html", context | (_drawn(found) if found else {}))


def _drawn(found: Figures) -> dict[str, Any]:
    parts = {"statuses": found.statuses, "suppliers": found.suppliers, "customers": found.customers}
    return {
        "picture": bars.months(found.months, found.currency),
        "late": [
            _late(found, _("To pay, overdue"), Box.RECEIVED),
            _late(found, _("To receive, overdue"), Box.SENT),
        ],
        "received": _rows(found.statuses, Box.RECEIVED),
        "sent": _rows(found.statuses, Box.SENT),
        **{name: _rows(parts[name]) for name in ("suppliers", "customers")},
    }


def _late(found: Figures, title: str, box: str) -> dict[str, Any]:
    """A tile: how much is overdue, in how many invoices."""
    share = next((share for share in found.overdue if share.box == box), Share("", box, 0, Decimal(0)))
    return {"title": title, "money": money(share.amount, found.currency), "count": share.count}


def _rows(shares: list[Share], box: str = "") -> list[dict[str, Any]]:
    """Lines with a bar as long as the amount is large beside the largest."""
    chosen = [share for share in shares if not box or share.box == box]
    largest = max((abs(share.amount) for share in chosen), default=0)
    return [
        {
            "share": share,
            "label": Status(share.name).label if share.name in Status.values else share.name,
            "state": share.name.replace("_", " "),
            "bar": bars.line(float(abs(share.amount) / largest) if largest else 0.0),
        }
        for share in chosen
    ]
