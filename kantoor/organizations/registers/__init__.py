"""Company registers, in which an organization is looked up when it is added; each country's is a plug-in.

The setting KANTOOR_REGISTERS lists, in the order in which they are offered, codes of built-in registers and
dotted paths of further ones: a class with a class method `from_settings`, or anything that called without
arguments gives a `Register`.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from kantoor.organizations.registers.company import Company, Register
from kantoor.organizations.registers.errors import RegisterBusy, RegisterNotSetUp, RegisterUnavailable

__all__ = [
    "Company",
    "Register",
    "RegisterBusy",
    "RegisterNotSetUp",
    "RegisterUnavailable",
    "configured",
    "for_country",
    "named",
]

BUILT_IN = {
    "demo": "kantoor.organizations.registers.demo.DemoRegister",
    "kvk": "kantoor.organizations.registers.kvk.KvkRegister",
}


def configured() -> list[Register]:
    """All registers of this installation. Raises ImproperlyConfigured for an entry that leads to none."""
    return [_made(entry) for entry in settings.KANTOOR_REGISTERS]


def named(code: str) -> Register | None:
    """The register with this code, if this installation has it."""
    return next((register for register in configured() if register.code == code), None)


def for_country(country: str) -> list[Register]:
    """The registers that may hold a company of this country (ISO 3166-1 alpha-2)."""
    return [register for register in configured() if register.country in (country.upper(), None)]


def _made(entry: str) -> Register:
    try:
        maker = import_string(BUILT_IN.get(entry, entry))
        register: Register = getattr(maker, "from_settings", maker)()
    except (ImportError, TypeError) as error:
        raise ImproperlyConfigured(f"KANTOOR_REGISTERS: {entry!r} leads to no register: {error}") from error
    return register
