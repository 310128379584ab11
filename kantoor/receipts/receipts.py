"""Who may read which receipts, and getting them out (domain 8.5)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.reach import held_by, kept
from kantoor.kernel.errors import NotFound
from kantoor.kernel.ids import parse
from kantoor.organizations.models import OrganizationRole
from kantoor.receipts import statement
from kantoor.receipts.models import Receipt


def visible_to(actor: Actor) -> QuerySet[Receipt]:
    """Those of the own environment, for its administrators; of an organization's removals, for its own and its last.

    Of partnerships also for relationship managers, who may end them.
    """
    mine = held_by(actor.user_id).filter(role=OrganizationRole.ADMINISTRATOR).values("organization_id")
    last = kept().filter(user_id=actor.user_id).values("organization_id")
    seen = Q(organization_id__in=mine) | Q(organization_id__in=last)
    if actor.may(Permission.ACTIVITY_SEE):
        seen |= Q(environment_id=actor.environment_id)
    elif actor.may(Permission.PARTNERSHIPS_END):
        seen |= Q(environment_id=actor.environment_id, partnership_id__isnull=False)
    return Receipt.objects.filter(seen).select_related("environment")


def one(actor: Actor, key: object) -> Receipt:
    """The one with this id; NotFound for everybody who may not read it."""
    parsed = parse(key)
    found = visible_to(actor).filter(pk=parsed).first() if parsed else None
    if found is None:
        raise NotFound
    return found


def of(actor: Actor, **about: UUID | str) -> Receipt | None:
    """The latest about a person, a partnership or an organization that the actor may read."""
    return visible_to(actor).filter(**about).order_by("-id").first()


def of_environment(actor: Actor) -> QuerySet[Receipt]:
    """The list, for administrators of the environment."""
    if not actor.may(Permission.ACTIVITY_SEE):
        raise refusals.refused(Permission.ACTIVITY_SEE, actor.environment_id)
    return visible_to(actor).filter(environment_id=actor.environment_id)


def content(receipt: Receipt) -> bytes:
    """The file that people keep."""
    return statement.file(receipt.statement, receipt.signature, receipt.names)


def read(receipt: Receipt) -> statement.Read:
    """What it says; `Broken` when the database no longer has what was signed."""
    found = statement.read(content(receipt))
    if found.told["number"] != str(receipt.pk):
        raise statement.Broken("it is another receipt's")
    return found


def by_number(number: str) -> Receipt | None:
    """For whoever has the machine."""
    key: Any = parse(number)
    return Receipt.objects.filter(pk=key).first() if key else None


def erase(person: UUID) -> int:
    """Take a person's name out of every receipt; the seals stay, so that signatures hold. How many."""
    rows = list(Receipt.objects.filter(names__icontains=str(person)))
    for row in rows:
        kept = {ref: known for ref, known in row.names.items() if known[2] != str(person)}
        Receipt.objects.filter(pk=row.pk).update(names=kept)
    return len(rows)
