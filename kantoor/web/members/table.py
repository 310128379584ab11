"""The list of members, with what waits for an answer on top."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kantoor.access import reading, refusals
from kantoor.access.policy import Permission
from kantoor.inbox.models import Request
from kantoor.kernel import pages
from kantoor.organizations import asking, memberships, seen
from kantoor.organizations.models import Organization, State
from kantoor.web.addresses import EVERY_ROW
from kantoor.web.members import rows
from kantoor.web.moments import relative
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked

SIDES = ("own", "partners", "requested")
BEHIND = 25


@require_GET
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """A page of members."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.MEMBERS_SEE)
    return render(request, "members/table.html", table(request, organization))


def behind(request: Asked, organization: Organization) -> dict[str, Any]:
    """The tab as it stands behind a panel: no more of it than can be seen there."""
    return table(request, organization, BEHIND)


def table(request: Asked, organization: Organization, size: int = pages.SIZE) -> dict[str, Any]:
    """The context of the tab."""
    text, side = request.GET.get("q", ""), request.GET.get("which", "")
    sort = request.GET.get("sort", "")
    page: pages.Page[memberships.Member] = (
        pages.Page([])
        if side == "requested"
        else memberships.page(
            organization, text, side if side in SIDES else "", sort, request.GET.get("page", ""), size
        )
    )
    refusal = refusals.why_not(request.actor, Permission.MEMBERS_ADD, organization)
    first = not text and side in ("", "requested") and not request.GET.get("page")
    return frame(request.actor, organization, "members") | {
        "page": page,
        "rows": rows.draw(request, organization, page.rows),
        "asked": [_asked(row) for row in asking.first_open_of(organization)] if first and not refusal else [],
        "text": text,
        "every_row": EVERY_ROW,
        **_chosen(side),
        "sort": sort if sort in memberships.SORTS else "name",
        "not_changing": refusal,
        "not_adding": refusal or _not_active(organization),
    }


def _chosen(side: str) -> dict[str, Any]:
    """Which of the segments is the current one."""
    known = side if side in SIDES else ""
    own, partners, requested = (known == one for one in SIDES)
    return {
        "side": known,
        "all_sides": not known,
        "own_side": own,
        "partner_side": partners,
        "requested_side": requested,
    }


def _asked(row: Request) -> Request:
    row.reminded_words = (  # type: ignore[attr-defined]
        _("Last sent %(when)s") % {"when": relative(row.reminded_at)}
        if row.reminded_at
        else _("At most once a day")
    )
    return row


def _not_active(organization: Organization) -> str:
    if organization.state == State.ACTIVE:
        return ""
    return str(memberships.not_active(organization))
