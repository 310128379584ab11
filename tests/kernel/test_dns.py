"""Reading TXT records, against a real name server (what domain rules 3.4 and 4.3 stand on)."""

import time
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from kantoor.kernel.dns import DnsUnavailable, txt
from tests.kernel.nameserver import NameServer, failing, running
from tests.ports import free_port


@pytest.fixture
def names(settings: Settings) -> Iterator[NameServer]:
    with running() as nameserver:
        settings.KANTOOR_DNS_RESOLVER = nameserver.address
        yield nameserver


def test_all_records_of_a_name_are_read(names: NameServer) -> None:
    names.records["jansen.example."] = ['"v=spf1 -all"', '"kantoor=abc"']
    assert sorted(txt("jansen.example")) == ["kantoor=abc", "v=spf1 -all"]


def test_a_name_with_an_underscore_or_a_final_dot_is_read_too(names: NameServer) -> None:
    names.records["_kantoor.jansen.example."] = ['"abc"']
    assert txt("_kantoor.jansen.example.") == ["abc"]


def test_the_pieces_of_a_long_record_are_joined(names: NameServer) -> None:
    names.records["jansen.example."] = ['"kan" "toor" "=abc"']
    assert txt("jansen.example") == ["kantoor=abc"]


def test_bytes_that_are_no_text_do_not_hide_the_other_records(names: NameServer) -> None:
    names.records["jansen.example."] = [r'"\255\254"', '"abc"']
    assert sorted(txt("jansen.example")) == ["abc", "\ufffd\ufffd"]


def test_an_alias_is_followed(names: NameServer) -> None:
    names.aliases["www.jansen.example."] = "jansen.example."
    names.records["jansen.example."] = ['"abc"']
    assert txt("www.jansen.example") == ["abc"]


@pytest.mark.parametrize("name", ["nobody.example", "bare.example"])
def test_no_such_name_and_no_such_record_are_an_empty_list(names: NameServer, name: str) -> None:
    names.records["bare.example."] = []
    assert txt(name) == []


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", "a." * 200, "\ud800.example", "ä" * 90])
def test_a_name_that_cannot_exist_is_not_asked_for(names: NameServer, name: str) -> None:
    assert txt(name) == []
    assert names.asked == []


def test_a_long_answer_is_fetched_over_tcp(names: NameServer) -> None:
    record = f'"{"a" * 250}"'

    def reply(question: dns.message.Message, transport: str) -> dns.message.Message:
        answer = dns.message.make_response(question)
        if transport == "udp":
            answer.flags |= dns.flags.TC
        else:
            name = question.question[0].name
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *[record] * 1, '"abc"'))
        return answer

    names.reply = reply
    assert sorted(txt("jansen.example")) == ["a" * 250, "abc"]
    assert names.asked == ["udp", "tcp"]


def test_nothing_is_remembered_so_that_a_repaired_record_counts_at_once(names: NameServer) -> None:
    assert txt("jansen.example") == []
    names.records["jansen.example."] = ['"abc"']
    assert txt("jansen.example") == ["abc"]


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, dns.rcode.FORMERR])
def test_a_server_in_error_is_unavailable(names: NameServer, rcode: dns.rcode.Rcode) -> None:
    names.reply = failing(rcode)
    with pytest.raises(DnsUnavailable, match="try again in a minute"):
        txt("jansen.example", patience=0.2)


def test_a_silent_server_is_given_up_in_time(names: NameServer) -> None:
    names.reply = lambda question, transport: None
    before = time.monotonic()
    with pytest.raises(DnsUnavailable):
        txt("jansen.example", patience=0.1)
    assert time.monotonic() - before < 1


def test_no_server_at_all_is_unavailable(settings: Settings) -> None:
    settings.KANTOOR_DNS_RESOLVER = f"127.0.0.1:{free_port()}"
    with pytest.raises(DnsUnavailable):
        txt("jansen.example", patience=0.1)


def test_a_resolver_may_be_named_instead_of_numbered(names: NameServer, settings: Settings) -> None:
    names.records["jansen.example."] = ['"abc"']
    settings.KANTOOR_DNS_RESOLVER = names.address.replace("127.0.0.1", "localhost")
    assert txt("jansen.example") == ["abc"]


@pytest.mark.parametrize("resolver", [":53", "127.0.0.1:port", "127.0.0.1:99999", "[::1"])
def test_a_senseless_resolver_is_a_mistake_of_the_operator(settings: Settings, resolver: str) -> None:
    settings.KANTOOR_DNS_RESOLVER = resolver
    with pytest.raises(ImproperlyConfigured, match="host:port"):
        txt("jansen.example")
