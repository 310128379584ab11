"""Who asks: the person, with which credential, from where. Loaded anew for every request, never kept."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from kantoor.access import documents, groups, policy, reach
from kantoor.access.policy import GROUNDS, Permission, Scope
from kantoor.accounts.models import Operatorship, User
from kantoor.environments.models import Appointment, Environment, EnvironmentRole
from kantoor.kernel import ids
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import OrganizationRole


@dataclass(frozen=True)
class Actor:
    """The acting user. `scopes`, if given, narrows what they may to those permissions (tokens)."""

    user: User
    role: EnvironmentRole
    relationship_manager: bool = False
    is_operator: bool = False
    credential: str = "session"
    origin: str = ""
    scopes: frozenset[Permission] | None = None

    @property
    def user_id(self) -> UUID:
        return self.user.pk

    @property
    def environment(self) -> Environment:
        return self.user.environment

    @property
    def environment_id(self) -> UUID:
        return self.user.environment_id

    @property
    def is_environment_administrator(self) -> bool:
        return self.role == EnvironmentRole.ADMINISTRATOR

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What the environment role, the marks and the scopes give, outside any organization."""
        within = (Scope.ORGANIZATION, Scope.DOCUMENT, Scope.GROUP)
        return frozenset(p for p in Permission if GROUNDS[p].scope not in within and self.may(p))

    def may(
        self,
        permission: Permission,
        environment_id: UUID | None = None,
        organization_id: UUID | None = None,
        document_id: UUID | None = None,
        group_id: UUID | None = None,
    ) -> bool:
        """Whether the actor has the permission, on the document or group, in the organization or environment given."""
        if self.scopes is not None and permission not in self.scopes:
            return False
        scope = GROUNDS[permission].scope
        if scope is Scope.OPERATOR:
            return self.is_operator
        if scope in (Scope.ORGANIZATION, Scope.DOCUMENT, Scope.GROUP):
            return self._may_on(permission, organization_id, document_id, group_id)
        if environment_id is not None and environment_id != self.environment_id:
            return False
        return policy.environment_allows(self.role, self.relationship_manager, permission)

    def may_in(self, organization_id: UUID, *permissions: Permission) -> list[bool]:
        """The same for several at once in one organization: their role there is asked once."""
        role = reach.role_in(self.user_id, organization_id)
        return [
            (self.scopes is None or one in self.scopes) and self.allowed_in(organization_id, role, one)
            for one in permissions
        ]

    def allowed_in(self, organization: UUID, role: int | None, permission: Permission) -> bool:
        """By the role; and what last administrators, who read as viewers do, still decide where it is closed."""
        if policy.organization_allows(role, permission):
            return True
        asked = GROUNDS[permission].kept and role == OrganizationRole.VIEWER
        return asked and reach.keeps(self.user_id, organization)

    def _may_on(
        self, permission: Permission, organization: UUID | None, document: UUID | None, group: UUID | None
    ) -> bool:
        scope = GROUNDS[permission].scope
        if scope is Scope.ORGANIZATION and organization is not None:
            return self.allowed_in(organization, reach.role_in(self.user_id, organization), permission)
        if scope is Scope.DOCUMENT and document is not None:
            return policy.document_allows(documents.level_on(self.user_id, document), permission)
        if scope is Scope.GROUP and group is not None:
            return policy.group_allows(self.standing_in(group), permission)
        return False

    def standing_in(self, group_id: UUID) -> int | None:
        """Where the actor stands towards a group; None: it is not theirs to see."""
        overseen = self.environment_id if self.is_environment_administrator else None
        return groups.standing_in(self.user_id, group_id, overseen)


def _people(user: UUID) -> QuerySet[User]:
    appointment = Appointment.objects.live().filter(user_id=OuterRef("pk"))
    return (
        User.objects.filter(pk=user, removed_at=None)
        .select_related("environment")
        .annotate(
            held_role=Subquery(appointment.values("role")[:1]),
            held_mark=Subquery(appointment.values("relationship_manager")[:1]),
            operates=Exists(Operatorship.objects.live().filter(user_id=OuterRef("pk"))),
            is_blocked=reach.blocked("pk"),
        )
    )


_people_now = Prepared(_people)


def of(user_id: object, *, credential: str = "session", origin: str = "") -> Actor | None:
    """The actor for a user, or None when they are blocked, removed or not there. One query."""
    key = ids.parse(user_id)
    user = next(iter(_people_now.rows(user=key)), None) if key else None
    return None if user is None else _standing(user, credential, origin)


def signed_in(user: Any, origin: str) -> Actor | None:
    """The actor for whom the sign-in of this very request loaded with `of`: the same answer, not asked twice."""
    return _standing(user, "session", origin) if hasattr(user, "held_role") else of(user.pk, origin=origin)


def _standing(user: Any, credential: str, origin: str) -> Actor | None:
    """By what `_people` annotates."""
    if user.is_blocked or user.held_role is None:
        return None
    role = EnvironmentRole(user.held_role)
    return Actor(user, role, user.held_mark, user.operates, credential, origin)
