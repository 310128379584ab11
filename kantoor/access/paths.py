"""The rules of `access.documents`, as reasons in words: by which paths somebody reaches a document (domain 7.5, 8.4)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.documents.models import Document
from kantoor.kernel.clock import Moment
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level, Share


@dataclass(frozen=True)
class Held:
    """A role that somebody has in an organization, by their own membership or a group's."""

    person: UUID
    role: int
    organization: str
    group: str = ""
    until: dt.datetime | None = None
    last: bool = False

    @property
    def steps(self) -> list[str]:
        """administrator of Jansen Bouw BV; or: via group Finance ← Jansen Bouw BV."""
        if self.group:
            return [_("via group %(group)s") % {"group": self.group}, self.organization]
        if self.last:
            return [_("last administrator of %(organization)s") % {"organization": self.organization}]
        role = str(OrganizationRole(self.role).label).lower()
        said = _("%(role)s of %(organization)s")
        return [said % {"role": role, "organization": self.organization}]


@dataclass(frozen=True)
class Way:
    """One path of one person to a document; without `share` it is a role in the document's organization."""

    person: UUID
    level: int
    steps: tuple[str, ...]
    until: dt.datetime | None = None
    share: Share | None = None


def ways(document: Document, people: Collection[UUID] | None = None, at: Moment | None = None) -> list[Way]:
    """Every path of these people (None: of everybody), strongest first. Four queries, and some for each share."""
    if not reached.was_there(document, at):
        return []
    if reached.held_back(document, at):
        brought = {document.made_by_id} - {None}
        people = brought if people is None else brought & set(people)  # type: ignore[assignment]
    name = document.organization.name
    held = [*_held(document.organization_id, name, people, at), *_kept(document, people, at)]
    found = [
        Way(one.person, reached.OF_ROLE[OrganizationRole(one.role)], tuple(one.steps), one.until)
        for one in held
    ]
    rows = reached.shares(at).filter(document=document)
    for share in rows.select_related("began_by", "group", "to_organization"):
        found += _of_share(share, people, at)
    return sorted(found, key=lambda way: -way.level)


def _of_share(share: Share, people: Collection[UUID] | None, at: Moment | None) -> Iterable[Way]:
    by = given(share)
    if share.to_organization is not None:
        for one in _held(share.to_organization.pk, share.to_organization.name, people, at):
            level = min(share.level, reached.OF_ROLE[OrganizationRole(one.role)])
            yield Way(one.person, level, (*one.steps, by), _sooner(one.until, share.expires_at), share)
    elif share.group is not None:
        via = _("via group %(group)s") % {"group": share.group.name}
        for person, until in _within(share.group.pk, people, at):
            yield Way(person, share.level, (via, by), _sooner(until, share.expires_at), share)
    elif people is None or share.user_id in people:
        mine = Share.objects.filter(~reach.blocked("user_id", at), pk=share.pk)
        if share.user_id and mine.exists():
            yield Way(share.user_id, share.level, (by,), share.expires_at, share)


def lasts(user: UUID, document: Document) -> dt.datetime | None:
    """Until when the person may share the document, where only shares with an end let them; None: no end is known.

    A role gives in the organization's name, so when the role ends is no matter.
    """
    full = [way for way in ways(document, [user]) if way.level == Level.FULL]
    ends = [way.until for way in full if way.share is not None and way.until is not None]
    return max(ends) if ends and len(ends) == len(full) else None


def given(share: Share) -> str:
    """shared by Piet."""
    by = share.began_by
    return _("shared by %(name)s") % {"name": by.name} if by else _("shared")


def _held(organization: UUID, name: str, people: Collection[UUID] | None, at: Moment | None) -> list[Held]:
    """What `reach.holders` says, with names."""
    rows = reach.memberships(at).filter(organization_id=organization)
    direct = _narrow(rows.filter(~reach.blocked("user_id", at), user__isnull=False), people)
    columns = direct.values_list("user_id", "role", "expires_at")
    found = [Held(person, role, name, until=until) for person, role, until in columns]
    through = rows.filter(group__isnull=False).values_list("group_id", "group__name", "role", "expires_at")
    for group, called, role, until in through:
        found += [
            Held(person, role, name, called, _sooner(until, end))
            for person, end in _within(group, people, at)
        ]
    return found


def _within(
    group: UUID, people: Collection[UUID] | None, at: Moment | None
) -> "QuerySet[Any, tuple[UUID, dt.datetime | None]]":
    """Who has a place in a group that gives something."""
    rows = reach.places(at).filter(~reach.blocked("user_id", at), group_id=group)
    return _narrow(rows, people).values_list("user_id", "expires_at")


def _kept(document: Document, people: Collection[UUID] | None, at: Moment | None) -> list[Held]:
    rows = reach.kept(at).filter(organization_id=document.organization_id, user__isnull=False)
    name, viewer = document.organization.name, OrganizationRole.VIEWER
    found = _narrow(rows, people).values_list("user_id", flat=True)
    return [Held(person, viewer, name, last=True) for person in found]


def _narrow(rows: "QuerySet[Any]", people: Collection[UUID] | None) -> "QuerySet[Any]":
    return rows if people is None else rows.filter(user_id__in=people)


def _sooner(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return min((end for end in (one, other) if end), default=None)


def people(document: Document, at: Moment | None = None) -> QuerySet[User]:
    """Everybody who reaches the document, each once; for pages of them."""
    if not reached.was_there(document, at):
        return User.objects.none()
    found = _everybody(document.pk, document.organization_id, at)
    return found.filter(pk__in=[document.made_by_id]) if reached.held_back(document, at) else found


def some(document: Document, most: int, company: UUID | None = None) -> list[User]:
    """The first of them by name, with their environments; `company`: of this environment alone. One quick query."""
    if document.withheld:
        rows = people(document).filter(**{"environment_id": company} if company else {})
        return list(rows.select_related("environment").order_by("folded", "id")[:most])
    place = {"document": document.pk, "organization": document.organization_id}
    if company is None:
        return _some(most).rows(**place)
    return _some_of_one(most).rows(**place, environment=company)


@cache
def _some(most: int) -> Prepared[User]:
    return Prepared(lambda document, organization: _named(_everybody(document, organization))[:most])


@cache
def _some_of_one(most: int) -> Prepared[User]:
    def found(document: UUID, organization: UUID, environment: UUID) -> QuerySet[User]:
        return _named(_everybody(document, organization)).filter(environment_id=environment)[:most]

    return Prepared(found)


def _named(rows: QuerySet[User]) -> QuerySet[User]:
    return rows.select_related("environment").order_by("folded", "id")


def count(document: Document, most: int) -> int:
    """How many they are; `most` for more."""
    if document.withheld:
        return people(document).count()
    return len(_keys(most).tuples(document=document.pk, organization=document.organization_id))


@cache
def _keys(most: int) -> Prepared[Any]:
    return Prepared(
        lambda document, organization: _everybody(document, organization).values_list("pk")[:most]
    )


def _everybody(document: UUID, organization: UUID, at: Moment | None = None) -> QuerySet[User]:
    given = reached.shares(at).filter(document_id=document).order_by()
    inside = reach.memberships(at).filter(organization_id=organization)
    across = reach.memberships(at).filter(organization_id__in=given.values("to_organization_id"))
    places = reach.places(at)
    kept = reach.kept(at).filter(organization_id=organization)
    ids = (
        inside.filter(user__isnull=False)
        .values("user_id")
        .union(
            across.filter(user__isnull=False).values("user_id"),
            kept.filter(user__isnull=False).values("user_id"),
            given.filter(user__isnull=False).values("user_id"),
            places.filter(group_id__in=inside.values("group_id")).values("user_id"),
            places.filter(group_id__in=across.values("group_id")).values("user_id"),
            places.filter(group_id__in=given.values("group_id")).values("user_id"),
        )
    )
    return User.objects.filter(~reach.blocked("pk", at), pk__in=ids)
