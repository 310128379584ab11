"""Who may ask why somebody has access, about whom, and how much of the answer is theirs to know (domain 8.4).

Administrators of an organization ask about everybody whom they can choose or who has something of it; so does who has
full on a document, of whom they know. The company's administrators ask about own people and own organizations (domain
2). Who has full by a share alone learns of the shares, and anybody of themselves, which is theirs already.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import alphabet, explaining, faces, looking, reach, readers, refusals
from kantoor.access.actor import Actor
from kantoor.access.explaining import Answer, Bond, Path, Why
from kantoor.access.policy import Permission
from kantoor.access.readers import Readers
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.kernel import ids
from kantoor.kernel.errors import NotFound
from kantoor.kernel.text import words
from kantoor.organizations import seen
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.sharing.models import Share

SHOWN = 20


class Sight(IntEnum):
    """How much of an answer the asker may know."""

    ONESELF = 0
    SHARES = 1  # full by a share alone: the shares of people
    OWN_PEOPLE = 2  # administers the company, not the organization
    ACCESS = 3  # who has access and why, not who is asked
    EVERYTHING = 4


@dataclass(frozen=True)
class Inquiry:
    """One asker before one organization or document."""

    actor: Actor
    organization: Organization
    document: Document | None
    sight: Sight

    @property
    def target(self) -> Organization | Document:
        return self.document or self.organization

    @cached_property
    def candidates(self) -> Candidates:
        return Candidates(self.organization, self.actor.environment_id)

    def people(self, key: UUID | None = None) -> QuerySet[User]:
        """Whom the asker may know of, here; with `key` only that one is looked for in each of the places."""
        known = Q(pk=self.actor.user_id)
        if self.actor.may(Permission.PEOPLE_SEE):
            known |= Q(environment_id=self.actor.environment_id)
        if self.sight in (Sight.SHARES, Sight.ACCESS, Sight.EVERYTHING):
            for rows in (self.candidates.own(), self.candidates.partners(), self._holders(key)):
                one = rows.filter(pk=key) if key else rows
                known |= Q(pk__in=one.values("pk"))
        found: QuerySet[User] = User.objects.filter(known)
        if self.sight == Sight.OWN_PEOPLE:
            found = found.filter(environment_id=self.actor.environment_id)
        return found.select_related("environment")

    def _holders(self, key: UUID | None) -> QuerySet[User]:
        """Who has, or had, something of it; as far as it is told to those who see as much."""
        if self.sight == Sight.ACCESS and self.document is not None:
            askers = Q(pk__in=Request.objects.filter(document=self.document).values("asked_by_id"))
            return User.objects.filter(askers | Q(pk__in=self._readers(self.document, key)))
        shared = Share.objects.filter(user__isnull=False, organization=self.organization).order_by()
        if self.sight == Sight.SHARES:
            rows = shared.live().filter(document=self.document)
            return User.objects.filter(pk__in=rows.values("user_id"))
        members = Membership.objects.filter(organization=self.organization).order_by()
        within = GroupMembership.objects.filter(group_id__in=members.values("group_id"))
        seats: QuerySet[GroupMembership] = _seats_of(key, members) if key else within.order_by()
        about = Request.objects.filter(organization=self.organization).order_by()
        asked, asking = about.filter(to_user__isnull=False), about.filter(kind=Kind.ACCESS)
        own = members.filter(user__isnull=False)
        if key:
            own, shared = own.filter(user_id=key), shared.filter(user_id=key)
            asked, asking = asked.filter(to_user_id=key), asking.filter(asked_by_id=key)
        rest: list[Any] = [seats.values("user_id"), shared.values("user_id")]
        rest += [asked.values("to_user_id"), asking.values("asked_by_id")]
        found = Q(pk__in=own.values("user_id").union(*rest))
        if self.document is not None:  # also by a group or an organization with which it is shared
            found |= Q(pk__in=self._readers(self.document, key))
        return User.objects.filter(found)

    def _readers(self, document: Document, key: UUID | None) -> QuerySet[User, Any]:
        rows = readers.tried(document).filter(pk=key) if key else readers.people(document)
        return rows.values("pk")

    def person(self, key: object) -> User:
        """The one with this id; whom the asker may not know is not there."""
        parsed = ids.parse(key)
        found = self.people(parsed).filter(pk=parsed).first() if parsed else None
        if found is None or (self.sight == Sight.ONESELF and found.pk != self.actor.user_id):
            raise NotFound
        return found

    def search(self, text: str) -> list[User]:
        """The first whose name, addresses or company has every word; own people first."""
        rows, sought = self.people(), words(text)
        for word in sought:
            rows = rows.filter(Q(folded__contains=word) | Q(environment__folded__contains=word))
        own = rows.filter(environment_id=self.organization.environment_id).order_by("folded", "id")
        others = rows.exclude(environment_id=self.organization.environment_id).order_by("folded", "id")
        found = [*own[:SHOWN], *others[:SHOWN]]
        seen = self.addressed(found)
        return [
            one for one in found if one.pk in seen or finding.is_called(one, sought, one.environment.folded)
        ]

    def addressed(self, people: Sequence[User]) -> set[UUID]:
        """Whose mail address, which is that of today, the asker sees today."""
        others = [readers.tried(self.document)] if self.document is not None else []
        return faces.seen_now(self.actor, people, *others)

    def choosable(self, person: User) -> bool:
        """Whether they could be given something at all."""
        return bool(self.candidates.users([person.pk]))

    def ask(self, person: User, at: dt.datetime | None = None) -> Answer:
        """The answer, without what is not the asker's to know."""
        answer = _narrowed(self, explained(self, [person], at)[person.pk])
        return replace(answer, address=person.email if self.addressed([person]) else "")

    def elsewhere(self, path: Path) -> bool:
        """Whether it leads through another company's organization with which the document is shared."""
        through = path.share.to_organization if path.share else None
        return through is not None and through.environment_id != self.actor.environment_id

    def bond(self, person: User, at: dt.datetime | None = None) -> Bond | None:
        """What the two companies have with each other, for somebody from outside."""
        if person.environment_id == self.organization.environment_id:
            return None
        return explaining.bond(self.organization, person, at)


def _seats_of(person: UUID, members: QuerySet[Membership]) -> QuerySet[GroupMembership]:
    """Their places in the groups of these, each looked up: there may be very many members."""
    given = members.filter(group_id=OuterRef("group_id"))
    found: QuerySet[GroupMembership] = GroupMembership.objects.filter(Exists(given), user_id=person)
    return found.order_by()


def explained(inquiry: Inquiry, people: list[User], at: dt.datetime | None) -> dict[UUID, Answer]:
    """For each of the people, whole."""
    if inquiry.document is not None:
        return explaining.of_document(inquiry.document, people, at)
    return explaining.of_organization(inquiry.organization, people, at)


def _narrowed(inquiry: Inquiry, answer: Answer) -> Answer:
    """Who has full by a share sees the shares of people that hold; who waits to answer is told to administrators."""
    found = answer.paths
    mine = answer.person.pk == inquiry.actor.user_id
    if inquiry.sight == Sight.SHARES and not mine:
        return Answer(answer.person, _shares_alone(found), answer.then, [])
    if not mine:
        found = [path for path in found if _tellable(inquiry, path)]
    if inquiry.sight == Sight.ACCESS and not mine:
        unsaid = (Why.ASKED, Why.DECLINED, Why.LAPSED)
        found = [path for path in found if not path.obstacle or path.obstacle.why not in unsaid]
    questions = answer.questions if inquiry.sight in (Sight.EVERYTHING, Sight.ACCESS) else []
    return Answer(answer.person, found, answer.then, questions, answer.block)


def _shares_alone(found: list[Path]) -> list[Path]:
    """As the shares say; what keeps the person from it, a block by their company, is not for other receivers."""
    own = [path for path in found if path.share and path.share.user_id and path.share.holds]  # type: ignore[attr-defined]
    return [replace(path, obstacle=None) for path in own]


def _tellable(inquiry: Inquiry, path: Path) -> bool:
    """Who was in another company's organization, or is asked into it, is told to that company alone."""
    if not inquiry.elsewhere(path):
        return True
    inside = [row for row in (path.membership, path.place) if row is not None]
    return path.request is None and all(row.holds for row in inside)  # type: ignore[union-attr]  # as `grounds` annotates


def of_organization(actor: Actor, key: object) -> Inquiry:
    """About an organization that the asker may know; refused to those who administer neither it nor its company."""
    found = looking.find(actor, key, seen.by)
    if actor.may(Permission.ORGANIZATION_EXPLAIN, organization_id=found.pk):
        return Inquiry(actor, found, None, Sight.EVERYTHING)
    if actor.may(Permission.PEOPLE_SEE, found.environment_id):
        return Inquiry(actor, found, None, Sight.OWN_PEOPLE)
    return Inquiry(actor, found, None, Sight.ONESELF)


def of_document(actor: Actor, key: object) -> Inquiry:
    """About a document that the asker sees."""
    found = looking.find(actor, key, documents.visible_to)
    if not actor.may(Permission.DOCUMENT_EXPLAIN, document_id=found.pk):
        return Inquiry(actor, found.organization, found, Sight.ONESELF)
    role = reach.role_in(actor.user_id, found.organization_id)
    sight = Sight.SHARES if role is None else Sight.ACCESS
    if role == OrganizationRole.ADMINISTRATOR:
        sight = Sight.EVERYTHING
    return Inquiry(actor, found.organization, found, sight)


def require_others(inquiry: Inquiry) -> None:
    """Refused, with who can help, to those who may ask about themselves only."""
    if inquiry.sight == Sight.ONESELF:
        paper = inquiry.document
        permission = Permission.DOCUMENT_EXPLAIN if paper else Permission.ORGANIZATION_EXPLAIN
        raise refusals.refused(permission, inquiry.actor.environment_id, inquiry.organization, paper)


def about(inquiry: Inquiry, key: object) -> User:
    """The person asked about: oneself, or another whom the asker may know."""
    if ids.parse(key) != inquiry.actor.user_id:
        require_others(inquiry)
    return inquiry.person(key)


def audience(inquiry: Inquiry, at: dt.datetime | None, most: int) -> list[Answer]:
    """Those who reach it at the moment, the first by name, each with their paths; nobody for who may not know."""
    if inquiry.sight not in (Sight.ACCESS, Sight.EVERYTHING):
        return []
    people = _there(inquiry, at, most)
    return [answer for answer in explained(inquiry, people, at).values() if answer.worth is not None]


def _there(inquiry: Inquiry, at: dt.datetime | None, most: int) -> list[User]:
    if inquiry.document is not None:
        return readers.page(inquiry.document, size=most, at=at).rows
    return alphabet.page(Readers(inquiry.organization.pk, at=at), size=most).rows
