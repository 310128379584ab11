"""Documents, Inbox IN and Inbox OUT: over all organizations, and of one of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kantoor.access.actor import Actor
from kantoor.access.ways import Ways
from kantoor.access.ways import of as ways_of
from kantoor.documents import filters, lists, marks, search, statuses, tags, views
from kantoor.documents.models import Box, DocumentKind, Status, View
from kantoor.notifications import notices
from kantoor.organizations import organizations
from kantoor.organizations.models import Organization
from kantoor.web.addresses import to
from kantoor.web.amounts import tally
from kantoor.web.documents import adding, chosen, rows
from kantoor.web.documents.chosen import List
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked

PERIODS = {
    "week": gettext_lazy("Last 7 days"),
    "month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "quarter": gettext_lazy("This quarter"),
    "year": gettext_lazy("This year"),
    "last_year": gettext_lazy("Last year"),
    "overdue": gettext_lazy("Past its due date"),
}
COUNTED = 100
CHOOSABLE = 50


@dataclass(frozen=True)
class Choices:
    """What can be chosen in every list of this box."""

    box: Box

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return DocumentKind.choices

    @property
    def statuses(self) -> list[tuple[str, Any]]:
        return [(status, Status(status).label) for status in filters.OF_BOX[self.box]]

    @property
    def periods(self) -> list[tuple[str, Any]]:
        return list(PERIODS.items())


@require_GET
def documents(request: Asked) -> HttpResponse:
    """Made here and not sent, over all organizations."""
    shown = chosen.read(request.GET, Box.MADE)
    return render(request, "documents/documents.html", context(request, shown))


@require_GET
def inbox(request: Asked) -> HttpResponse:
    """Received, over all organizations."""
    shown, ways = chosen.read(request.GET, Box.RECEIVED), ways_of(request.actor.user_id)
    more = {
        "on_documents": True,
        "unread": notices.count_unread(request.actor) or None,
        "unread_documents": tally(lists.count_unread(request.actor, COUNTED, ways), COUNTED) or None,
    }
    return render(request, "documents/inbox.html", context(request, shown, ways) | more)


@require_GET
def outbox(request: Asked) -> HttpResponse:
    """Sent, over all organizations."""
    shown = chosen.read(request.GET, Box.SENT)
    return render(request, "documents/outbox.html", context(request, shown))


@require_GET
def of_organization(request: Asked, organization_id: UUID) -> HttpResponse:
    """The tab of one organization, with a segment for each box."""
    organization = organizations.reached(request.actor, organization_id)
    box = request.GET.get("box", "")
    shown = chosen.read(request.GET, box if box in Box.values else Box.RECEIVED, organization)
    more = frame(request.actor, organization, "documents")
    return render(request, "documents/organization.html", more | context(request, shown))


def context(request: Asked, shown: List, ways: Ways | None = None) -> dict[str, Any]:
    """What documents/list.html needs; `ways`: if just read."""
    actor, wanted = request.actor, shown.wanted
    ways = None if shown.organization else ways or ways_of(actor.user_id)
    page, kept = lists.page(actor, wanted, request.GET.get("page", ""), ways=ways), chosen.kept(request.GET)
    offered = _of_all(actor, ways) if ways else _of_one(actor, shown.organization)
    return {
        **_plain(shown),
        **offered,
        "page": page,
        "rows": rows.draw(shown, page.rows, marks.unread_among(actor, page.rows), tags.on(page.rows)),
        "rings": rows.rings(page.rows),
        "euros": rows.only_euros(page.rows),
        "sorted": bool(request.GET.get("sort")),
        "told": _count(lists.count(actor, wanted)),
        "kept": kept,
        "kept_values": chosen.values(request.GET),
        "views": [_dressed(view, shown) for view in views.of(actor, shown.box, wanted.organization)],
        "csv_url": chosen.with_query(f"{to('documents_csv')}?{shown.named}", kept),
        "keep_url": chosen.with_query(f"{to('document_view_new')}?{shown.named}", kept),
    }


def _plain(shown: List) -> dict[str, Any]:
    """What hangs on nothing but which list it is."""
    wanted, box = shown.wanted, shown.box
    return {
        "shown": shown,
        "of_one": shown.organization is not None,
        "filters": wanted.filters,
        "sort": wanted.sort,
        "near": search.NEAR if search.short(wanted.filters.text) else 0,
        "caption": chosen.CAPTIONS[box],
        "other_side": chosen.OTHER_SIDE[box],
        "received": box == Box.RECEIVED,
        "settable": [(status.value, status.label) for status in statuses.settable(box)],
        "choices": Choices(box),
    }


def _of_all(actor: Actor, ways: Ways) -> dict[str, Any]:
    """What can be begun and chosen over all organizations; of very many each has its own list."""
    places, makers = lists.offered(actor, ways, CHOOSABLE, adding.MOST)
    return {"adding": adding.in_each(makers), "places": [(row.pk, row.name) for row in places], "tags": []}


def _of_one(actor: Actor, organization: Organization | None) -> dict[str, Any]:
    assert organization is not None
    choosable = tags.choosable(actor, organization.pk)
    known = [(tag.pk, tag.name) for tag in choosable]
    return {"adding": adding.acts(actor, organization), "places": [], "tags": known}


def _dressed(view: View, shown: List) -> View:
    view.address = chosen.with_query(shown.address, view.query)  # type: ignore[attr-defined]
    return view


def _count(number: int | None) -> str:
    if number is None:
        return ""
    if number > lists.COUNTED:
        return _("more than 1,000 documents")
    return _("1 document") if number == 1 else _("%(n)d documents") % {"n": number}
