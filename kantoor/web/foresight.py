"""What an act would change, as lines of its consequence box, and as a page of names."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kantoor.access.consequences import SHOWN, Foreseen, Kind
from kantoor.kernel.brief import TooLong
from kantoor.kernel.errors import Conflict, DomainError, NotFound
from kantoor.web.request import Asked

ASKED = "foreseen"
Ask = Callable[[], Foreseen | None]
FIRST, SORTED, DIGITS = 3, 1_000, 8


def told(ask: Ask) -> dict[str, Any]:
    """The context of `consequences/lines.html`; empty where the act is refused, which its page says."""
    try:
        foreseen = ask()
    except DomainError:
        return {"foreseen": None}
    except TooLong:
        return {"foreseen": None, "unforeseen": _said()}
    return {"foreseen": foreseen and [_part(foreseen, part.kind) for part in foreseen.parts]}


def later(request: Asked, ask: Ask) -> dict[str, Any]:
    """The same for a page that does not wait for it: its lines are fetched when it is there, without scripts by a link."""
    if ASKED in request.GET:
        return told(ask) | {"names_at": request.path}
    query = request.GET.copy()
    query[ASKED] = ""
    return {"foreseen_at": f"{request.path}?{query.urlencode()}"}


def apart(request: Asked, ask: Ask, title: str) -> HttpResponse | None:
    """What is asked for beside the page: everybody of one part, or the lines alone."""
    if "names" in request.GET:
        return names(request, ask, title, request.path)
    if ASKED in request.GET and request.headers.get("HX-Request"):
        return render(request, "consequences/lines.html", later(request, ask))
    return None


def _part(foreseen: Foreseen, kind: Kind) -> dict[str, Any]:
    """With the first few by name, where they are not too many to be put in order each time."""
    part = getattr(foreseen, kind)
    few = len(part.people) <= SORTED
    first = [one.user.name for one in foreseen.names(kind)[:FIRST]] if few else []
    return {"part": part, "first": first, "more": len(part.people) - len(first)}


def names(request: Asked, ask: Ask, title: str, back: str) -> HttpResponse:
    """Everybody of one part, fifty at a time; `?names=loses&from=50`."""
    try:
        foreseen, wanted = ask(), request.GET.get("names", "")
    except TooLong as problem:
        raise Conflict(_said()) from problem
    if foreseen is None or wanted not in list(Kind):
        raise NotFound
    start = _number(request.GET.get("from", ""))
    part, rows = getattr(foreseen, wanted), foreseen.names(Kind(wanted), start)
    more = start + SHOWN if start + SHOWN < len(part.people) else None
    context = {
        "part": part,
        "rows": rows,
        "more": more,
        "earlier": start and max(start - SHOWN, 0),
        "start": start,
    }
    return render(request, "consequences/names.html", context | {"heading": title, "back": back})


def _said() -> str:
    return _(
        "This changes too much to work out beforehand who sees more or less: everybody would have to wait for it. "
        "It is done as a whole or not at all."
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else 0
