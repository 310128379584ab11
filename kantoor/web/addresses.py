"""Addresses beside this one: with another sort or filter, or the page somebody came from."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def sorted_url(request: HttpRequest, key: str, now: str) -> str:
    """Sort by this column; the other way round when it already is."""
    return changed(request, sort=f"-{key}" if now == key else key)


def changed(request: HttpRequest, **values: str) -> str:
    """The page's own address with these values; paging starts again."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in values.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}"


def back(request: HttpRequest) -> str:
    """The page somebody came from when it is one of ours and not this one, else the home page."""
    origin = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure())
    return origin if own and origin != request.build_absolute_uri() else "/"
