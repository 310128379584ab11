"""Which documents a person reaches, and at which level: from roles and from shares (domain 7.5, 7.6, 8.1)."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    F,
    Max,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from kantoor.access import reach
from kantoor.accounts.models import Block
from kantoor.documents.models import Document
from kantoor.kernel.clock import Moment, moment
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Level, Share
from kantoor.uploads.models import Scan

# What a role in the organization is worth on each of its documents.
OF_ROLE = {
    OrganizationRole.VIEWER: Level.VIEW,
    OrganizationRole.MEMBER: Level.FULL,
    OrganizationRole.ADMINISTRATOR: Level.FULL,
}


def _level(value: int) -> Value:
    return Value(int(value), output_field=PositiveSmallIntegerField())


def of_role(column: str) -> Case:
    """The level that the role in `column` is worth."""
    return Case(*(When(**{column: role, "then": _level(level)}) for role, level in OF_ROLE.items()))


def shares(at: Moment | None = None) -> QuerySet[Share]:
    """The shares that hold: live, their partnership live, their document's organization not closed."""
    then = moment(at)
    not_closed = Q(organization__closed_at=None) | Q(organization__closed_at__gt=then)
    return Share.objects.live(at).filter(reach.rests(at), not_closed)


def shared_with(user: UUID, at: Moment | None = None) -> QuerySet[Any, Any]:
    """Every share that gives this user something: their own, their groups', their organizations'; with `worth`."""
    unblocked = ~Exists(Block.objects.live(at).filter(user_id=user))
    rows = Share.objects.order_by()
    groups = reach.places(at).filter(user_id=user).values("group_id")
    within = reach.held_by(user, at).values("organization_id")
    every = rows.filter(user_id=user).values("pk")
    every = every.union(rows.filter(group_id__in=groups).values("pk"))
    every = every.union(rows.filter(to_organization_id__in=within).values("pk"))
    return shares(at).filter(unblocked, pk__in=every).annotate(worth=worth(user, at))


def worth(user: UUID, at: Moment | None = None) -> Case:
    """Through an organization nobody gets more than their role in it is worth.

    Looked up by one's own membership and by those of one's groups: all of somebody's would be gone through for each row.
    """
    ways = reach.holding_in(user, "to_organization_id", at)
    each = (way.annotate(most=Max(of_role("role"))).values("most") for way in ways)
    role = Greatest(*(Coalesce(Subquery(most), _level(0)) for most in each))
    return Case(
        When(to_organization=None, then=F("level")),
        default=Least(F("level"), role),
        output_field=PositiveSmallIntegerField(),
    )


def reached(user: UUID, at: Moment | None = None) -> QuerySet[Document]:
    """Every document that the user may see: the definition for lists and checks alike."""
    held = reach.held_by(user, at).values("organization_id")
    kept = reach.kept(at).filter(user_id=user).values("organization_id")
    shared = shared_with(user, at).values("document_id")
    within = Q(organization_id__in=held.union(kept))
    return Document.objects.filter(seen_by(user, at), within | Q(pk__in=shared))


def reached_each(user: UUID) -> QuerySet[Document]:
    """The same now, asked of one document at a time: to find one."""
    given = giving(user).filter(document_id=OuterRef("pk"))
    return Document.objects.filter(seen_by(user), reach.reaches(user, "organization_id") | Q(Exists(given)))


def giving(user: UUID) -> QuerySet[Share]:
    """The shares that give the user something, asked of one share at a time."""
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    within = Q(to_organization__isnull=False) & reach.holds(user, "to_organization_id")
    receives = Q(user_id=user) | Q(group_id__in=reach.groups_of(user)) | within
    return shares().filter(unblocked, receives).order_by()


def seen_by(user: UUID | OuterRef, at: Moment | None = None) -> Q:
    """It is there, and not held back; who brought it sees it before that."""
    if at is None:
        return Q(withheld=False) | Q(made_by_id=user)
    let_go = Q(withheld=False) & ~Exists(_let_go_after(at).filter(document_id=OuterRef("pk")))
    return Q(made_at__lte=moment(at)) & (let_go | Q(made_by_id=user))


def _let_go_after(at: Moment) -> QuerySet[Scan]:
    return Scan.objects.filter(settled_at__gt=moment(at))


def was_there(document: Document, at: Moment | None) -> bool:
    """Whether it had come by then."""
    if at is None:
        return True
    if isinstance(at, dt.datetime):
        return document.made_at <= at
    return Document.objects.filter(pk=document.pk, made_at__lte=at).exists()


def held_back(document: Document, at: Moment | None) -> bool:
    """Whether only who brought it sees it: not scanned yet, or infected."""
    if document.withheld or at is None:
        return document.withheld
    if isinstance(at, dt.datetime):
        return bool(_held_then.rows(document=document.pk, at=at))
    return _let_go_after(at).filter(document=document).exists()


_held_then: Prepared[UUID] = Prepared(
    lambda document, at: _let_go_after(at).filter(document_id=document).values_list("pk", flat=True)[:1],
    ("document",),
    moments=("at",),
)


def sharable(user: UUID) -> QuerySet[Document]:
    """Every document on which the user now has full: those that `level_on` says so of.

    Asked of one document at a time: who is in thousands of organizations has half a million of them.
    """
    shared = fully_shared_with(user, fully_holds).filter(document_id=OuterRef("pk"))
    return Document.objects.filter(seen_by(user), fully_holds(user, "organization_id") | Q(Exists(shared)))


def sharable_among(user: UUID, documents: list[UUID]) -> set[UUID]:
    """Those of these. One query."""
    return set(_sharable_now.rows(user=user, documents=documents)) if documents else set()


_sharable_now = Prepared(
    lambda user, documents: sharable(user).filter(pk__among=documents).values_list("pk", flat=True),
    ("user",),
    lists=("documents",),
)


def fully_holds(user: UUID, column: str) -> Q:
    """The same as `fully_held`, asked of one row at a time."""
    rows = _worth_full(user)
    there = rows.filter(user_id=user, organization_id=OuterRef(column))
    theirs = Membership.objects.order_by().filter(group_id__in=reach.groups_of(user)).values("pk")
    through = rows.filter(pk__in=theirs).values("organization_id")
    return Q(Exists(there)) | Q(**{f"{column}__in": through})


def _worth_full(user: UUID) -> QuerySet[Membership]:
    """The memberships whose role is worth full on every document, if the user is not blocked."""
    roles = [role for role, level in OF_ROLE.items() if level == Level.FULL]
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    return reach.memberships().filter(unblocked, role__in=roles).order_by()


def fully_held(user: UUID, column: str) -> Q:
    """The organization in `column` is one where a role of theirs is worth full on every document.

    Said with two lists: one list of lists is more than SQLite's parser takes inside another question.
    """
    rows = _worth_full(user)
    groups = reach.groups_of(user)
    direct = rows.filter(user_id=user).values("organization_id")
    through = rows.filter(group_id__in=groups).values("organization_id")
    return Q(**{f"{column}__in": direct}) | Q(**{f"{column}__in": through})


def fully_shared_with(user: UUID, held: Callable[[UUID, str], Q] = fully_held) -> QuerySet[Share]:
    """The shares worth full to the user. `held`: which way their organizations are asked for."""
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    groups = reach.groups_of(user)
    receives = Q(user_id=user) | Q(group_id__in=groups) | held(user, "to_organization_id")
    return shares().filter(receives, unblocked, level=Level.FULL)


def levels(user: UUID, document: UUID, at: Moment | None = None) -> QuerySet[Any, tuple[int]]:
    """The levels that the user has on the document, by every path."""
    there = Document.objects.filter(seen_by(user, at), pk=document)
    place = there.values("organization_id")
    held = reach.held_by(user, at).filter(organization_id__in=place).values_list(of_role("role"))
    kept = reach.kept(at).filter(user_id=user, organization_id__in=place).values_list(_level(Level.VIEW))
    given = shared_with(user, at).filter(document_id__in=there.values("pk")).values_list("worth")
    return held.union(kept, given)


def _levels_of_one(user: UUID, document: UUID) -> QuerySet[Any, tuple[int]]:
    """The same now, asked of what hangs on the document: who is in thousands of organizations is not looked through."""
    there = Document.objects.filter(seen_by(user), pk=document)
    place = there.values("organization_id")
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    groups = reach.groups_of(user)
    rows = reach.memberships().filter(unblocked, organization_id__in=place).order_by()
    held = rows.filter(user_id=user).values_list(of_role("role"))
    through = rows.filter(group_id__in=groups).values_list(of_role("role"))
    kept = reach.kept().filter(user_id=user, organization_id__in=place).values_list(_level(Level.VIEW))
    given = giving(user).filter(document_id__in=there.values("pk"))
    return held.union(through, kept.order_by(), given.annotate(worth=worth(user)).values_list("worth"))


_levels_now = Prepared(_levels_of_one, names=("user", "document"))


def level_on(user: UUID, document: UUID, at: Moment | None = None) -> int | None:
    """The highest level that the user has on the document; None: no access. One query."""
    now = at is None
    rows = _levels_now.tuples(user=user, document=document) if now else levels(user, document, at)
    return max((level for (level,) in rows), default=None)


class Path(NamedTuple):
    """One way in which a person reaches a document; without `share` it is a role in the organization."""

    person: UUID
    level: int
    share: UUID | None = None


def audience(document: Document, at: Moment | None = None) -> list[Path]:
    """Who reaches the document, a person once for each path. Four queries, and one for each organization shared with."""
    if not was_there(document, at):
        return []
    if held_back(document, at):
        return [Path(*row) for row in _bringers(document, at)]
    within = [
        Path(row["person"], OF_ROLE[row["role"]]) for row in reach.audience(document.organization_id, at)
    ]
    given = shares(at).filter(document=document)
    return within + _own(given, at) + _of_groups(given, at) + _of_organizations(given, at)


def _bringers(document: Document, at: Moment | None) -> list[tuple[UUID, int]]:
    """Of a withheld document: who brought it, for as long as they reach it."""
    user = document.made_by_id
    level = level_on(user, document.pk, at) if user else None
    return [(user, level)] if user and level else []


def _own(given: QuerySet[Share], at: Moment | None) -> list[Path]:
    rows = given.filter(~reach.blocked("user_id", at), user__isnull=False)
    return [Path(*row) for row in rows.values_list("user_id", "level", "pk")]


def _of_groups(given: QuerySet[Share], at: Moment | None) -> list[Path]:
    held = {group: (level, pk) for group, level, pk in given.values_list("group_id", "level", "pk") if group}
    places = reach.places(at).filter(~reach.blocked("user_id", at), group_id__in=held)
    return [Path(person, *held[group]) for person, group in places.values_list("user_id", "group_id")]


def _of_organizations(given: QuerySet[Share], at: Moment | None) -> list[Path]:
    rows = given.filter(to_organization__isnull=False).values_list("to_organization_id", "level", "pk")
    return [
        Path(row["person"], min(level, OF_ROLE[row["role"]]), pk)
        for organization, level, pk in rows
        for row in reach.holders(organization, at)
    ]
