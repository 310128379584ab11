"""The partnerships of one's environment, with what waits for an answer on top; and those that are over."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.access import refusals
from kantoor.access.policy import Permission
from kantoor.kernel import pages
from kantoor.partnerships import asking, participants, partnerships
from kantoor.partnerships.models import Partnership
from kantoor.partnerships.participants import Held
from kantoor.web.partners import rows
from kantoor.web.partners.rows import Row
from kantoor.web.request import Asked

MOST_WAITING = 50
SIZE = 20  # of a page; each opens on the people of both sides


@require_GET
def show(request: Asked) -> HttpResponse:
    """Open requests, then the partnerships that are live, oldest first."""
    return render(request, "partners/table.html", table(request))


@require_GET
def ended(request: Asked) -> HttpResponse:
    """Those that are over, newest first."""
    found = partnerships.over(request.actor)
    page = pages.keyset(found, order=("-id",), cursor=request.GET.get("page", ""))
    here = request.actor.environment_id
    over = [{"partnership": row, "partner": partnerships.other_side(row, here)} for row in page.rows]
    return render(
        request, "partners/ended.html", heads(request) | {"page": page, "rows": over, "is_over": True}
    )


def table(request: Asked) -> dict[str, Any]:
    """The context of the page; the panels over it need it too."""
    actor, cursor, text = request.actor, request.GET.get("page", ""), request.GET.get("q", "")
    page = partnerships.page(actor, text, cursor, SIZE)
    first = not cursor and not text
    shown = heads(request)
    return shown | {
        "is_live": True,
        "text": text,
        "page": page,
        "rows": rows.draw(
            request, rows_of(request, page.rows), may_act=shown["may_act"], refusal=shown["not_finding"]
        ),
        "asked_of_us": asking.waiting_here(actor)[:MOST_WAITING] if first else (),
        "asked_by_us": asking.waiting_across(actor)[:MOST_WAITING] if first else (),
    }


def heads(request: Asked) -> dict[str, Any]:
    """The tabs, and what the actor may not do with the reason."""
    actor = request.actor
    return {
        "live_count": partnerships.count(actor),
        "over_count": partnerships.count_over(actor),
        "not_finding": refusals.why_not(actor, Permission.PARTNERS_FIND),
        "may_act": actor.may(Permission.PARTNERSHIPS_END),
        "sees_activity": actor.may(Permission.ACTIVITY_SEE),
    }


def rows_of(request: Asked, found: Collection[Partnership]) -> list[Row]:
    """Both sides of each, as the asker sees them."""
    here, sides = request.actor.environment_id, participants.sides(found)
    made = []
    for one in found:
        partner = partnerships.other_side(one, here)
        made.append(Row(one, partner, sides[one.pk, partner.pk], sides[one.pk, here]))
    if request.actor.may(Permission.PARTICIPANTS_CHANGE):
        _dress(request, made)
    return made


def _dress(request: Asked, made: list[Row]) -> None:
    """What each of their people has with us, for those who look after the relation."""
    people = [p.user for row in made for p in row.theirs.first if p.user]
    held = participants.held(request.actor.environment_id, [person.pk for person in people])
    for person in people:
        person.held = held.get(person.pk, Held())  # type: ignore[attr-defined]
