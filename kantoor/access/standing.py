"""What somebody is towards one document, read once for a page and handed on; every act asks anew (docs/decisions/0185)."""

from dataclasses import dataclass

from kantoor.access import documents, policy, reach, refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import GROUNDS, Permission, Scope
from kantoor.documents.models import Document


@dataclass(frozen=True)
class Standing:
    """`role`: in the document's organization, `level`: on the document; None: none, now."""

    actor: Actor
    document: Document
    role: int | None
    level: int | None

    @property
    def is_member(self) -> bool:
        """Whether they reach the document's organization, so may know what its members know."""
        return self.role is not None

    @property
    def is_outside(self) -> bool:
        """Whether they read it by a share alone, from another company (docs/decisions/0115)."""
        return self.document.organization.environment_id != self.actor.environment_id and not self.is_member

    def may(self, permission: Permission) -> bool:
        """The same as the actor's, on the document or in its organization; other permissions are not asked here."""
        scope = GROUNDS[permission].scope
        if scope not in (Scope.DOCUMENT, Scope.ORGANIZATION):
            raise ValueError(f"{permission} is not about a document or its organization")
        if self.actor.scopes is not None and permission not in self.actor.scopes:
            return False
        if scope is Scope.DOCUMENT:
            return policy.document_allows(self.level, permission)
        return self.actor.allowed_in(self.document.organization_id, self.role, permission)

    def why_not(self, permission: Permission) -> str:
        """The reason to show at a control that they may not use; empty when they may."""
        if self.may(permission):
            return ""
        place = self.document.organization
        return str(refusals.refused(permission, self.actor.environment_id, place, self.document))


def on(actor: Actor, document: Document) -> Standing:
    """As it is now. Two queries."""
    role = reach.role_in(actor.user_id, document.organization_id)
    return Standing(actor, document, role, documents.level_on(actor.user_id, document.pk))
