"""Looking for people and groups without scripts: a name, "Find", and the same form again with those found."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

LOOK, SOUGHT = "look", "sought"


def looks(request: HttpRequest) -> bool:
    """Whether the form only asks for names: nothing is done yet."""
    return LOOK in request.POST


def choices(request: HttpRequest, search: Callable[[str], list[dict[str, Any]]]) -> dict[str, Any]:
    """The context of a combobox that one looks in: nobody is searched for before."""
    if not looks(request):
        return {"sought": "", "choices": None}
    text = request.POST.get(SOUGHT, "")
    return {"sought": text, "choices": search(text)}
