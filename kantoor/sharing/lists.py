"""What is shared by the asker's organizations, and with the asker (domain 7.5)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import documents as reached
from kantoor.access import looking, newest, reach, refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.ways import in_many
from kantoor.accounts import finding
from kantoor.documents import search
from kantoor.groups.models import Group
from kantoor.kernel import pages
from kantoor.kernel.clock import now
from kantoor.kernel.errors import DomainError
from kantoor.kernel.opaque import opaque
from kantoor.kernel.text import words
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.sharing import shares
from kantoor.sharing.models import Share

SOON = dt.timedelta(days=30)
MOST_AT_ONCE, CHOOSABLE = 200, 50
# Things that a word is found on, of each kind, and shares of them all: of more the shares are gone through in their order.
FEW, MANY = 500, 5_000
RELATED = (*shares.RELATED, "organization", "began_by")
# What the list shows of a share and of what hangs on it.
LISTED = (
    "document",
    "organization",
    "began_by",
    "user__environment",
    "group",
    "to_organization__environment",
)
COLUMNS = (
    *(f"document__{name}" for name in ("number", "title", "party", "kind")),
    *(
        "organization__name",
        "organization__environment",
        "began_by__name",
        "group__name",
        "group__partnership",
    ),
    *(f"user__{name}" for name in ("name", "email", "environment__name")),
    *(f"to_organization__{name}" for name in ("name", "environment__name")),
    *("level", "valid_from", "expires_at"),
)


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed to."""

    text: str = ""
    organization: UUID | None = None
    soon: bool = False
    external: bool = False
    mine: bool = False


@dataclass(frozen=True)
class Shown:
    """The shares that hold: those of the documents of the organizations that the actor is in.

    `received`: those that give the actor something, their own, their groups', their organizations'; `mine`: their own.
    `along`: the same, for who is in very many: found on the way along the order instead of in each organization.
    """

    received: bool = False
    soon: bool = False
    external: bool = False
    mine: bool = False
    along: bool = False

    def __call__(self, actor: Actor) -> QuerySet[Share]:
        rows = self._got(actor) if self.received else self._given(actor)
        rows = rows.filter(Q(document__withheld=False) | Q(document__made_by_id=actor.user_id))
        if self.received and self.mine:
            rows = rows.filter(user_id=actor.user_id)
        if self.external:
            rows = rows.filter(partnership__isnull=False)
        if self.soon:
            rows = rows.filter(expires_at__lte=now() + SOON)
        return rows

    def _got(self, actor: Actor) -> QuerySet[Share]:
        if self.along:
            return reached.giving(actor.user_id)
        # Found by themselves: beside the words of what hangs on them PostgreSQL would begin with every share there is.
        return Share.objects.filter(pk__among=reached.shared_with(actor.user_id).values("pk"))

    def _given(self, actor: Actor) -> QuerySet[Share]:
        if self.along:
            near = newest.perhaps_in(actor.user_id, "organization_id")
            return reached.shares().filter(near, reach.holds(actor.user_id, "organization_id"))
        held = reach.held_by(actor.user_id).values("organization_id")
        return reached.shares().filter(organization_id__among=held)


def _listed(_actor: Actor, found: QuerySet[Share]) -> QuerySet[Share]:
    """What the list shows of these."""
    return Share.objects.filter(pk__among=found).select_related(*LISTED).only(*COLUMNS)


def _listed_with_worth(actor: Actor, found: QuerySet[Share]) -> QuerySet[Share]:
    """The same, and what each is worth to the actor."""
    return _listed(actor, found).annotate(worth=reached.worth(actor.user_id))


def page(actor: Actor, to: Narrowing, received: bool = False, cursor: str = "") -> pages.Page[Share]:
    """A page of what the actor's organizations share, or of what is shared with the actor; newest first."""
    place = pages.place(Share, ("-id",), cursor)
    shown = Shown(received, to.soon, to.external, to.mine, in_many(actor.user_id))
    column = "to_organization_id" if received else "organization_id"
    within = {column: to.organization} if to.organization else {}
    listed = _listed_with_worth if received else _listed
    sought = words(to.text)
    few = _perhaps(sought) if shown.along else None
    rows = looking.first(
        actor, shown, place, sought, among=few, within=within, having=_found_by, listed=listed
    )
    return place.page(rows)


def _perhaps(sought: list[str]) -> list[UUID] | None:
    """All open shares, whoever sees them, that can have a word which few things have; None if each word is in many."""
    for word in (one for one in sought if len(one) >= finding.SHORTEST):
        people, houses, groups = finding.few([word]), _called(Organization, word), _called(Group, word)
        if people is None or len(houses) > FEW or len(groups) > FEW:
            continue
        papers = search.search(word, FEW).among
        if papers is None:
            continue
        rows = Share.objects.filter(ended_at=None).order_by()
        found = rows.filter(document_id__among=papers).union(
            rows.filter(user_id__among=people),
            rows.filter(group_id__among=groups),
            rows.filter(organization_id__among=houses),
            rows.filter(to_organization_id__among=houses),
        )
        keys = list(found.values_list("pk", flat=True)[: MANY + 1])
        if len(keys) <= MANY:
            return keys
    return None


def _called(kind: type[Organization] | type[Group], word: str) -> list[UUID]:
    """Up to one more than `FEW`."""
    return list(kind.objects.filter(folded__contains=word).values_list("pk", flat=True)[: FEW + 1])


def _found_by(word: str) -> Q:
    """The document, its organization, or who received it, has the word."""
    paper = Q(document__party_folded__contains=word) | Q(document__number__icontains=word)
    paper |= Q(document__title__icontains=word) | Q(organization__folded__contains=word)
    receiver = Q(user__folded__contains=word) | Q(group__folded__contains=word)
    return opaque(paper | receiver | Q(to_organization__folded__contains=word))


def places(actor: Actor, chosen: UUID | None = None) -> list[Organization]:
    """The organizations to choose from; of more than can be looked through the chosen one alone: one finds by name."""
    if not in_many(actor.user_id):
        place = pages.place(Organization, ("folded", "id"))
        rows = looking.first(actor, _choosable, place, most=CHOOSABLE + 1)
        if len(rows) <= CHOOSABLE:
            return rows
    return list(_choosable(actor).filter(pk=chosen)) if chosen else []


def _choosable(actor: Actor) -> QuerySet[Organization]:
    return seen.by(actor).select_related(None).only("name")


@dataclass(frozen=True)
class Result:
    """One row of a bulk withdrawal: `problem` is empty where it can be, or was, withdrawn."""

    share: Share
    problem: str = ""


def picked(actor: Actor, ids: list[UUID]) -> list[Result]:
    """What withdrawing these would do; those that the actor does not see are left out."""
    rows = Shown()(actor).filter(pk__in=ids[:MOST_AT_ONCE]).select_related(*RELATED).order_by("-id")
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
