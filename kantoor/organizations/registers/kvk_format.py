"""Reading what the KvK answers. Nothing in it is trusted to be there or to be of the documented type."""

from collections.abc import Iterator
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, TypedDict

from kantoor.organizations import identifiers
from kantoor.organizations.registers.company import Company

LONGEST_TEXT = 250  # characters of any one field
NOTHING = frozenset({"IPD0004", "IPD0005", "IPD5200"})  # no such number, no data, nothing found

# The API names foreign countries in Dutch; of others than these the code stays empty.
COUNTRIES = MappingProxyType(
    {
        "nederland": "NL",
        "belgië": "BE",
        "bulgarije": "BG",
        "canada": "CA",
        "china": "CN",
        "cyprus": "CY",
        "denemarken": "DK",
        "duitsland": "DE",
        "estland": "EE",
        "finland": "FI",
        "frankrijk": "FR",
        "griekenland": "GR",
        "groot-brittannië": "GB",
        "hongarije": "HU",
        "ierland": "IE",
        "ijsland": "IS",
        "italië": "IT",
        "japan": "JP",
        "kroatië": "HR",
        "letland": "LV",
        "liechtenstein": "LI",
        "litouwen": "LT",
        "luxemburg": "LU",
        "malta": "MT",
        "noorwegen": "NO",
        "oostenrijk": "AT",
        "polen": "PL",
        "portugal": "PT",
        "roemenië": "RO",
        "slovenië": "SI",
        "slowakije": "SK",
        "spanje": "ES",
        "tsjechië": "CZ",
        "turkije": "TR",
        "verenigd koninkrijk": "GB",
        "verenigde staten van amerika": "US",
        "zweden": "SE",
        "zwitserland": "CH",
    }
)


class _Address(TypedDict):
    street: str
    postal_code: str
    city: str
    country: str


def fault_codes(body: Any) -> list[str]:
    """The codes of an error answer: {"fout": [{"code": "IPD5200", "omschrijving": "…"}]}."""
    return [_text(fault, "code") for fault in _objects(body, "fout")]


def says_nothing_found(status: int, body: Any) -> bool:
    """The KvK reports an empty result as an error; a 404 of something else on that address is not one."""
    return status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND) and not NOTHING.isdisjoint(
        fault_codes(body)
    )


def is_search(body: Any) -> bool:
    """Whether the body is that of a Zoeken answer."""
    return isinstance(body, dict) and isinstance(body.get("resultaten"), list)


def is_profile(body: Any) -> bool:
    """Whether the body is that of a Basisprofiel answer."""
    return bool(_text(body, "kvkNummer"))


def companies(body: dict[str, Any]) -> list[Company]:
    """The companies of a Zoeken answer in its order, legal entity and head office taken together."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for result in _objects(body, "resultaten"):
        grouped.setdefault(_text(result, "kvkNummer"), []).append(result)
    return [_found(number, results) for number, results in grouped.items() if number]


def profile(body: dict[str, Any]) -> Company:
    """The company of a Basisprofiel answer: statutory name, head office's visiting address, owner's RSIN."""
    embedded = _object(body, "_embedded")
    owner, office = _object(embedded, "eigenaar"), _object(embedded, "hoofdvestiging")
    number = _text(body, "kvkNummer")
    return Company(
        register="kvk",
        number=number,
        name=_text(body, "statutaireNaam") or _text(body, "naam"),
        legal_form=_text(owner, "uitgebreideRechtsvorm") or _text(owner, "rechtsvorm"),
        **_address(_visiting(_objects(office, "adressen") or _objects(owner, "adressen"))),
        identifiers=_identifiers(kvk=number, rsin=_text(owner, "rsin")),
        active=not _text(_object(body, "materieleRegistratie"), "datumEinde"),
    )


def _found(number: str, results: list[dict[str, Any]]) -> Company:
    entity = next((r for r in results if _text(r, "type") == "rechtspersoon"), results[0])
    office = next((r for r in results if _text(r, "type") == "hoofdvestiging"), entity)
    rsin = next(filter(None, (_text(r, "rsin") for r in results)), "")
    address = _object(office, "adres") or _object(entity, "adres")
    return Company(
        register="kvk",
        number=number,
        name=_text(entity, "naam"),
        **_address(_object(address, "binnenlandsAdres") or _object(address, "buitenlandsAdres")),
        identifiers=_identifiers(kvk=number, rsin=rsin),
        active=_text(entity, "actief").casefold() != "nee",
    )


def _address(address: dict[str, Any]) -> _Address:
    """Both kinds: Dutch, in parts; foreign, two lines and a country in Dutch."""
    if _text(address, "straatHuisnummer") or _text(address, "postcodeWoonplaats"):
        country = COUNTRIES.get(_text(address, "land").casefold(), "")
        return {
            "street": _text(address, "straatHuisnummer"),
            "postal_code": "",
            "city": _text(address, "postcodeWoonplaats"),
            "country": country,
        }
    house = _text(address, "huisnummer") + _text(address, "huisletter")
    addition = _text(address, "huisnummerToevoeging")
    box = _text(address, "postbusnummer")
    street = (
        f"Postbus {box}" if box else " ".join(filter(None, (_text(address, "straatnaam"), house, addition)))
    )
    return {
        "street": street,
        "postal_code": _text(address, "postcode"),
        "city": _text(address, "plaats"),
        "country": "NL",
    }


def _visiting(addresses: list[dict[str, Any]]) -> dict[str, Any]:
    first = addresses[0] if addresses else {}
    return next((address for address in addresses if _text(address, "type") == "bezoekadres"), first)


def _identifiers(**numbers: str) -> MappingProxyType[str, str]:
    return MappingProxyType(dict(_canonical(numbers)))


def _canonical(numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    for code, number in numbers.items():
        try:
            yield code, identifiers.parse(code, number)
        except identifiers.InvalidIdentifier:
            continue


def _text(value: Any, key: str) -> str:
    """A field as text that can be shown and stored; numbers as their digits, anything else as nothing."""
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(found)).split())[:LONGEST_TEXT]


def _object(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _objects(value: Any, key: str) -> list[dict[str, Any]]:
    found = value.get(key) if isinstance(value, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
