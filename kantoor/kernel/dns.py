"""TXT records, by which people prove that a domain is theirs.

KANTOOR_DNS_RESOLVER names the server to ask as "host:port" (port 53 if left out); empty: the system's own.
"""

import socket
from urllib.parse import urlsplit

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.errors import DomainError

PATIENCE = 4.0  # seconds for a whole question, with all its repeats


class DnsUnavailable(DomainError):
    """No answer: too slow, refused or in error. Says nothing about whether the record exists."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("The DNS records could not be read just now. Nothing has changed; try again in a minute.")
        )


def txt(name: str, patience: float = PATIENCE) -> list[str]:
    """The TXT records at `name`, absolute and in ASCII as `domains.normalise` gives it; never from a cache.

    The strings of a record are joined; bytes that are no UTF-8 become the replacement character. A name that
    has no such records, does not exist or cannot exist gives an empty list. Raises DnsUnavailable within
    `patience` seconds.
    """
    try:
        absolute = dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError):
        return []
    try:
        answer = _resolver().resolve(
            absolute, dns.rdatatype.TXT, lifetime=patience, search=False, raise_on_no_answer=False
        )
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise DnsUnavailable from error
    return [b"".join(record.strings).decode(errors="replace") for record in answer]


def _resolver() -> dns.resolver.Resolver:
    chosen = settings.KANTOOR_DNS_RESOLVER
    resolver = dns.resolver.Resolver(configure=not chosen)
    if chosen:
        host, resolver.port = _server(chosen)
        resolver.nameservers = [host]
    return resolver


def _server(text: str) -> tuple[str, int]:
    """Address and port of "host:port". Raises OSError if the host's own address cannot be found."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port or 53
    except ValueError:
        host = None
    if not host:
        raise ImproperlyConfigured(f"KANTOOR_DNS_RESOLVER must be host:port, not {text!r}.")
    return str(socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0][4][0]), port
