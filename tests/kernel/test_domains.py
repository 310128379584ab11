"""Mail domains: spelling, and which can be nobody's (domain 3.4)."""

from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kantoor import kernel
from kantoor.kernel import domains
from kantoor.kernel.domains import InvalidDomain


@pytest.mark.parametrize(
    ("typed", "normalised"),
    [
        ("jansen.nl", "jansen.nl"),
        (" @Jansen.NL. ", "jansen.nl"),
        ("Müller.NL", "xn--mller-kva.nl"),
        ("XN--MLLER-KVA.nl", "xn--mller-kva.nl"),
        ("straße.de", "xn--strae-oqa.de"),
        ("\uff4a\uff41\uff4e\uff53\uff45\uff4e\u3002nl", "jansen.nl"),
        ("mail.jansen.co.uk", "mail.jansen.co.uk"),
        ("3m.com", "3m.com"),
    ],
)
def test_every_spelling_becomes_one(typed: str, normalised: str) -> None:
    assert domains.normalise(typed) == normalised
    assert domains.normalise(domains.shown(normalised)) == normalised


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            " ",
            ".",
            "@",
            "jansen",
            "nl.",
            "jansen..nl",
            ".jansen.nl",
            "-jansen.nl",
            "jansen-.nl",
            "jan sen.nl",
        ),
        *("anna@jansen.nl", "https://jansen.nl", "jansen.nl/", "jansen.nl:25", "jansen_bouw.nl", "jan*.nl"),
        *("127.0.0.1", "[::1]", "::1", "1.2.3.4.5", "jansen\0.nl", "\ud800.nl", "\u202ejansen.nl\u202c"),
        *("x" * 64 + ".nl", "a." * 130 + "nl", "x" * 10_000, "ä" * 500 + ".nl", "xn--a.nl", "xn--.nl"),
    ],
)
def test_what_is_no_mail_domain_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidDomain, match=r"for example jansen\.nl"):
        domains.normalise(typed)


@settings(deadline=None)  # the first call reads the list of suffixes
@given(st.text(st.characters(max_codepoint=0x2FFF), max_size=30), st.sampled_from(["", ".nl", ".xn--p1ai"]))
def test_no_text_causes_another_error(text: str, end: str) -> None:
    try:
        name = domains.normalise(text + end)
    except InvalidDomain:
        return
    assert name.isascii()
    assert domains.normalise(name) == name
    domains.is_claimable(name)


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "ziggo.nl",
        "kpnmail.nl",
        "telenet.be",
        "skynet.be",
        "mail.gmail.com",
    ],
)
def test_a_domain_where_the_public_gets_addresses_is_generic_and_cannot_be_claimed(domain: str) -> None:
    assert domains.is_generic(domain)
    assert not domains.is_claimable(domain)


@pytest.mark.parametrize("domain", ["com", "nl", "co.uk", "github.io", "example", "xn--p1ai", "co.id"])
def test_a_domain_under_which_others_register_cannot_be_claimed(domain: str) -> None:
    assert domains.is_public_suffix(domain)
    assert not domains.is_claimable(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "jansen.example",
        "jansen.co.uk",
        "mail.jansen.nl",
        "notgmail.com",
        "xn--mller-kva.nl",
        "jansen.github.io",
    ],
)
def test_a_domain_of_ones_own_can_be_claimed(domain: str) -> None:
    assert domains.is_claimable(domain)


def test_every_provider_in_the_list_is_normalised_and_listed_once() -> None:
    text = resources.files(kernel).joinpath("mail_providers.txt").read_text()
    listed = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(set(listed)) == len(listed) > 200
    assert [domains.normalise(line) for line in listed] == listed


def test_what_cannot_be_shown_otherwise_is_shown_as_it_is() -> None:
    assert domains.shown("xn--mller-kva.nl") == "müller.nl"
    assert domains.shown("xn--a.nl") == "xn--a.nl"
