"""Where somebody's roles lead now, read once for a page, which then agrees with itself; of very many, that they are so."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from kantoor.access import reach
from kantoor.kernel.loading import as_id
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, OrganizationRole

FEW = 64  # organizations
PATHS = 2 * FEW  # into them; somebody may have several into one
MANY, THOUSANDS = 250, 2_000  # organizations
_beyond_many = Prepared(lambda user: reach.perhaps(user)[MANY : MANY + 1], names=("user",))
_perhaps_many = Prepared(lambda user: reach.perhaps(user)[: MANY + 1], names=("user",))
_beyond_thousands = Prepared(
    lambda user: (
        Membership.objects.filter(user_id=user, ended_at=None)
        .order_by()
        .values_list("organization_id")[THOUSANDS : THOUSANDS + 1]
    ),
    names=("user",),
)
_first_ways = Prepared(lambda user: reach.ways(user)[: PATHS + 1], names=("user",))


@dataclass(frozen=True)
class Ways:
    """The first of them: organization, as the database has its id, and role. `whole`: there are no others."""

    user: UUID
    paths: list[tuple[Any, int]]

    @property
    def whole(self) -> bool:
        return len(self.paths) <= PATHS

    @cached_property
    def few(self) -> set[Any] | None:
        """The organizations, as the database has their ids; None if they are more than a few."""
        found = {key for key, _role in self.paths}
        return found if self.whole and len(found) <= FEW else None

    @cached_property
    def in_many(self) -> bool:
        """As `in_many` says; asked once of who has more than these."""
        return not self.whole and in_many(self.user)

    @cached_property
    def in_thousands(self) -> bool:
        """Of organizations: so many that even asking which they are takes longer; asked once."""
        return self.in_many and bool(_beyond_thousands.tuples(user=self.user))

    @cached_property
    def working(self) -> set[UUID]:
        """Those in whose name the user makes documents, out of these."""
        return {as_id(key) for key, role in self.paths if role >= OrganizationRole.MEMBER}


def of(user: UUID) -> Ways:
    """One question."""
    return Ways(user, _first_ways.tuples(user=user))


def in_many(user: UUID) -> bool:
    """Whether the user perhaps reaches very many organizations: a hint which way is shorter, and nothing else."""
    return bool(_beyond_many.tuples(user=user))


def perhaps_few(user: UUID) -> list[UUID] | None:
    """The organizations that the user perhaps reaches, each still to be proved; None if they are very many."""
    found = [as_id(row[0]) for row in _perhaps_many.tuples(user=user)]
    return found if len(found) <= MANY else None
