"""Mail domains: one spelling for each, and which of them can belong to nobody in particular."""

import functools
import re
from importlib import resources

import idna
from django.utils.translation import gettext_lazy as _
from publicsuffixlist import PublicSuffixList

from kantoor.kernel.errors import Invalid

LONGEST = 253  # characters of a domain in ASCII form (RFC 1035)


class InvalidDomain(Invalid):
    """The text is no domain under which mail can be received."""

    def __init__(self) -> None:
        super().__init__(
            _("A domain is expected: the part after the @ of an email address, for example jansen.nl.")
        )


def normalise(domain: str) -> str:
    """The ASCII form in lower case: ' @Müller.NL. ' → 'xn--mller-kva.nl'. Raises InvalidDomain."""
    if len(domain) > 2 * LONGEST:
        raise InvalidDomain
    text = domain.strip().removeprefix("@")
    try:
        name = idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower().removesuffix(".")
    except (idna.IDNAError, UnicodeError, IndexError) as error:
        raise InvalidDomain from error
    last = name.rpartition(".")[2]
    if (
        "." not in name or len(name) > LONGEST or not re.search("[a-z]", last)
    ):  # the last: an IP address is no domain
        raise InvalidDomain
    return name


def shown(domain: str) -> str:
    """A normalised domain as people write it: 'xn--mller-kva.nl' → 'müller.nl'."""
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def is_generic(domain: str) -> bool:
    """Whether the public can get addresses at this normalised domain, or at one above it, as at gmail.com."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in _providers() for start in range(len(labels)))


def is_public_suffix(domain: str) -> bool:
    """Whether others register their own names under this normalised domain, as under co.uk and github.io."""
    return bool(_suffixes().is_public(domain))


def is_claimable(domain: str) -> bool:
    """Whether one organization can own this normalised domain and all addresses in it (domain rule 3.4)."""
    return not is_generic(domain) and not is_public_suffix(domain)


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@functools.cache
def _providers() -> frozenset[str]:
    lines = (
        resources.files(__package__).joinpath("mail_providers.txt").read_text(encoding="ascii").splitlines()
    )
    return frozenset(line for line in lines if line and not line.startswith("#"))
