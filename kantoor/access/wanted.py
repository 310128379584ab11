"""Which rows of a list somebody asks for, from where on and how many; and how SQL says it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from kantoor.access import reach
from kantoor.documents.models import Document
from kantoor.kernel import pages
from kantoor.kernel.prepared import Prepared, ask
from kantoor.organizations.models import Membership

MANY, THOUSANDS = 250, 2_000  # organizations
_first_through = Prepared(lambda user: reach.through(user)[: MANY + 1], names=("user",))
_beyond_thousands = Prepared(
    lambda user: (
        Membership.objects.filter(user_id=user, ended_at=None)
        .order_by()
        .values_list("organization_id")[THOUSANDS : THOUSANDS + 1]
    ),
    names=("user",),
)


@dataclass(frozen=True)
class Narrow:
    """Which rows: those that fit `where`, of these candidates only, or only what was shared. `span`: its dates, again.

    `costly`: that an organization is gone through for its first row is to be avoided.
    """

    where: Q = field(default_factory=Q)
    span: Q = field(default_factory=Q)
    among: list[UUID] | None = None
    shared: bool = False
    costly: bool = False


@dataclass(frozen=True)
class Asked:
    """Which rows, from where in which order, and how many."""

    user: UUID
    box: str
    narrow: Narrow
    place: pages.Place
    most: int

    def rows(self, where: Q | None = None) -> QuerySet[Document]:
        """What nobody is kept from, as far as the cursor lets one see."""
        found = Document.objects.filter(where or Q()).filter(self.narrow.where, self.place.after)
        return found.filter(box=self.box, withheld=False).order_by(*self.place.order)

    @cached_property
    def reached(self) -> set[Any]:
        """The organizations that the user reaches, if they are at most `MANY`; else so many and one of them."""
        return {row[0] for row in _first_through.tuples(user=self.user)}

    @cached_property
    def in_thousands(self) -> bool:
        """Of organizations: going through all of them takes longer then than going along the newest rows there are."""
        return len(self.reached) > MANY and bool(_beyond_thousands.tuples(user=self.user))

    @property
    def walkable(self) -> bool:
        """Whether an index of all documents has this order."""
        return self.place.names in (["id"], ["dated_on", "id"], ["amount", "id"])


def order(place: pages.Place) -> str:
    """Of the rows `p`."""
    way = "DESC" if place.reverse else "ASC"
    return "ORDER BY " + ", ".join(f"p.{quoted(name)} {way}" for name in place.names)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def ids(text: str, values: Sequence[Any]) -> list[UUID]:
    return [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in ask(text, values)]
