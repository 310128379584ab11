"""Company numbers are validated per scheme, with a clear message (domain 4.1)."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from kantoor.organizations import identifiers
from kantoor.organizations.identifiers import SCHEMES, InvalidIdentifier, peppol, vat
from kantoor.organizations.models import Identifier

UNION = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
LONG = "1" * 10_000


def refused(scheme: str, text: str) -> str:
    with pytest.raises(InvalidIdentifier) as refusal:
        identifiers.parse(scheme, text)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("scheme", "text", "canonical"),
    [
        ("kvk", "12345678", "12345678"),
        ("kvk", " 1234.5678\n", "12345678"),
        ("kvk", "1234\u20135678", "12345678"),
        ("kvk", "\u200e12345678\u200b", "12345678"),
        ("kvk", "١٢٣٤٥٦٧٨", "12345678"),
        ("kvk", "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "12345678"),
        ("rsin", "1234.56.782", "123456782"),
        ("vat", "nl 0000.99.998.b57", "NL000099998B57"),
        ("vat", "NL4495445B01", "NL004495445B01"),
        ("vat", "BE 123.456.749", "BE0123456749"),
        ("vat", "GR 123456783", "EL123456783"),
        ("vat", "XI 123 4567 27", "XI123456727"),
        ("kbo", "BE 0123.456.749", "0123456749"),
        ("kbo", "123.456.749", "0123456749"),
        ("iban", "nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
        ("iban", "BE68 5390 0754 7034", "BE68539007547034"),
        ("lei", "5493 00abcdefgh1234 39", "549300ABCDEFGH123439"),
        ("duns", "12-345-6789", "123456789"),
        ("gln", "8712345 67890 6", "8712345678906"),
        ("siren", "123 456 782", "123456782"),
        ("siret", "123 456 782 00010", "12345678200010"),
        ("peppol", "0106:12345678", "0106:12345678"),
        ("peppol", " 0208 : 0123.456.749 ", "0208:0123456749"),
        ("peppol", "iso6523-actorid-upis::9944:nl000099998b57", "9944:NL000099998B57"),
        ("peppol", "9933:GR123456783", "9933:EL123456783"),
        ("peppol", "0002:12345678200010", "0002:12345678200010"),
        ("peppol", "0190:00000001820029336000", "0190:00000001820029336000"),
        ("peppol", "0204:991-33333test-33", "0204:991-33333TEST-33"),
    ],
)
def test_every_spelling_becomes_one_canonical_form(scheme: str, text: str, canonical: str) -> None:
    assert identifiers.parse(scheme, text) == canonical


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("kvk", "1234567"),
        ("kvk", "123456789"),
        ("kvk", "00000000"),
        ("kvk", "1234567O"),
        ("kvk", "1234\x005678"),
        ("kvk", "12345½78"),
        ("rsin", "12345678"),
        ("rsin", "123456781"),
        ("vat", "000099998B57"),
        ("vat", "NL000099998B58"),
        ("vat", "EU372022452"),
        ("vat", "BE"),
        ("kbo", "0123456748"),
        ("kbo", "2123456749"),
        ("iban", "NL92ABNA0417164300"),
        ("iban", "NL91ABNA041716430"),
        ("lei", "549300ABCDEFGH123438"),
        ("lei", "9812"),
        ("duns", "12345678"),
        ("gln", "8712345678905"),
        ("gln", "73513537"),
        ("siren", "123456783"),
        ("siren", "000000000"),
        ("siret", "12345678200011"),
        ("peppol", "12345678"),
        ("peppol", "0106:1234567"),
        ("peppol", "0088:8712345678905"),
        ("peppol", "9944:000099998B57"),
        ("peppol", "9944:BE0123456749"),
        ("peppol", "9956:0123456749"),
        ("peppol", "EM:anna@jansen.example"),
        ("peppol", "0190:"),
        ("peppol", "0190:äöü"),
        ("peppol", "0190:" + "1" * 76),
    ],
)
def test_a_number_that_does_not_fit_is_refused(scheme: str, text: str) -> None:
    assert refused(scheme, text)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "text", ["", " ", "\0", LONG, "ﷺ" * 10_000, "🙂", "ß", "\ud800", "²", ":", "-.-", "a:b:c"]
)
def test_every_scheme_answers_nonsense_with_what_it_expects(scheme: str, text: str) -> None:
    message = refused(scheme, text)
    assert SCHEMES[scheme].example in message
    assert "{" not in message
    assert len(message) < 400


@settings(deadline=None)  # the first number of a country loads its check
@given(st.sampled_from(sorted(SCHEMES)), st.text(max_size=40))
def test_no_text_causes_another_error(scheme: str, text: str) -> None:
    try:
        value = identifiers.parse(scheme, text)
    except InvalidIdentifier:
        return
    assert identifiers.parse(scheme, value) == value


@settings(deadline=None)  # the first number of a country loads its check
@given(st.sampled_from(sorted(vat.EXAMPLES)), st.text("0123456789ABCKXZ", max_size=14))
def test_no_vat_number_causes_another_error(country: str, number: str) -> None:
    try:
        value = identifiers.parse("vat", country + number)
    except InvalidIdentifier:
        return
    assert identifiers.parse("vat", value) == value


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_the_examples_that_people_are_shown_are_valid_themselves(scheme: identifiers.Scheme) -> None:
    for example in (scheme.example, *scheme.examples.values()):
        value = identifiers.parse(scheme, example)
        assert identifiers.parse(scheme, identifiers.display(scheme, value)) == value


def test_each_country_of_the_union_has_its_vat_number() -> None:
    union = frozenset(UNION.split())
    assert all(identifiers.parse("vat", vat.EXAMPLES[country])[:2] == country for country in union)


def test_the_message_tells_a_wrong_form_from_wrong_check_digits() -> None:
    assert refused("rsin", "12") == "The RSIN should be 9 digits, for example 123456782."
    assert "check digits do not fit" in refused("rsin", "123456781")
    assert "country or register that we do not know" in refused("vat", "US123456789")
    assert "longer than" in refused("rsin", LONG)


def test_the_message_has_an_example_of_the_country_or_register_that_was_begun() -> None:
    assert vat.EXAMPLES["DE"] in refused("vat", " de 12")
    assert peppol.EXAMPLES["0208"] in refused("peppol", "0208:12")


def test_the_message_is_made_in_the_language_of_the_reader() -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        identifiers.parse("kvk", "1")
    with translation.override("en"):
        assert str(refusal.value) == str(refusal.value.message)
    assert not isinstance(refusal.value.message, str)


def test_an_unknown_scheme_is_a_message_too() -> None:
    with pytest.raises(identifiers.UnknownScheme, match="choose one of the list"):
        identifiers.parse("passport", "1")


@pytest.mark.parametrize(
    ("scheme", "value", "shown"),
    [
        ("kvk", "12345678", "12345678"),
        ("kbo", "0123456749", "0123.456.749"),
        ("vat", "BE0123456749", "BE 0123.456.749"),
        ("vat", "NL000099998B57", "NL 000099998B57"),
        ("iban", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00"),
        ("iban", "MT84MALT011000012345MTLCAST001S", "MT84 MALT 0110 0001 2345 MTLC AST0 01S"),
        ("siret", "12345678200010", "123 456 782 00010"),
        ("duns", "123456789", "12-345-6789"),
    ],
)
def test_values_are_shown_as_people_write_them(scheme: str, value: str, shown: str) -> None:
    assert identifiers.display(scheme, value) == shown


def test_a_country_is_offered_its_own_numbers_and_those_used_everywhere() -> None:
    everywhere = ["peppol", "iban", "gln", "lei", "duns"]
    offered = {
        country: [s.code for s in identifiers.schemes_for(country)] for country in ("nl", "BE", "US", "")
    }
    assert offered["nl"] == ["kvk", "rsin", "vat", *everywhere]
    assert offered["BE"] == ["kbo", "vat", *everywhere]
    assert offered["US"] == offered[""] == everywhere


def test_every_scheme_and_value_has_room_in_the_table() -> None:
    columns = {field.name: getattr(field, "max_length", None) or 0 for field in Identifier._meta.get_fields()}
    assert max(map(len, SCHEMES)) <= columns["scheme"]
    assert len(identifiers.parse("peppol", "0190:" + "1" * 75)) <= columns["value"]


def test_only_an_iban_may_be_active_in_several_organizations() -> None:
    assert [scheme.code for scheme in SCHEMES.values() if not scheme.registered] == ["iban"]


def test_a_scheme_names_its_country_if_it_has_one() -> None:
    assert SCHEMES["kvk"].country == "NL"
    assert SCHEMES["vat"].country is None


@pytest.mark.parametrize(
    ("scheme", "value", "registration"),
    [
        ("kvk", "12345678", ("kvk", "12345678")),
        ("peppol", "0106:12345678", ("kvk", "12345678")),
        ("peppol", "0208:0123456749", ("kbo", "0123456749")),
        ("vat", "BE0123456749", ("kbo", "0123456749")),
        ("peppol", "9925:BE0123456749", ("kbo", "0123456749")),
        ("peppol", "9944:NL000099998B57", ("vat", "NL000099998B57")),
        ("peppol", "0002:123456782", ("siren", "123456782")),
        ("peppol", "0002:12345678200010", ("siret", "12345678200010")),
        ("peppol", "0190:00000001820029336000", ("peppol", "0190:00000001820029336000")),
    ],
)
def test_another_spelling_of_a_registration_is_recognised(
    scheme: str, value: str, registration: tuple[str, str]
) -> None:
    """Domain 4.1: the same registered identifier can be active in one organization only."""
    assert identifiers.registration(scheme, value) == registration


def test_the_registers_with_an_own_check_are_in_the_list() -> None:
    assert set(peppol.EXAMPLES) <= peppol.CODES
    assert set(peppol.EXAMPLES) == set(peppol.OWN) | set(peppol.VAT_CODES)
    assert {code for code, _check in peppol.OWN.values()} <= set(SCHEMES)
