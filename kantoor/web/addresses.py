"""Addresses beside this one: with another sort or filter, or the page somebody came from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from http import HTTPStatus
from posixpath import dirname, relpath
from typing import ParamSpec
from uuid import UUID

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import get_script_prefix, reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

More = ParamSpec("More")
EVERY_ROW = UUID(int=0)  # stands for a row's id in an address made once for all rows of a list
SIGNS = tuple(UUID(int=place) for place in range(1, 5))  # stand for ids while the address of a route is made


def to(route: str, *places: object) -> str:
    """The address of a route: `reverse`, which looks through all routes again each time. NoReverseMatch if there is none."""
    if not all(type(place) is UUID for place in places) or len(places) > len(SIGNS):
        return reverse(route, args=places)
    first, *parts = _parts(route, len(places), get_script_prefix())
    return first + "".join([f"{place}{part}" for place, part in zip(places, parts, strict=True)])


@lru_cache(maxsize=1024)
def _parts(route: str, places: int, _prefix: str) -> tuple[str, ...]:
    """What stands around the ids."""
    signs = SIGNS[:places]
    return tuple(
        re.split("|".join(map(str, signs)), reverse(route, args=signs)) if signs else [reverse(route)]
    )


def beside(path: str, address: str) -> str:
    """The address as the page at this path may say it, shorter: for a list that says fifty of them."""
    where = relpath(address, path if path.endswith("/") else dirname(path))
    return f"{where}/" if address.endswith("/") else where


@dataclass(frozen=True)
class Here:
    """The address of the page that is shown, as a value: what depends on it alone need be drawn only once."""

    path: str
    query: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Here":
        return cls(request.path, request.GET.urlencode() if request.GET else "")

    def asked(self, name: str) -> str:
        """The value of that name in the address, or nothing."""
        return QueryDict(self.query).get(name, "") if self.query else ""

    def sorted(self, key: str, now: str) -> str:
        """Sort by this column; the other way round when it already is."""
        return self.changed(sort=f"-{key}" if now == key else key)

    def changed(self, **values: str) -> str:
        """The page's own address with these values; paging starts again."""
        query = QueryDict(self.query, mutable=True)
        query.pop("page", None)
        for name, value in values.items():
            query[name] = value
        return f"{self.path}?{query.urlencode()}"


def back(request: HttpRequest) -> str:
    """The page somebody came from when it is one of ours and not this one, else the home page."""
    origin = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:  # the page that says so asks this too
        return "/"
    own = url_has_allowed_host_and_scheme(origin, {host}, require_https=request.is_secure())
    return origin if own and origin != request.build_absolute_uri() else "/"


def asked_back(request: HttpRequest) -> str:
    """The page of ours that `?back=` names: where an act returns to that was begun there; empty if there is none."""
    wanted = request.GET.get("back", "")
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return iri_to_uri(wanted) if own else ""


def returning(view: Callable[More, HttpResponse]) -> Callable[More, HttpResponse]:
    """A view whose act, once done, leads back to where it was begun; a receipt is shown first."""

    @wraps(view)
    def run(*args: More.args, **kwargs: More.kwargs) -> HttpResponse:
        response, request = view(*args, **kwargs), args[0]
        back = asked_back(request) if isinstance(request, HttpRequest) else ""
        if response.status_code == HTTPStatus.FOUND and back and "/receipts/" not in response["Location"]:
            response["Location"] = back
        return response

    return run
