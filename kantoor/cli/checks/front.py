"""Address, proxy, switches: what makes no sense together, and names that mean nothing."""

import difflib
import ipaddress
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from kantoor import env
from kantoor.cli.checks.finding import Finding, error, fine, note, warning
from kantoor.kernel import spans

LOCAL = ("localhost", "127.0.0.1", "::1")
LOOPBACK = tuple(map(ipaddress.ip_address, ("127.0.0.1", "::1")))
OURS, TESTS = "KANTOOR_", "_TEST_"


def is_local() -> bool:
    """Whether only this machine is meant to reach it."""
    return urlsplit(settings.ADDRESS).hostname in LOCAL


def address() -> Iterator[Finding]:
    parts = urlsplit(settings.ADDRESS)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield error(f"KANTOOR_ADDRESS is no web address: {settings.ADDRESS}", "https://kantoor.example.com")
        return
    if parts.path or parts.query:
        yield error(
            "KANTOOR_ADDRESS has a path.", "Kantoor wants a name of its own: https://kantoor.example.com."
        )
    if not _answers_to(parts.hostname):
        yield error(
            f"KANTOOR_HOSTS leaves out {parts.hostname}, which KANTOOR_ADDRESS names: every page would be refused.",
            "Add it to KANTOOR_HOSTS, or leave KANTOOR_HOSTS away.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield warning("KANTOOR_HOSTS=* answers to any name.", "Name those by which people come.")
    if not settings.SECURE and not is_local():
        yield warning(
            "KANTOOR_ADDRESS begins with http: passwords travel readable, and passkeys do not work.",
            "Put a proxy with TLS in front (docs/running.md) and take https.",
        )
    yield fine(f"People come to {settings.ADDRESS}.")


def _answers_to(host: str) -> bool:
    return any(
        name in (host, "*") or (name.startswith(".") and f".{host}".endswith(name))
        for name in settings.ALLOWED_HOSTS
    )


def proxy() -> Iterator[Finding]:
    listens = _listens_on()
    if settings.SECURE_SSL_REDIRECT and not settings.BEHIND_PROXY:
        yield error(
            "The address is https, but KANTOOR_BEHIND_PROXY is not set: every visitor would be sent round in a ring.",
            "Set KANTOOR_BEHIND_PROXY to the address of the proxy that speaks TLS.",
        )
    if settings.BEHIND_PROXY and not settings.PROXIES and not (listens and listens.is_loopback):
        yield error(
            f"KANTOOR_BEHIND_PROXY=yes believes whoever connects, and {settings.HOST} is reached by others too:"
            " anybody can claim any address.",
            "Name the proxy instead, as KANTOOR_BEHIND_PROXY=10.0.0.7 or =10.0.0.0/24; or listen on 127.0.0.1.",
        )
    near = any(one in network for one in LOOPBACK for network in settings.PROXIES)
    if settings.PROXIES and listens and listens.is_loopback and not near:
        yield error(
            f"Kantoor listens on {settings.HOST} only, but KANTOOR_BEHIND_PROXY names no address of this machine:"
            " the proxy is not believed.",
            "Add 127.0.0.1 to KANTOOR_BEHIND_PROXY, or listen where the proxy comes from (KANTOOR_HOST).",
        )
    if listens and not listens.is_loopback and not settings.BEHIND_PROXY and not is_local():
        yield warning(
            f"Kantoor listens on {settings.HOST} without a proxy before it.",
            "It speaks no TLS itself: put a proxy in front, and name it in KANTOOR_BEHIND_PROXY.",
        )


def _listens_on() -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address("127.0.0.1" if settings.HOST == "localhost" else settings.HOST)
    except ValueError:
        return None


def switches() -> Iterator[Finding]:
    if settings.DEBUG:
        yield (
            error("KANTOOR_DEBUG is on: error pages show the code.", "Take it away.")
            if not is_local()
            else note("KANTOOR_DEBUG is on.")
        )
    if settings.DEMO and not is_local():
        yield error(
            "KANTOOR_DEMO is on: anybody can sign in as anybody.",
            "Take it away; begin with an empty database.",
        )
    if spans.wanted() and not spans.possible():
        yield error(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but nothing can be sent.", "pip install 'kantoor[telemetry]'"
        )


def names() -> Iterator[Finding]:
    known = env.asked | {f"{name}_FILE" for name in env.asked}
    given = {name for name in os.environ if name.startswith(OURS) and TESTS not in name}
    for name in sorted(given - known):
        bare = name.removeprefix(OURS)
        meant = bare if bare in known else next(iter(difflib.get_close_matches(name, known, 1)), "")
        yield warning(
            f"{name} means nothing to Kantoor.",
            f"Did you mean {meant}?" if meant else "Take it away, or see docs/running.md.",
        )
    for name in sorted(name for name in env.asked if name in os.environ and f"{name}_FILE" in os.environ):
        yield warning(f"Both {name} and {name}_FILE are set; the file counts.", "Take one away.")
