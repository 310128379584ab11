"""Units of quantity: a short list out of UN/ECE recommendations 20 and 21, with words."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from kantoor.kernel.wording import Words

NAMES: Mapping[str, Words] = MappingProxyType(
    {
        "C62": _("piece"),
        "HUR": _("hour"),
        "DAY": _("day"),
        "WEE": _("week"),
        "MON": _("month"),
        "ANN": _("year"),
        "LS": _("lump sum"),
        "KGM": _("kg"),
        "TNE": _("tonne"),
        "LTR": _("litre"),
        "MTR": _("m"),
        "MTK": _("m²"),
        "MTQ": _("m³"),
        "KMT": _("km"),
        "KWH": _("kWh"),
        "SET": _("set"),
        "XBX": _("box"),
        "XPX": _("pallet"),
    }
)


def named(code: str) -> str:
    """The unit in words; an unusual one by its code."""
    return str(NAMES.get(code, code))
