"""Who may ask why somebody has access, about whom, and how much of the answer is theirs to know (domain 8.4).

Administrators of an organization ask about everybody whom they can choose or who has something of it; so does who has
full on a document, of whom they know. The company's administrators ask about own people and own organizations (domain
2). Who has full by a share alone learns of the shares, and anybody of themselves, which is theirs already.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from uuid import UUID

from kantoor.access import alphabet, explaining, faces, looking, reach, readers, refusals
from kantoor.access.actor import Actor
from kantoor.access.explaining import Answer, Bond, Path, Why
from kantoor.access.policy import Permission
from kantoor.access.readers import Readers
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.kernel import ids
from kantoor.kernel.errors import NotFound
from kantoor.kernel.text import words
from kantoor.organizations import seen
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.sharing import named
from kantoor.sharing.known import Known, Sight

SHOWN = 20


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

    @cached_property
    def known(self) -> Known:
        """Whom the asker may know of, here."""
        actor, house = self.actor, self.organization.environment_id
        return Known(
            asker_id=actor.user_id,
            side_id=actor.environment_id,
            outside_id=actor.environment_id if actor.environment_id != house else None,
            organization_id=self.organization.pk,
            house_id=house,
            document_id=self.document.pk if self.document else None,
            sight=self.sight,
            oversees=actor.may(Permission.PEOPLE_SEE),
        )

    def person(self, key: object) -> User:
        """The one with this id; whom the asker may not know is not there."""
        parsed = ids.parse(key)
        found = self.known.find(parsed) if parsed else []
        if not found or (self.sight == Sight.ONESELF and parsed != self.actor.user_id):
            raise NotFound
        return found[0]

    def search(self, text: str) -> list[User]:
        """The first whose name, addresses or company has every word; own people first."""
        sought = words(text)
        found = [one for own in (True, False) for one in named.first(self.known, sought, SHOWN, own)]
        seen = self.addressed(found)
        return [
            one for one in found if one.pk in seen or finding.is_called(one, sought, one.environment.folded)
        ]

    def addressed(self, people: Sequence[User]) -> set[UUID]:
        """Whose mail address, which is that of today, the asker sees today."""
        others = [partial(readers.among, self.document)] if self.document is not None else []
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
