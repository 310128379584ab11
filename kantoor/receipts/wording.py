"""A receipt in words: what the page and the PDF show."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.organizations.models import OrganizationRole
from kantoor.receipts.models import Receipt
from kantoor.receipts.statement import Read
from kantoor.sharing.models import Level

KINDS = {
    "membership": gettext_lazy("Membership"),
    "place": gettext_lazy("Place in a group"),
    "share": gettext_lazy("Shared document"),
    "participation": gettext_lazy("Participant in a partnership"),
    "request": gettext_lazy("Open request"),
    "session": gettext_lazy("Open session"),
    "operatorship": gettext_lazy("Operator of this installation"),
}
LEFT = {
    "organizations": gettext_lazy("Organizations within reach"),
    "documents": gettext_lazy("Documents within reach"),
    "memberships": gettext_lazy("Memberships"),
    "grants": gettext_lazy("Memberships"),
    "groups": gettext_lazy("Places in groups"),
    "places": gettext_lazy("Places in groups"),
    "shares": gettext_lazy("Shared documents"),
    "participations": gettext_lazy("Participants in partnerships"),
    "requests": gettext_lazy("Open requests"),
    "roles": gettext_lazy("Roles in the company"),
    "addresses": gettext_lazy("Addresses to sign in with"),
    "sessions": gettext_lazy("Open sessions"),
    "links": gettext_lazy("Links that open something"),
    "ways_in": gettext_lazy("Ways to sign in"),
}
ACTS: dict[str, Callable[["Words"], str]] = {
    "people.remove": lambda w: _("%(name)s was removed") % {"name": w.subject},
    "people.block": lambda w: _("%(name)s was blocked") % {"name": w.subject},
    "memberships.remove": lambda w: (
        _("%(name)s was removed from %(organization)s")
        % {"name": w.subject or w.group, "organization": w.organization}
    ),
    "memberships.leave": lambda w: (
        _("%(name)s left %(organization)s") % {"name": w.subject, "organization": w.organization}
    ),
    "groups.take_out": lambda w: (
        _("%(name)s was taken out of %(group)s") % {"name": w.subject, "group": w.place}
    ),
    "groups.leave": lambda w: _("%(name)s left %(group)s") % {"name": w.subject, "group": w.place},
    "organizations.close": lambda w: (
        _("%(organization)s was closed; its last administrators read on") % {"organization": w.organization}
    ),
    "partnerships.end": lambda w: _("The partnership with %(name)s has ended") % {"name": w.partner},
    "partnerships.expire": lambda w: _("The partnership with %(name)s has ended") % {"name": w.partner},
}
HANDED = {
    "organization": gettext_lazy("Administrator of an organization"),
    "group": gettext_lazy("Manager of a group"),
    "partnership": gettext_lazy("Participant in a partnership"),
    "request": gettext_lazy("Open request"),
    "share": gettext_lazy("Shared documents"),
    "draft": gettext_lazy("Drafts"),
}


@dataclass(frozen=True)
class Line:
    """One thing: its kind, where, whose and as what, since when."""

    kind: str
    where: str
    who: str
    what: str
    since: dt.datetime | None


class Words:
    """What a genuine receipt says, for people."""

    subject: str

    def __init__(self, receipt: Receipt, read: Read) -> None:
        self.receipt, self._read, self._told = receipt, read, read.told
        self.at, self.erased = receipt.at, read.erased
        self.company: str = self._told["environment"][1]
        self.partner: str = self._told["partner"]
        self.organization: str = (self._told["organization"] or ["", ""])[1]
        self.subject = self._name(self._told["subject"])
        self.suspended: bool = self._told["suspended"]
        self.stays: list[str] = self._told["stays"]

    @property
    def title(self) -> str:
        return ACTS[self._told["act"]](self)

    @property
    def group(self) -> str:
        """Of a group's membership: its name stands behind the organization's."""
        return self.place.rpartition(" ← ")[2]

    @property
    def place(self) -> str:
        """Where the first thing was."""
        return str(self._told["ended"][0].get("where", ""))

    @property
    def by(self) -> str:
        return self._name(self._told["by"]) or _("its end date")

    @property
    def heading(self) -> str:
        if self.suspended:
            return _("Suspended until they are unblocked; the sessions have ended")
        return _("This ended")

    @property
    def left(self) -> list[tuple[str, int]]:
        """What was looked for at the check, and how much there was: nothing, or the act had been taken back."""
        found: dict[str, int] = {}
        for kind, number in self._told["left"].items():
            label = str(LEFT.get(kind, "")) or _("Anything else")
            found[label] = found.get(label, 0) + number
        return list(found.items())

    @property
    def counts(self) -> list[tuple[str, int]]:
        return [(str(KINDS[kind]), number) for kind, number in self._told["counts"].items()]

    def lines(self, start: int = 0, end: int | None = None) -> list[Line]:
        return [self._line(line) for line in self._told["ended"][start:end]]

    @property
    def size(self) -> int:
        return len(self._told["ended"])

    @property
    def handed(self) -> list[tuple[str, str, str]]:
        """What, which, to whom; ended where to nobody."""
        rows = self._told["handed"]
        return [
            (str(HANDED[kind]), what, self._name(to) or (_("stays") if stays else _("ended")))
            for kind, what, to, stays in rows
        ]

    def _name(self, ref: str | None) -> str:
        return self._read.names.get(ref, _("(name erased)")) if ref else ""

    def _line(self, line: Mapping[str, Any]) -> Line:
        since = line.get("since")
        where = line.get("where") or (_("of a partner") if line.get("elsewhere") else "")
        return Line(
            str(KINDS[line["kind"]]),
            where,
            self._name(line.get("who")) or self.subject,
            _worth(line),
            dt.datetime.fromisoformat(since).replace(tzinfo=dt.UTC) if since else None,
        )


def _worth(line: Mapping[str, Any]) -> str:
    if "role" in line:
        return str(OrganizationRole(line["role"]).label)
    return str(Level(line["level"]).label) if "level" in line else ""
