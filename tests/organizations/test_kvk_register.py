"""The Dutch register against a real HTTP server that answers in the documented format (domain 4.1)."""

import datetime as dt
import json
import logging
import time
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from pytest_django import Settings

from kantoor.organizations.registers import Company, RegisterBusy, RegisterNotSetUp, RegisterUnavailable
from kantoor.organizations.registers.answers import LARGEST
from kantoor.organizations.registers.kvk import KvkRegister
from tests.organizations.register_server import RegisterServer, running
from tests.ports import free_port

KEY = "l7-secret-key"

ENTITY = {
    "kvkNummer": "00571994",
    "rsin": "999998742",
    "naam": "Jansen Bouw B.V.",
    "adres": {"binnenlandsAdres": {"type": "bezoekadres", "straatnaam": "Parallelweg", "plaats": "Utrecht"}},
    "type": "rechtspersoon",
    "actief": "Ja",
    "links": [{"rel": "basisprofiel", "href": "https://api.kvk.nl/api/v1/basisprofielen/00571994"}],
}
HEAD_OFFICE = {
    "kvkNummer": "00571994",
    "vestigingsnummer": "000037178598",
    "naam": "Jansen Bouw",
    "adres": {
        "binnenlandsAdres": {
            "type": "bezoekadres",
            "straatnaam": "Parallelweg",
            "huisnummer": 174,
            "huisletter": "b",
            "postcode": "3511KT",
            "plaats": "Utrecht",
        }
    },
    "type": "hoofdvestiging",
    "actief": "Ja",
}
ABROAD = {
    "kvkNummer": "00461964",
    "naam": "Buitenland B.V.",
    "adres": {
        "buitenlandsAdres": {
            "type": "bezoekadres",
            "straatHuisnummer": "53 Rue de Tilsitt",
            "postcodeWoonplaats": "X-13501 Parijs",
            "land": "Frankrijk",
        }
    },
    "type": "rechtspersoon",
    "actief": "Nee",
}
PROFILE: dict[str, Any] = {
    "kvkNummer": "00571994",
    "indNonMailing": "Nee",
    "naam": "Jansen Bouw",
    "formeleRegistratiedatum": "20110512",
    "materieleRegistratie": {"datumAanvang": "20110501"},
    "statutaireNaam": "Jansen Bouw B.V.",
    "handelsnamen": [{"naam": "Jansen Bouw", "volgorde": 0}],
    "_embedded": {
        "hoofdvestiging": {
            "vestigingsnummer": "000037178598",
            "kvkNummer": "00571994",
            "adressen": [
                {
                    "type": "correspondentieadres",
                    "postbusnummer": 12,
                    "postcode": "3500AA",
                    "plaats": "Utrecht",
                },
                {
                    "type": "bezoekadres",
                    "indAfgeschermd": "Nee",
                    "volledigAdres": "Parallelweg 174 3511KT Utrecht",
                    "straatnaam": "Parallelweg",
                    "huisnummer": 174,
                    "huisnummerToevoeging": "II",
                    "postcode": "3511KT",
                    "plaats": "Utrecht",
                    "land": "Nederland",
                },
            ],
        },
        "eigenaar": {
            "rsin": "999998742",
            "rechtsvorm": "BeslotenVennootschap",
            "uitgebreideRechtsvorm": "Besloten Vennootschap met gewone structuur",
        },
    },
}
NOTHING_FOUND = {"fout": [{"code": "IPD5200", "omschrijving": "Er zijn geen gegevens gevonden."}]}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RegisterServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as register_server:
        yield register_server


@pytest.fixture
def kvk(server: RegisterServer) -> KvkRegister:
    return KvkRegister(server.url + "/", KEY, timeout=2)


def found(*results: Any) -> str:
    page = {"pagina": 1, "resultatenPerPagina": 10, "totaal": len(results), "resultaten": results}
    return json.dumps(page)


def test_a_name_is_searched_with_the_key_and_without_branches(
    server: RegisterServer, kvk: KvkRegister
) -> None:
    server.answers(found(ENTITY, HEAD_OFFICE))
    kvk.search("  Jansen\0 \n Bouw ", limit=5)
    question = server.seen[0]
    assert question.path == "/api/v2/zoeken"
    assert question.headers["apikey"] == KEY
    assert question.query == {
        "naam": ["Jansen Bouw"],
        "type": ["rechtspersoon", "hoofdvestiging"],
        "resultatenPerPagina": ["10"],
    }


@pytest.mark.parametrize(
    ("text", "parameter"),
    [("0057 1994", "kvkNummer"), ("999.998.742", "rsin"), ("1234567", "naam"), ("Zaal 12345678", "naam")],
)
def test_a_number_is_searched_as_a_number(
    server: RegisterServer, kvk: KvkRegister, text: str, parameter: str
) -> None:
    server.answers(found())
    assert kvk.search(text, limit=60) == []
    assert parameter in server.seen[0].query
    assert server.seen[0].query["resultatenPerPagina"] == ["100"]


def test_a_legal_entity_and_its_head_office_are_one_company(server: RegisterServer, kvk: KvkRegister) -> None:
    server.answers(found(HEAD_OFFICE, ABROAD, ENTITY))
    jansen, abroad = kvk.search("Jansen", limit=10)
    assert jansen == Company(
        register="kvk",
        number="00571994",
        name="Jansen Bouw B.V.",
        street="Parallelweg 174b",
        postal_code="3511KT",
        city="Utrecht",
        country="NL",
        identifiers={"kvk": "00571994", "rsin": "999998742"},
        active=True,
    )
    assert (abroad.street, abroad.city, abroad.country) == ("53 Rue de Tilsitt", "X-13501 Parijs", "FR")
    assert not abroad.active


def test_no_more_companies_come_back_than_asked_for(server: RegisterServer, kvk: KvkRegister) -> None:
    server.answers(found(ENTITY, ABROAD))
    assert len(kvk.search("bv", limit=1)) == 1


def test_a_company_is_read_from_its_profile(server: RegisterServer, kvk: KvkRegister) -> None:
    server.answers(json.dumps(PROFILE))
    assert kvk.company("0057.1994") == Company(
        register="kvk",
        number="00571994",
        name="Jansen Bouw B.V.",
        legal_form="Besloten Vennootschap met gewone structuur",
        street="Parallelweg 174 II",
        postal_code="3511KT",
        city="Utrecht",
        country="NL",
        identifiers={"kvk": "00571994", "rsin": "999998742"},
        active=True,
    )
    assert server.seen[0].path == "/api/v1/basisprofielen/00571994"


def test_a_company_that_has_ended_is_not_active(server: RegisterServer, kvk: KvkRegister) -> None:
    server.answers(json.dumps(PROFILE | {"materieleRegistratie": {"datumEinde": "20240131"}}))
    company = kvk.company("00571994")
    assert company
    assert not company.active


def test_only_a_post_box_is_shown_when_there_is_no_visiting_address(
    server: RegisterServer, kvk: KvkRegister
) -> None:
    box = {"type": "correspondentieadres", "postbusnummer": 12, "postcode": "3500AA", "plaats": "Utrecht"}
    server.answers(json.dumps(PROFILE | {"_embedded": {"eigenaar": {"adressen": [box]}}}))
    company = kvk.company("00571994")
    assert company
    assert (company.street, company.postal_code, company.city) == ("Postbus 12", "3500AA", "Utrecht")


@pytest.mark.parametrize(("status", "code"), [(404, "IPD5200"), (404, "IPD0005"), (400, "IPD0004")])
def test_nothing_found_is_reported_by_the_register_as_an_error_but_is_none(
    server: RegisterServer, kvk: KvkRegister, status: int, code: str
) -> None:
    server.answers(json.dumps({"fout": [{"code": code, "omschrijving": ""}]}), status)
    assert kvk.search("Onbestaand", limit=5) == []
    assert kvk.company("12345678") is None


@pytest.mark.parametrize("text", ["", "  ", "\0", "\u200b"])
def test_a_blank_search_asks_nothing(server: RegisterServer, kvk: KvkRegister, text: str) -> None:
    assert kvk.search(text, limit=5) == []
    assert kvk.search("Jansen", limit=0) == []
    assert server.seen == []


@pytest.mark.parametrize("number", ["", "123", "../../x", "00571994/eigenaar", "1" * 10_000])
def test_what_is_no_number_is_no_company_and_asks_nothing(
    server: RegisterServer, kvk: KvkRegister, number: str
) -> None:
    assert kvk.company(number) is None
    assert server.seen == []


def test_a_long_text_is_cut(server: RegisterServer, kvk: KvkRegister) -> None:
    server.answers(found())
    kvk.search("x" * 10_000, limit=5)
    assert server.seen[0].query["naam"] == ["x" * 200]


def test_what_the_register_sends_is_cleaned_before_anybody_stores_it(
    server: RegisterServer, kvk: KvkRegister
) -> None:
    odd = {
        "kvkNummer": "00571994",
        "naam": "A\u0000B\ud800\n" + "x" * 999,
        "rsin": "1",
        "adres": 5,
        "type": None,
    }
    server.answers(found(odd, "no object", {"naam": "no number"}))
    (company,) = kvk.search("a", limit=5)
    assert company.name.startswith("A B x")
    assert len(company.name) <= 250
    assert company.identifiers == {"kvk": "00571994"}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "{}"),
        (503, "maintenance"),
        (200, "<html>"),
        (200, ""),
        (200, "[]"),
        (200, "null"),
        (200, '{"resultaten": 3}'),
        (200, "[" * 100_000),
        (200, b"\xff\xfe"),
        (400, '{"fout": [{"code": "IPD1999"}]}'),
        (404, "not the address of a register"),
        (404, '{"fout": "?"}'),
    ],
)
def test_no_usable_answer_is_an_error_in_words_for_people(
    server: RegisterServer, kvk: KvkRegister, status: int, body: str | bytes
) -> None:
    server.answers(body, status)
    for question in (lambda: kvk.search("Jansen", limit=5), lambda: kvk.company("00571994")):
        with pytest.raises(
            RegisterUnavailable, match=r"Dutch Chamber of Commerce gives no answer .* by hand"
        ):
            question()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: RegisterServer, kvk: KvkRegister, status: int) -> None:
    with running() as elsewhere:
        elsewhere.answers(found(ENTITY))
        server.answers("", status, Location=f"{elsewhere.url}/api/v2/zoeken")
        with pytest.raises(RegisterUnavailable):
            kvk.search("Jansen", limit=5)
        assert elsewhere.seen == []


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [("7", 7, 7), ("99999999", 3600, 3600), ("soon", 60, 60), ("0", 1, 1), ("-5", 60, 60), ("²", 60, 60)],
)
def test_a_busy_register_says_when_to_ask_again(
    server: RegisterServer, kvk: KvkRegister, header: str, least: int, most: int
) -> None:
    server.answers("{}", 429, Retry_After=header)
    with pytest.raises(RegisterBusy, match="Try again in") as busy:
        kvk.search("Jansen", limit=5)
    assert least <= busy.value.retry_after <= most


def test_a_busy_register_may_name_a_moment(server: RegisterServer, kvk: KvkRegister) -> None:
    server.answers("", 429, Retry_After=format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)))
    with pytest.raises(RegisterBusy, match="seconds") as busy:
        kvk.company("00571994")
    assert 80 <= busy.value.retry_after <= 91


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_to_the_operator(
    server: RegisterServer, kvk: KvkRegister, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers("{}", status)
    with caplog.at_level(logging.ERROR), pytest.raises(RegisterNotSetUp, match="operator"):
        kvk.search("Jansen", limit=5)
    assert "KANTOOR_KVK_KEY" in caplog.text
    assert KEY not in caplog.text


def test_a_key_that_fits_no_header_is_no_answer(server: RegisterServer) -> None:
    for key in ("sleutel\n", "€"):
        with pytest.raises(RegisterUnavailable):
            KvkRegister(server.url, key).search("Jansen", limit=5)


def test_without_a_key_nothing_is_asked(server: RegisterServer) -> None:
    with pytest.raises(RegisterNotSetUp):
        KvkRegister(server.url, "").search("Jansen", limit=5)
    assert server.seen == []


def test_a_slow_register_is_given_up(server: RegisterServer) -> None:
    server.handle = lambda request: time.sleep(1)
    before = time.monotonic()
    with pytest.raises(RegisterUnavailable):
        KvkRegister(server.url, KEY, timeout=0.05).search("Jansen", limit=5)
    assert time.monotonic() - before < 0.9


def test_a_body_that_trickles_in_is_given_up(server: RegisterServer) -> None:
    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _piece in range(200):
            request.wfile.write(b" ")
            time.sleep(0.01)

    server.handle = trickle
    before = time.monotonic()
    with pytest.raises(RegisterUnavailable):
        KvkRegister(server.url, KEY, timeout=0.1).search("Jansen", limit=5)
    assert time.monotonic() - before < 1


def test_a_huge_body_is_not_read_to_its_end(server: RegisterServer, kvk: KvkRegister) -> None:
    sent = 0

    def pour(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        request.send_response(200)
        request.end_headers()
        for _piece in range(100):
            sent += request.wfile.write(b" " * LARGEST)

    server.handle = pour
    with pytest.raises(RegisterUnavailable):
        kvk.search("Jansen", limit=5)
    assert sent < 50 * LARGEST


def test_a_broken_connection_is_no_answer(server: RegisterServer, kvk: KvkRegister) -> None:
    server.answers("{", Content_Length="500")
    with pytest.raises(RegisterUnavailable):
        kvk.search("Jansen", limit=5)


def test_a_refused_connection_is_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    with caplog.at_level(logging.DEBUG, "kantoor"), pytest.raises(RegisterUnavailable):
        KvkRegister(f"http://127.0.0.1:{port}", KEY, timeout=1).search("Jansen", limit=5)
    assert "no usable answer: ConnectError" in caplog.text
    assert "Jansen" not in caplog.text


def test_who_looks_for_whom_is_not_logged(
    server: RegisterServer, kvk: KvkRegister, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers(found(ENTITY))
    kvk.search("Jansen", limit=5)
    server.answers("", 500)
    with pytest.raises(RegisterUnavailable):
        kvk.search("Jansen", limit=5)
    assert "Jansen" not in caplog.text
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


@pytest.mark.parametrize("url", ["", "api.kvk.nl", "ftp://127.0.0.1", "http://[", "http://127.0.0.1:99999"])
def test_a_senseless_address_is_no_answer(url: str) -> None:
    with pytest.raises(RegisterUnavailable):
        KvkRegister(url, KEY, timeout=1).search("Jansen", limit=5)


def test_the_settings_say_where_and_with_which_key(server: RegisterServer, settings: Settings) -> None:
    settings.KANTOOR_KVK_URL, settings.KANTOOR_KVK_KEY, settings.KANTOOR_KVK_TIMEOUT = server.url, "mine", 1.5
    server.answers(json.dumps(NOTHING_FOUND), 404)
    register = KvkRegister.from_settings()
    assert register.search("Jansen", limit=5) == []
    assert register.timeout == 1.5
    assert server.seen[0].headers["apikey"] == "mine"
