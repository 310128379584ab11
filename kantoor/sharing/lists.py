"""What is shared by the asker's organizations, and with the asker (domain 7.5)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import documents as reached
from kantoor.access import reach, refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.kernel.clock import now
from kantoor.kernel.errors import DomainError
from kantoor.kernel.text import words
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.sharing import shares
from kantoor.sharing.models import Share

SOON = dt.timedelta(days=30)
MOST_AT_ONCE = 200
CHOOSABLE = 50
RELATED = (*shares.RELATED, "organization", "began_by")


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed to."""

    text: str = ""
    organization: UUID | None = None
    soon: bool = False
    external: bool = False
    mine: bool = False


def by_us(actor: Actor, to: Narrowing) -> QuerySet[Share]:
    """The shares that hold, of the documents of the organizations that the actor is in."""
    held = reach.held_by(actor.user_id).values("organization_id")
    rows = reached.shares().filter(organization_id__in=held)
    if to.organization:
        rows = rows.filter(organization_id=to.organization)
    if to.external:
        rows = rows.filter(partnership__isnull=False)
    return _narrowed(actor, rows, to)


def with_us(actor: Actor, to: Narrowing) -> QuerySet[Share]:
    """The shares that hold and give the actor something: their own, their groups', their organizations'."""
    rows = reached.shared_with(actor.user_id)
    if to.organization:
        rows = rows.filter(to_organization_id=to.organization)
    if to.mine:
        rows = rows.filter(user_id=actor.user_id)
    if to.external:
        rows = rows.filter(partnership__isnull=False)
    return _narrowed(actor, rows, to)


def _narrowed(actor: Actor, rows: QuerySet[Share], to: Narrowing) -> QuerySet[Share]:
    rows = rows.filter(Q(document__withheld=False) | Q(document__made_by_id=actor.user_id))
    if to.soon:
        rows = rows.filter(expires_at__lte=now() + SOON)
    for word in words(to.text):
        paper = Q(document__party_folded__contains=word) | Q(document__number__icontains=word)
        paper |= Q(document__title__icontains=word) | Q(organization__folded__contains=word)
        receiver = Q(user__folded__contains=word) | Q(group__folded__contains=word)
        rows = rows.filter(paper | receiver | Q(to_organization__folded__contains=word))
    return rows.select_related(*RELATED)


def places(actor: Actor, chosen: UUID | None = None) -> list[Organization]:
    """The organizations to choose from; of more than can be looked through the chosen one alone: one finds by name."""
    known = seen.by(actor)
    rows = list(known.order_by("folded", "id")[: CHOOSABLE + 1])
    if len(rows) <= CHOOSABLE:
        return rows
    return list(known.filter(pk=chosen)) if chosen else []


@dataclass(frozen=True)
class Result:
    """One row of a bulk withdrawal: `problem` is empty where it can be, or was, withdrawn."""

    share: Share
    problem: str = ""


def picked(actor: Actor, ids: list[UUID]) -> list[Result]:
    """What withdrawing these would do; those that the actor does not see are left out."""
    rows = by_us(actor, Narrowing()).filter(pk__in=ids[:MOST_AT_ONCE]).order_by("-id")
    allowed = set(shares.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [Result(row, "" if row.pk in allowed else _refusal(actor, row)) for row in rows]


def _refusal(actor: Actor, share: Share) -> str:
    return refusals.why_not(actor, Permission.DOCUMENT_SHARE, document=share.document)


def withdraw(actor: Actor, ids: list[UUID]) -> list[Result]:
    """Each on its own: one that cannot be withdrawn never stops the others (domain 5.8)."""
    done = []
    for one in picked(actor, ids):
        problem = one.problem
        if not problem:
            try:
                shares.withdraw(actor, one.share.pk)
            except DomainError as refusal:
                problem = str(refusal) or "-"
        done.append(Result(one.share, problem))
    return done
