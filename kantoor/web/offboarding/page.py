"""Off-boarding somebody: what depends on them, whom it goes to, then the end of their access; one act."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kantoor.access.policy import Permission
from kantoor.accounts import blocks, holdings, offboarding
from kantoor.accounts.models import User
from kantoor.accounts.offboarding import HANDED, OTHERWISE, Item, Leave, Thing
from kantoor.environments import administrators, people
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.receipts import receipts
from kantoor.web import foresight
from kantoor.web.offboarding import successors
from kantoor.web.offboarding.words import HEADINGS, HINTS, OTHERWISE_WORDS
from kantoor.web.request import Asked

Problem = Conflict | Invalid | Refused | None


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked, user_id: UUID) -> HttpResponse:
    """What depends on them; POST hands over and ends; once done, the receipt."""
    user = people.one(request.actor, user_id)
    people.require(request.actor, Permission.PEOPLE_REMOVE)
    if people.standing(user) is not people.Standing.ACTIVE:
        return _over(request, user)
    problem: Problem = None
    if request.method == "POST":
        try:
            offboarding.offboard(request.actor, user_id, _leave(request))
            return _over(request, user)
        except NotFound:
            return _over(request, user)  # somebody else, or the second click, was first
        except (Conflict, Invalid, Refused) as reason:
            problem = reason
    foreseen = partial(offboarding.foresee, request.actor, user)
    if beside := foresight.apart(request, foreseen, user.name):
        return beside
    shown = _shown(request, user, problem) | foresight.later(request, foreseen)
    return render(request, "offboarding/page.html", shown, status=problem.status if problem else 200)


def _over(request: Asked, user: User) -> HttpResponse:
    kept = receipts.of(request.actor, subject_id=user.pk)
    return redirect("receipt", kept.pk) if kept else redirect("person", user.pk)


def _leave(request: Asked) -> Leave:
    """As chosen in the form; blocking needs a reason."""
    blocking = request.POST.get("how") == "block"
    return Leave(
        request.POST.dict(),
        request.POST.get("seen", ""),
        request.POST.get("reason", "") if blocking else None,
    )


def _shown(request: Asked, user: User, problem: Problem) -> dict[str, Any]:
    """The page, with nothing lost of what was chosen."""
    found = offboarding.items(user)
    typed = request.POST if request.method == "POST" else None
    chosen = {one.field: _chosen(one, typed) for one in found}
    field = problem.field if problem else None
    return {
        "user": user,
        "parts": _parts(found, chosen, offboarding.named(user, chosen.values()), field, str(problem or "")),
        "choices": successors.groups(user, offboarding.successors(user)),
        "seen": offboarding.seen(found),
        "held": holdings.of(user),
        "problem": problem if problem and field is None else None,
        "reason": typed.get("reason", "") if typed else "",
        "reason_problem": str(problem) if field == "reason" else "",
        "blocking": bool(typed and typed.get("how") == "block"),
        "why_never": administrators.why_environment_needs(user) or _oneself(request, user),
    }


def _oneself(request: Asked, user: User) -> str:
    return blocks.why_not(request.actor, user) if user.pk == request.actor.user_id else ""


def _chosen(item: Item, typed: Any) -> str:
    """What was chosen for it; at first who is suggested, or what becomes of it when nobody is."""
    first = str(item.suggested or "") if item.thing in HANDED else OTHERWISE[item.thing][0]
    return str(typed.get(item.field, "")) if typed is not None else first


def _parts(
    found: Sequence[Item], chosen: Mapping[str, str], known: Mapping[str, User], field: str | None, said: str
) -> list[dict[str, Any]]:
    """A part for each kind of thing there is."""
    parts = []
    for thing in Thing:
        rows = [
            _row(one, chosen[one.field], known, said if one.field == field else "")
            for one in found
            if one.thing is thing
        ]
        if rows:
            parts.append({"heading": HEADINGS[thing], "hint": HINTS[thing], "rows": rows})
    return parts


def _row(item: Item, chosen: str, known: Mapping[str, User], error: str) -> dict[str, Any]:
    """One thing with what can be chosen for it: a colleague, or one of a few words."""
    others = [(value, OTHERWISE_WORDS[item.thing, value]) for value in OTHERWISE[item.thing]]
    return {
        "item": item,
        "handed": item.thing in HANDED,
        "picks": [successors.option(known[chosen])] if chosen in known else [],
        "others": others,
        "none": others[0][1] if others else "",
        "chosen": chosen,
        "error": error,
    }
