"""What a proxy says of a request counts only when it is a proxy of ours (KANTOOR_BEHIND_PROXY)."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kantoor.env import Network

SAID = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_TRACEPARENT",
    "HTTP_TRACESTATE",
)
FORWARDED = "kantoor.forwarded"


class Proxies:
    """Before everything else: takes what others have made up out of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        meta[FORWARDED] = any(name in meta for name in SAID)
        if meta[FORWARDED] and not believed(str(meta.get("REMOTE_ADDR", ""))):
            for name in SAID:
                meta.pop(name, None)
        return self.get_response(request)


def believed(peer: str) -> bool:
    """Whether the address is that of a proxy of ours."""
    return settings.BEHIND_PROXY and (not settings.PROXIES or within(peer, settings.PROXIES))


def within(address: str, networks: list[Network]) -> bool:
    """False for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in network for network in networks)


def origin_of(request: HttpRequest) -> str:
    """The address a request came from: the last one that is said and is not a proxy of ours."""
    said = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not settings.BEHIND_PROXY or not any(said):
        return str(request.META.get("REMOTE_ADDR", ""))[:45]
    while len(said) > 1 and within(said[-1], settings.PROXIES):
        said.pop()
    return said[-1][:45]
