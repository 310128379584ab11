"""Which list somebody looks at, read from the address: its box, its organization, its filters and its order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kantoor.access.actor import Actor
from kantoor.documents import filters, lists
from kantoor.documents.models import Box
from kantoor.kernel import ids
from kantoor.organizations import organizations
from kantoor.organizations.models import Organization
from kantoor.web.addresses import to

ROUTES = {Box.MADE: "documents", Box.RECEIVED: "inbox_documents", Box.SENT: "outbox"}
CAPTIONS = {
    Box.MADE: _("Documents made here"),
    Box.RECEIVED: _("Documents received"),
    Box.SENT: _("Documents sent"),
}
OTHER_SIDE = {Box.MADE: _("Customer"), Box.RECEIVED: _("Supplier"), Box.SENT: _("Customer")}
# What is part of a view that somebody keeps.
KEPT = ("q", "kind", "status", "period", "from", "to", "party", "least", "most", "unread", "shared", "tag",
        "organization", "sort")  # fmt: skip


@dataclass(frozen=True)
class List:
    """`wanted` is for the domain, the rest for the page."""

    wanted: lists.Wanted
    organization: Organization | None = None

    @property
    def box(self) -> Box:
        return Box(self.wanted.box)

    @property
    def named(self) -> str:
        """How a form or an export names the list."""
        return urlencode({"box": self.box, "of": self.organization.pk if self.organization else ""})

    @property
    def address(self) -> str:
        if self.organization:
            return to("organization_documents", self.organization.pk) + f"?box={self.box}"
        return to(ROUTES[self.box])


def read(given: Mapping[str, str], box: str, organization: Organization | None = None) -> List:
    """The list that the values in an address mean."""
    chosen = filters.read(given, box)
    sort = lists.known_sort(given.get("sort", ""), chosen)
    return List(lists.Wanted(box, chosen, sort, organization.pk if organization else None), organization)


def posted(actor: Actor, given: Mapping[str, str]) -> List:
    """The list named in a form or an export: `box`, and `of` for the organization whose list it is."""
    box = given.get("box", "")
    key: UUID | None = ids.parse(given.get("of", ""))
    organization = organizations.reached(actor, key) if given.get("of") else None
    return read(given, box if box in Box.values else Box.RECEIVED, organization)


def kept(given: Mapping[str, Any]) -> str:
    """The filters and the order as they stand in an address."""
    return urlencode(values(given))


def values(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The same, one by one."""
    return [(name, given[name]) for name in KEPT if given.get(name)]


def with_query(address: str, query: str) -> str:
    """The address of a list with these filters."""
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address
