"""One bounded HTTP question to a register: no redirects, no endless bodies, no endless waiting."""

import datetime as dt
import email.utils
import functools
import json
import ssl
import time
from dataclasses import dataclass
from typing import Any

import httpx

LARGEST = 1024 * 1024  # bytes of a body
LONGEST_WAIT = 3600  # seconds that a Retry-After may ask for


Params = list[tuple[str, str | int | float | bool | None]]  # as httpx declares them


class NoAnswer(Exception):
    """Nothing usable came back; the text says why, for the log."""


@dataclass(frozen=True)
class Answer:
    """A status with the JSON that came with it; None if the body is no JSON."""

    status: int
    body: Any
    retry_after: int  # seconds, 1 to LONGEST_WAIT


def ask(url: str, params: Params, headers: dict[str, str], timeout: float) -> Answer:
    """GET `url` within `timeout` seconds for each step and as many for the body. Raises NoAnswer."""
    plain = {**headers, "Accept-Encoding": "identity"}  # a compressed body could unpack to any size
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, verify=_trust()) as client,
            client.stream("GET", url, params=params, headers=plain) as response,
        ):
            body = _read(response, time.monotonic() + timeout)
            return Answer(
                response.status_code, _json(body), _retry_after(response.headers.get("Retry-After", ""))
            )
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # ValueError: a key that fits no header
        raise NoAnswer(type(error).__name__) from error


@functools.cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reads some hundred certificates, slower than many an answer


def _read(response: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > LARGEST:
            raise NoAnswer(f"a body of more than {LARGEST} bytes")
        if time.monotonic() > deadline:
            raise NoAnswer("a body that trickles in")
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _retry_after(header: str) -> int:
    """Seconds from now, from a number or an HTTP date (RFC 9110, 10.2.3); a minute if it says neither."""
    try:
        seconds = (
            int(header) if header.isdigit() else _seconds_until(email.utils.parsedate_to_datetime(header))
        )
    except ValueError:
        seconds = 60
    return max(1, min(seconds, LONGEST_WAIT))


def _seconds_until(moment: dt.datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return round((aware - dt.datetime.now(dt.UTC)).total_seconds())
