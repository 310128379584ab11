"""Shared by us, shared with us; and many withdrawn at once."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kantoor.kernel import ids
from kantoor.sharing import lists, seen
from kantoor.sharing.lists import Narrowing
from kantoor.web.request import Asked
from kantoor.web.sharing import rows


@require_GET
def show(request: Asked) -> HttpResponse:
    """A page of shares."""
    given = request.GET
    to = Narrowing(
        text=given.get("q", ""),
        organization=ids.parse(given.get("organization", "")),
        soon="soon" in given,
        external="external" in given,
        mine="mine" in given,
    )
    received = given.get("which") == "with"
    page = lists.page(request.actor, to, received, given.get("page", ""))
    shown: dict[str, Any] = {
        "page": page,
        "rows": rows.draw(request.actor, page.rows, received),
        "received": received,
        "to": to,
        "places": rows.options(lists.places(request.actor, to.organization), to.organization),
        "narrowed": bool(to.text or to.organization or to.soon or to.external or to.mine),
    }
    return render(request, "sharing/list.html", shown)


@require_POST
def withdrawal(request: Asked) -> HttpResponse:
    """What withdrawing the picked ones would do, per row; `confirmed` does it and says what became of each."""
    picked = [key for value in request.POST.getlist("share") if (key := ids.parse(value))]
    if not picked:
        return redirect("shares")
    done = "confirmed" in request.POST
    results = (lists.withdraw if done else lists.picked)(request.actor, _first(picked))
    shown = [(seen.described(one.share, request.actor), one) for one in results]
    count = sum(not one.problem for one in results)
    return render(request, "sharing/bulk.html", {"results": shown, "done": done, "count": count})


def _first(keys: list[UUID]) -> list[UUID]:
    return list(dict.fromkeys(keys))[: lists.MOST_AT_ONCE]
