"""Receivers as the combobox shows them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kantoor.sharing.receivers import Receiver

KINDS = {"u": "person", "g": "group", "o": "company"}


def groups(name: str, shown: list[Receiver]) -> list[dict[str, Any]]:
    """Those of the company with this name first, then those of partners."""
    own = [option(one) for one in shown if not one.outside]
    others = [option(one) for one in shown if one.outside]
    sides = [(name, "", own), (_("Partners"), _("outside your company"), others)]
    return [{"label": label, "note": note, "options": rows} for label, note, rows in sides if rows]


def option(one: Receiver) -> dict[str, Any]:
    """One of them."""
    size = ngettext("Group of %(n)d person", "Group of %(n)d people", one.people) % {"n": one.people}
    about = {"u": getattr(one.holder, "email", ""), "g": size, "o": _("Organization: its members")}
    return {
        "value": str(one.to),
        "name": one.holder.name,
        "about": about[one.to.kind],
        "outside": one.company if one.outside else "",
        "kind": KINDS[one.to.kind],
        "reason": one.reason,
    }
