"""What a proxy says of a request counts only when it is one of ours."""

import ipaddress
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from kantoor import env
from kantoor.web.proxies import FORWARDED, Proxies, origin_of

SAID = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.9, 203.0.113.5",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_REQUEST_ID": "abcdefgh",
    "HTTP_TRACEPARENT": "00-1",
}


def through(peer: str, **said: Any) -> tuple[HttpRequest, str]:
    """The request as it goes on from the first door, and where it seems to come from."""
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **said)
    seen: list[HttpRequest] = []

    def respond(asked: HttpRequest) -> HttpResponse:
        seen.append(asked)
        return HttpResponse()

    Proxies(respond)(request)
    return seen[0], origin_of(seen[0])


@pytest.fixture(params=["no", "others", "yes", "ours"])
def believed(request: pytest.FixtureRequest, settings: Settings) -> bool:
    networks = {"ours": "203.0.113.0/24,192.0.2.1", "others": "10.0.0.0/8"}.get(request.param, "")
    settings.BEHIND_PROXY = request.param != "no"
    settings.PROXIES = [ipaddress.ip_network(one) for one in networks.split(",") if one]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return request.param in ("yes", "ours")


def test_headers_count_from_our_proxy_only(believed: bool, settings: Settings) -> None:
    request, origin = through("192.0.2.1", **SAID)
    assert request.is_secure() == believed
    assert ("HTTP_X_REQUEST_ID" in request.META) == ("HTTP_TRACEPARENT" in request.META) == believed
    assert request.META[FORWARDED], "that it was forwarded is known in any case"
    last = "198.51.100.9" if settings.PROXIES else "203.0.113.5"
    assert origin == (last if believed else "192.0.2.1")


def test_without_a_proxy_the_peer_is_where_it_comes_from(believed: bool) -> None:
    request, origin = through("192.0.2.1")
    assert (origin, request.META[FORWARDED]) == ("192.0.2.1", False)


def test_a_chain_of_our_own_proxies_is_walked_back(settings: Settings) -> None:
    settings.BEHIND_PROXY, settings.PROXIES = True, [ipaddress.ip_network("10.0.0.0/8")]
    for said, origin in (
        ("1.2.3.4, 198.51.100.9, 10.0.0.4", "198.51.100.9"),
        ("1.2.3.4, not an address", "not an address"),
        ("10.0.0.3, 10.0.0.4", "10.0.0.3"),
        ("", "10.0.0.5"),
        (" , ", "10.0.0.5"),
    ):
        assert through("10.0.0.5", HTTP_X_FORWARDED_FOR=said)[1] == origin
    assert through("::ffff:10.0.0.5", HTTP_X_FORWARDED_FOR="198.51.100.9")[1] == "198.51.100.9"


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ("", (False, [])),
        ("no", (False, [])),
        ("1", (True, [])),
        ("Yes", (True, [])),
        ("10.0.0.7, ::1", (True, [ipaddress.ip_network("10.0.0.7"), ipaddress.ip_network("::1")])),
    ],
)
def test_the_setting(monkeypatch: pytest.MonkeyPatch, told: str, means: Any) -> None:
    monkeypatch.setenv("KANTOOR_BEHIND_PROXY", told)
    assert env.proxies("KANTOOR_BEHIND_PROXY") == means
