"""The people of an overview as a crowd, along whose names its pages go (access.alphabet)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import overview
from kantoor.access.overview import Scope, Wanted
from kantoor.accounts.models import User
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Partnership


@dataclass(frozen=True)
class Overseen:
    """What a scope and a wish say, in one; `along`: a company's people alone, None: all others than the scope's."""

    environment_id: UUID
    organization_id: UUID | None
    partnership_id: UUID | None
    chosen_id: UUID | None
    side: str
    role: int | None
    use: str
    along_id: UUID | None = None

    @property
    def scope(self) -> Scope:
        return Scope(self.environment_id, self.organization_id, self.partnership_id)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.side, self.role, self.chosen_id, self.use)

    def ways(self) -> Iterator[Self]:
        """Own people and others; of a partner the partner's."""
        if self.partnership_id:
            yield replace(self, along_id=_other_side(self.partnership_id, self.environment_id))
            return
        if self.side != "external":
            yield replace(self, side="own", along_id=self.environment_id)
        if self.side != "own":
            yield replace(self, side="external")

    def everybody(self) -> QuerySet[User]:
        """The people along whose names it goes."""
        if self.along_id:
            return User.objects.filter(environment_id=self.along_id)
        return User.objects.filter(~Q(environment_id=self.environment_id), removed_at=None)

    def fits(self) -> Q:
        """What others have in a whole company hangs on partnerships."""
        one = self.organization_id or self.partnership_id or self.chosen_id
        outside = {} if self.along_id or one else overview.hanging(self.scope)
        return overview.has(self.scope, self.wanted, each=True, **outside)

    def people(self) -> QuerySet[User]:
        """All who have something that fits."""
        return overview.people(self.scope, self.wanted)

    def is_little(self) -> bool | None:
        """What ends soon is."""
        return self.use == "ending" or None

    def is_gathered_anew(self) -> bool:
        """No value makes much of a difference."""
        return False

    def rows(self) -> QuerySet[Membership, Any]:
        """The memberships there."""
        return overview.memberships(self.scope, self.wanted, outside=self.along_id is None)


def of(scope: Scope, wanted: Wanted) -> Overseen:
    """The people who have something of the scope that fits."""
    where = scope.environment_id, scope.organization_id, scope.partnership_id
    return Overseen(*where, wanted.organization_id, wanted.side, wanted.role, wanted.use)


def _other_side(partnership: UUID, ours: UUID) -> UUID | None:
    pair = Partnership.objects.filter(pk=partnership).values_list("low_id", "high_id")
    return next((side for sides in pair for side in sides if side != ours), None)
