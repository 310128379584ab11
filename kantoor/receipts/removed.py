"""The receipts of who was removed from one organization or group, or left it."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from kantoor.access import documents, reach
from kantoor.access.actor import Actor
from kantoor.documents.models import Document
from kantoor.groups.models import GroupMembership
from kantoor.kernel.clock import now
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership
from kantoor.receipts.keeping import About, Line
from kantoor.receipts.keeping import keep as keep_statement
from kantoor.receipts.models import Receipt

LOOKED_AT = 200


def keep(
    actor: Actor, membership: Membership, through: Sequence[str], act: str = "memberships.remove"
) -> Receipt:
    """Nothing is left of what was removed; what stays by another grant is named (domain 7.6)."""
    place, user, group = membership.organization, membership.user, membership.group
    where = f"{place.name} ← {group.name}" if group else place.name
    line = Line("membership", membership.member_since, where, role=membership.role)
    about = About(place.environment, act, (user.pk, user.name) if user else None, place)
    left = _left(membership, alone=not through)
    return keep_statement(about, actor, now(), [line], left, stays=through)


def keep_place(actor: Actor, place: GroupMembership, act: str) -> Receipt:
    """Nothing is left of a place in a group; what the group has stays with the group."""
    user, group = place.user, place.group
    about = About(group.environment, act, (user.pk, user.name))
    left = {"places": reach.places().filter(user=user, group=group).count()}
    return keep_statement(about, actor, now(), [Line("place", place.valid_from, group.name)], left)


def _left(membership: Membership, alone: bool) -> dict[str, int]:
    """By asking reach anew: of the membership, and where nothing else gives anything, of the whole organization."""
    rows = reach.memberships().filter(organization_id=membership.organization_id)
    own = rows.filter(user=membership.user) if membership.user else rows.filter(group=membership.group)
    left = {"memberships": own.count()}
    if membership.user_id is None or not alone:
        return left
    role = reach.role_in(membership.user_id, membership.organization_id)
    documents_left = _documents(membership.user_id, membership.organization_id)
    return left | {"organizations": int(role is not None), "documents": documents_left}


def _documents(user: UUID, organization: UUID) -> int:
    """Of its newest documents those that they still reach, but for those shared with them, which stay shared."""
    return len(_reached_now.tuples(user=user, organization=organization))


def _reached(user: UUID, organization: UUID) -> QuerySet[Document, tuple[UUID]]:
    newest = Document.objects.filter(organization_id=organization).order_by("-id").values("pk")[:LOOKED_AT]
    given = documents.shared_with(user).filter(organization_id=organization).values("document_id")
    return documents.reached(user).filter(pk__in=newest).exclude(pk__in=given).values_list("pk")


_reached_now = Prepared(_reached, names=("user", "organization"))
