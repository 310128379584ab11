"""Who has access to a document and why, as far as the asker may know (domain 7.5).

Its organization's members see everybody; who has full by a share sees the shares, which they may withdraw; any other
reader sees their own paths.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kantoor.access import documents as reached
from kantoor.access import groups, paths, reach
from kantoor.access import readers as audience
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.standing import Standing
from kantoor.accounts.models import User
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.groups.models import Group
from kantoor.kernel import pages
from kantoor.kernel.alike import asked
from kantoor.kernel.errors import Refused
from kantoor.kernel.prepared import Prepared
from kantoor.organizations import memberships
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.sharing import shares
from kantoor.sharing.models import Level, Share
from kantoor.sharing.receivers import Holder

SHOWN, MOST_SHARES, MOST_COUNTED = 6, 100, 5_000


@dataclass(frozen=True)
class Row:
    """Somebody with access: a person, group or organization, at which level, by which path, until when."""

    name: str
    level: Level
    steps: list[str]
    about: str = ""
    company: str = ""
    outside: bool = False
    kind: str = "person"
    until: dt.datetime | None = None
    you: bool = False
    share: UUID | None = None
    user: UUID | None = None
    also: list[list[str]] = field(default_factory=list)
    own: UUID | None = None


@dataclass(frozen=True)
class Access:
    """What the asker sees of it; `count`: how many people there are, where it was counted; `own`: their own share.

    `inside`: how many of the last rows are members.
    """

    rows: list[Row]
    everybody: bool
    may_share: str
    count: int | None = None
    own: UUID | None = None
    inside: int = 0

    @property
    def explains(self) -> bool:
        """Who has full may ask why somebody has access (domain 8.4)."""
        return not self.may_share


def of(at: Standing) -> Access:
    """The first rows: the asker, then what is shared, then members."""
    actor, document = at.actor, at.document
    member, refusal = at.is_member, at.why_not(Permission.DOCUMENT_SHARE)
    rows = _persons(actor, document, [actor.user])
    given = _given_now.rows(document=document.pk) if member or not refusal else []
    rows += [
        _of_share(one, document, sizes)
        for sizes in [groups.sizes([one.group_id for one in given if one.group_id])]
        for one in given
        if one.user_id != actor.user_id
    ]
    counted, inside = None, list[Row]()
    if member:
        inside = _members(actor, document, max(SHOWN - len(rows), 1))
        few = memberships.count(document.organization) <= memberships.COUNTED
        counted = audience.count(document, MOST_COUNTED) if few else None
    own = next((row.own for row in rows if row.you), None)
    return Access([*rows, *inside], member, refusal, counted, own, len(inside))


_given_now: Prepared[Share] = Prepared(lambda document: shares.of(document)[:MOST_SHARES])


def readers(actor: Actor, document: Document, cursor: str = "") -> tuple[pages.Page[User], list[Row]]:
    """Everybody with access, each with every path; for the organization's members."""
    if not documents.is_member(actor, document):
        said = _("Who else has access is shown to the members of %(name)s.")
        raise Refused(said % {"name": document.organization.name})
    page = audience.page(document, cursor)
    return page, _persons(actor, document, page.rows)


def _persons(actor: Actor, document: Document, people: list[User]) -> list[Row]:
    """A row for each, by the strongest path, with the others beneath."""
    every: dict[UUID, list[paths.Way]] = {person.pk: [] for person in people}
    for way in paths.ways(document, list(every), reader=actor):
        every[way.person].append(way)
    return [_person(actor, document, person, every[person.pk]) for person in people if every[person.pk]]


def _person(actor: Actor, document: Document, person: User, ways: list[paths.Way]) -> Row:
    first = ways[0]
    own = next((way.share for way in ways if way.share and way.share.user_id == person.pk), None)
    return Row(
        name=person.name,
        level=Level(first.level),
        steps=list(first.steps),
        about=person.email,
        company=person.environment.name,
        outside=person.environment_id != document.organization.environment_id,
        until=first.until,
        you=person.pk == actor.user_id,
        user=person.pk,
        share=own.pk if own and own == first.share else None,
        also=[list(way.steps) for way in ways[1:]],
        own=own.pk if own else None,
    )


def longer(actor: Actor, document: Document, access: Access, most: int) -> Access:
    """The same with more of the members."""
    others = access.rows[: len(access.rows) - access.inside]
    wanted = max(most - len(others), 1)
    if access.inside < max(SHOWN - len(others), 1) or wanted <= access.inside:
        return access
    inside = _members(actor, document, wanted)
    return replace(access, rows=[*others, *inside], inside=len(inside))


@dataclass(frozen=True)
class _First:
    """Of the memberships of an organization, to somebody else than `user_id` (kernel.alike)."""

    organization_id: UUID
    user_id: UUID
    most: int

    def rows(self) -> QuerySet[Membership]:
        """By name."""
        rows = reach.memberships().filter(~reach.blocked("user_id"), organization_id=self.organization_id)
        others = rows.exclude(user_id=self.user_id).order_by("name_key", "id")
        return others.select_related("user__environment", "group__partnership")[: self.most]


def _members(actor: Actor, document: Document, most: int) -> list[Row]:
    """The first memberships by name, groups as one row."""
    if document.withheld:
        return []
    found: list[Membership] = asked(_First.rows, _First(document.organization_id, actor.user_id, most)).rows()
    sizes = groups.sizes([one.group_id for one in found if one.group_id])
    return [_of_membership(one, document.organization, sizes) for one in found]


def _of_membership(row: Membership, organization: Organization, sizes: dict[UUID, int]) -> Row:
    role = OrganizationRole(row.role)
    held = paths.Held(row.user_id or row.pk, role, organization.name)
    steps = [_size(sizes[row.group_id]), organization.name] if row.group_id else held.steps
    return Row(
        steps=steps,
        level=Level(reached.OF_ROLE[role]),
        until=row.expires_at,
        **_holder(memberships.holder_of(row), organization.environment_id),
    )


def _of_share(row: Share, document: Document, sizes: dict[UUID, int]) -> Row:
    steps = [paths.given(row)]
    if row.group_id:
        steps = [_size(sizes[row.group_id]), *steps]
    if row.to_organization_id:
        steps = [_("its members"), *steps]
    return Row(
        steps=steps,
        level=Level(row.level),
        until=row.expires_at,
        share=row.pk,
        **_holder(shares.holder_of(row), document.organization.environment_id),
    )


def _holder(holder: Holder, ours: UUID) -> dict[str, Any]:
    """Name, company, mark and picture of who has it."""
    if isinstance(holder, Group):
        return {"name": holder.name, "kind": "group", "outside": holder.partnership_id is not None}
    kind = "person" if isinstance(holder, User) else "company"
    company = holder.environment.name
    outside = holder.environment_id != ours
    user = holder if isinstance(holder, User) else None
    about = user.email if user else ""
    given = {"name": holder.name, "kind": kind, "outside": outside, "company": company, "about": about}
    return given | {"user": user.pk if user else None}


def _size(people: int) -> str:
    return ngettext("group of %(n)d", "group of %(n)d", people) % {"n": people}


@dataclass(frozen=True)
class Shared:
    """A share as a line of a list: which document, with whom."""

    share: Share
    row: Row

    @property
    def document(self) -> Document:
        return self.share.document


def described(share: Share, actor: Actor) -> Shared:
    """With words; `outside` is seen from the document's organization."""
    holder = _holder(shares.holder_of(share), share.organization.environment_id)
    level = Level(getattr(share, "worth", share.level))
    you = share.user_id == actor.user_id
    row = Row(
        steps=[paths.given(share)], level=level, until=share.expires_at, you=you, share=share.pk, **holder
    )
    return Shared(share, row)
