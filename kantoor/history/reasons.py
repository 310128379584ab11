"""Why something began or ended, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access.stretches import Turn
from kantoor.kernel.wording import Words

REASONS: dict[str, Words] = {
    "began": "",
    "changed": gettext_lazy("changed"),
    "removed": gettext_lazy("removed"),
    "left": gettext_lazy("left"),
    "expired": gettext_lazy("its last day had come"),
    "blocked": gettext_lazy("blocked"),
    "unblocked": gettext_lazy("unblocked"),
    "closure": gettext_lazy("the organization was closed"),
    "taken out": gettext_lazy("taken out of the group"),
    "taken over": gettext_lazy("taken over"),
    "group closed": gettext_lazy("the group was closed"),
    "partnership ended": gettext_lazy("the partnership ended"),
    "ended": gettext_lazy("the partnership ended"),
    "removed from environment": gettext_lazy("removed from the company"),
    "withdrawn": gettext_lazy("withdrawn"),
    "purged": gettext_lazy("the document had been kept long enough"),
    "scanned": gettext_lazy("the virus scanner let it go"),
    "made": gettext_lazy("the document came"),
}


def why(turn: Turn | None) -> str:
    """A word or two; nothing for what has not ended."""
    return str(REASONS.get(turn.why, turn.why)) if turn and turn.why else ""


def by(name: str) -> str:
    return _("by %(name)s") % {"name": name} if name else ""
