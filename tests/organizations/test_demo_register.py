"""The invented companies, and how registers are chosen by the settings."""

import csv
from collections import Counter
from importlib import resources

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from kantoor.organizations import identifiers, registers
from kantoor.organizations.registers import Company, Register
from kantoor.organizations.registers.demo import DemoRegister
from kantoor.organizations.registers.kvk import KvkRegister

DEMO = DemoRegister()


def names(text: str, limit: int = 10) -> list[str]:
    return [company.name for company in DEMO.search(text, limit)]


def all_companies() -> list[Company]:
    table = resources.files(registers).joinpath("demo.csv").read_text(encoding="utf-8")
    found = [DEMO.company(row["number"]) for row in csv.DictReader(table.splitlines())]
    return [company for company in found if company]


@pytest.mark.parametrize(
    ("name", "city", "scheme", "number"),
    [
        ("Jansen Bouw BV", "Utrecht", "kvk", "68120930"),
        ("Jansen Vastgoed BV", "Utrecht", "kvk", "68120948"),
        ("Jansen Beheer BV", "Utrecht", "kvk", "68120956"),
        ("Van Dijk Accountants BV", "Rotterdam", "kvk", "24301964"),
        ("De Smet & Zonen NV", "Gent", "kbo", "0403170701"),
    ],
)
def test_the_companies_of_the_demo_world_are_found(name: str, city: str, scheme: str, number: str) -> None:
    company = DEMO.search(name, limit=1)[0]
    assert (company.name, company.city, company.active) == (name, city, True)
    assert company.identifiers[scheme] == number == company.number


def test_all_numbers_are_valid_and_no_two_companies_share_one() -> None:
    companies = all_companies()
    assert Counter(company.country for company in companies) == {"NL": 100, "BE": 50}
    numbers = [pair for company in companies for pair in company.identifiers.items()]
    assert all(identifiers.parse(scheme, value) == value for scheme, value in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_company_can_be_filled_in_whole() -> None:
    for company in all_companies():
        assert all((company.legal_form, company.street, company.postal_code, company.city)), company
        assert "vat" in company.identifiers or company.country == "NL"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cafe zonne", "Café Zonneschijn"),
        ("COÖPERATIE ploeg", "Coöperatie De Ploeg U.A."),
        ("etoiles creche", "Crèche Les Étoiles SRL"),
        ("oresund", "Øresund Handel BV"),
        ("lukasz", "Łukasz Bouwservice"),
        ("s-gravenzand", "'s-Gravenzand Advies"),
        ("de smet zonen", "De Smet & Zonen NV"),
        ("jansen utrecht beheer", "Jansen Beheer BV"),
        ("6812.0930", "Jansen Bouw BV"),
        ("999998742", "Jansen Bouw BV"),
        ("0403.170.701", "De Smet & Zonen NV"),
    ],
)
def test_searching_ignores_accents_case_and_dots(text: str, name: str) -> None:
    assert names(text) == [name]


def test_names_that_begin_with_the_text_come_first() -> None:
    assert names("Jansen Bouw", limit=2) == ["Jansen Bouw BV", "Jansen Bouwmaterialen BV"]
    found = names("jansen", limit=99)
    assert found.index("Jansen Tuinen BV") < found.index("Bakkerij Jansen")


@pytest.mark.parametrize("text", ["", " ", "\0", "%", "🙂", "nobody has this name"])
def test_what_fits_nothing_finds_nothing(text: str) -> None:
    assert names(text) == []


def test_the_limit_holds_and_long_texts_do_no_harm() -> None:
    assert len(names("bv", limit=7)) == 7
    assert names("bv", limit=0) == []
    assert names("x" * 100_000) == []


def test_a_company_is_found_by_its_number_in_any_spelling() -> None:
    found = DEMO.company("BE 0403.170.701")
    assert found
    assert found.name == "De Smet & Zonen NV"
    assert DEMO.company("12345678") is None
    assert DEMO.company("") is None


def own_register() -> Register:
    return DemoRegister()


def test_the_settings_choose_registers_by_code_or_dotted_path(settings: Settings) -> None:
    settings.KANTOOR_REGISTERS = ["kvk", f"{__name__}.own_register"]
    first, second = registers.configured()
    assert isinstance(first, KvkRegister)
    assert isinstance(second, DemoRegister)
    assert registers.named("demo")
    assert registers.named("nowhere") is None


def test_a_country_gets_its_own_registers_and_those_of_several_countries(settings: Settings) -> None:
    settings.KANTOOR_REGISTERS = ["demo", "kvk"]
    assert [register.code for register in registers.for_country("nl")] == ["demo", "kvk"]
    assert [register.code for register in registers.for_country("BE")] == ["demo"]


@pytest.mark.parametrize("entry", ["nowhere", "no.such.module", f"{__name__}.missing", f"{__name__}.DEMO"])
def test_an_entry_that_leads_to_no_register_is_named(settings: Settings, entry: str) -> None:
    settings.KANTOOR_REGISTERS = [entry]
    with pytest.raises(ImproperlyConfigured, match="KANTOOR_REGISTERS"):
        registers.configured()
