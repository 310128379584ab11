"""The rules of `access.documents`, as reasons in words: by which paths somebody reaches a document (domain 7.5, 8.4)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.access.actor import Actor
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
    side: UUID | None = None

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

    def told(self, reader: Actor | None) -> list[str]:
        """The same to who reads: a group of another company's is named to its own people, and to who is in it."""
        known = reader is None or self.person == reader.user_id or self.side in (None, reader.environment_id)
        return self.steps if known else [_("via a group of theirs"), self.organization]


@dataclass(frozen=True)
class Way:
    """One path of one person to a document; without `share` it is a role in the document's organization."""

    person: UUID
    level: int
    steps: tuple[str, ...]
    until: dt.datetime | None = None
    share: Share | None = None


def ways(
    document: Document,
    people: Collection[UUID] | None = None,
    at: Moment | None = None,
    reader: Actor | None = None,
) -> list[Way]:
    """Every path of these people (None: of everybody), strongest first. Four queries, and some for each share.

    `reader`: to whom they are told.
    """
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
    shares = _shares_now.rows(document=document.pk) if at is None else _shares(document.pk, at)
    for share in shares:
        found += _of_share(share, people, at, reader)
    return sorted(found, key=lambda way: -way.level)


def _shares(document: UUID, at: Moment | None) -> "QuerySet[Share]":
    rows = reached.shares(at).filter(document_id=document)
    return rows.select_related("began_by", "group", "to_organization")


_shares_now: Prepared[Share] = Prepared(lambda document: _shares(document, None))


def _of_share(
    share: Share, people: Collection[UUID] | None, at: Moment | None, reader: Actor | None
) -> Iterable[Way]:
    by = given(share)
    if share.to_organization is not None:
        for one in _held(share.to_organization.pk, share.to_organization.name, people, at):
            level = min(share.level, reached.OF_ROLE[OrganizationRole(one.role)])
            until = _sooner(one.until, share.expires_at)
            yield Way(one.person, level, (*one.told(reader), by), until, share)
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
    if at is None and people is not None:
        direct = _direct_now.rows(organization=organization, people=people)
        through = _through_now.rows(organization=organization)
    else:
        rows = _direct(organization, at).filter(user__isnull=False)
        direct, through = list(_narrow(rows, people)), list(_through(organization, at))
    found = [Held(person, role, name, until=until) for person, role, until in direct]
    for group, called, side, role, until in through:
        found += [
            Held(person, role, name, called, _sooner(until, end), side=side)
            for person, end in _within(group, people, at)
        ]
    return found


def _direct(organization: UUID, at: Moment | None) -> "QuerySet[Any, Any]":
    """To be narrowed to those with a user."""
    rows = reach.memberships(at).filter(~reach.blocked("user_id", at), organization_id=organization)
    return rows.values_list("user_id", "role", "expires_at")


def _through(organization: UUID, at: Moment | None) -> "QuerySet[Any, Any]":
    rows = reach.memberships(at).filter(organization_id=organization, group__isnull=False)
    return rows.values_list("group_id", "group__name", "group__environment_id", "role", "expires_at")


# That there is a user is not said: SQLite then looks at every member, where only some are asked for.
_direct_now: Prepared[Any] = Prepared(
    lambda organization, people: _direct(organization, None).filter(user_id__among=people),
    ("organization",),
    lists=("people",),
)
_through_now: Prepared[Any] = Prepared(lambda organization: _through(organization, None))


def _within(
    group: UUID, people: Collection[UUID] | None, at: Moment | None
) -> "Iterable[tuple[UUID, dt.datetime | None]]":
    """Who has a place in a group that gives something."""
    if at is None and people is not None:
        return _within_now.rows(group=group, people=people)
    return list(_narrow(_seats(group, at), people))


def _seats(group: UUID, at: Moment | None) -> "QuerySet[Any, tuple[UUID, dt.datetime | None]]":
    rows = reach.places(at).filter(~reach.blocked("user_id", at), group_id=group)
    return rows.values_list("user_id", "expires_at")


_within_now: Prepared[Any] = Prepared(
    lambda group, people: _seats(group, None).filter(user_id__among=people), ("group",), lists=("people",)
)


def _kept(document: Document, people: Collection[UUID] | None, at: Moment | None) -> list[Held]:
    name, viewer = document.organization.name, OrganizationRole.VIEWER
    if at is None and people is not None:
        found = _last_now.rows(organization=document.organization_id, people=people)
    else:
        found = list(_narrow(_last(document.organization_id, at), people))
    return [Held(person, viewer, name, last=True) for (person,) in found]


def _last(organization: UUID, at: Moment | None) -> "QuerySet[Any, tuple[UUID]]":
    rows = reach.kept(at).filter(organization_id=organization, user__isnull=False)
    return rows.values_list("user_id")


_last_now: Prepared[Any] = Prepared(
    lambda organization, people: _last(organization, None).filter(user_id__among=people),
    ("organization",),
    lists=("people",),
)


def _narrow(rows: "QuerySet[Any]", people: Collection[UUID] | None) -> "QuerySet[Any]":
    return rows if people is None else rows.filter(user_id__in=people)


def _sooner(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return min((end for end in (one, other) if end), default=None)
