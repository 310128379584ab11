"""Why somebody reaches an organization or a document at a moment, or why not (domain 8.4).

Every path with the rows that it rests on, also those that give nothing: asked, suspended, to come, ended. Whether a row
holds is asked of the very parts that `reach` and `documents` are made of; a test holds the sum to them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.db.models import QuerySet

from kantoor.access import documents as reached
from kantoor.access.grounds import Obstacle, Row, Rows, Why
from kantoor.accounts.models import User
from kantoor.documents.models import Document
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Request
from kantoor.kernel.alike import asked
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share


@dataclass(frozen=True)
class Path:
    """One way to it; `worth` is the role or the level that it gives, or would give without its obstacle."""

    worth: int
    membership: Membership | None = None
    place: GroupMembership | None = None
    share: Share | None = None
    request: Request | None = None
    kept: bool = False
    obstacle: Obstacle | None = None

    @property
    def holds(self) -> bool:
        return self.obstacle is None

    @property
    def rows(self) -> list[Row]:
        every: tuple[Row | None, ...] = (self.place, self.membership, self.share)
        return [row for row in every if row is not None]

    @property
    def until(self) -> dt.datetime | None:
        """When it ends by itself."""
        return (
            None if self.kept else min((row.expires_at for row in self.rows if row.expires_at), default=None)
        )

    @property
    def order(self) -> tuple[bool, int, int, float]:
        """What holds first, the strongest and the lasting before the others."""
        why = self.obstacle.why.order if self.obstacle else 0
        return (not self.holds, why, -self.worth, -(self.until.timestamp() if self.until else float("inf")))


@dataclass(frozen=True)
class Answer:
    """What a person has at a moment, and by which paths; `worth` None: nothing. `address`: where the asker may know it."""

    person: User
    paths: list[Path]
    then: dt.datetime
    questions: list[Request]
    block: Obstacle | None = None
    address: str = ""

    @property
    def holding(self) -> list[Path]:
        return [path for path in self.paths if path.holds]

    @property
    def worth(self) -> int | None:
        return max((path.worth for path in self.holding), default=None)

    def without(self, path: Path) -> int | None:
        """What remains when this path ends (domain 7.6)."""
        return max((other.worth for other in self.holding if other is not path), default=None)


@dataclass(frozen=True)
class Bond:
    """What two companies have with each other, and as what the person was put forward."""

    partnership: Partnership
    live: bool
    participant: Participant | None


def of_organization(
    organization: Organization, people: Sequence[User], at: dt.datetime | None = None
) -> dict[UUID, Answer]:
    """For each of the people their role and its paths. At most six queries, whatever their number."""
    rows = Rows(organization, None, people, at or now(), at)
    return {person.pk: _answer(rows, person, _roles(rows, organization.pk, person)) for person in people}


def of_document(
    document: Document, people: Sequence[User], at: dt.datetime | None = None
) -> dict[UUID, Answer]:
    """For each of the people their level and its paths. At most seven queries, whatever their number."""
    rows = Rows(document.organization, document, people, at or now(), at)
    return {
        person.pk: _answer(rows, person, _levels(rows, document.organization_id, person)) for person in people
    }


def _answer(rows: Rows, person: User, found: Iterable[Path]) -> Answer:
    paths = sorted(found, key=lambda path: path.order)
    return Answer(person, paths, rows.then, rows.questions.get(person.pk, []), rows.suspended(person))


def _levels(rows: Rows, organization: UUID, person: User) -> Iterator[Path]:
    """The roles in the document's organization as levels, and the shares."""
    for path in _roles(rows, organization, person):
        yield _worth(path, _level(path))
    for share in rows.shares_with(person.pk):
        yield _path(rows, person, share.level, share=share)
    for share in rows.shares_with_groups():
        yield from _through_group(rows, person, share.level, share=share)
    for share in rows.shares_with_organizations():
        assert share.to_organization_id is not None
        for path in _roles(rows, share.to_organization_id, person, kept=False):
            worth = min(share.level, _level(path))
            yield _path(rows, person, worth, path.membership, path.place, share, path.request)


def _roles(rows: Rows, organization: UUID, person: User, kept: bool = True) -> Iterator[Path]:
    """Every membership of their own and of groups in this organization; and what asks for one."""
    last = rows.kept.get(person.pk) if kept else None
    if last is not None:
        yield Path(OrganizationRole.VIEWER, last, kept=True, obstacle=rows.withheld(person))
    for membership in rows.memberships_of(organization, person.pk):
        if last is None or membership.pk != last.pk:
            yield _path(rows, person, membership.role, membership)
    for membership in rows.memberships_of_groups(organization):
        yield from _through_group(rows, person, membership.role, membership)
    for request in rows.asked_into(organization, person.pk):
        if request.role is not None:
            yield _path(rows, person, request.role, request=request)


def _through_group(
    rows: Rows,
    person: User,
    worth: int,
    membership: Membership | None = None,
    share: Share | None = None,
) -> Iterator[Path]:
    """What a group has, for each place of the person in it; and what asks for one."""
    row = membership or share
    assert row is not None and row.group_id is not None
    for place in rows.places_in(row.group_id, person.pk):
        yield _path(rows, person, worth, membership, place, share)
    for request in rows.asked_into(row.group_id, person.pk):
        yield _path(rows, person, worth, membership, None, share, request)


def _path(
    rows: Rows,
    person: User,
    worth: int,
    membership: Membership | None = None,
    place: GroupMembership | None = None,
    share: Share | None = None,
    request: Request | None = None,
) -> Path:
    """With the first of what stands in its way: the rows, then an answer that waits, then the person."""
    every: tuple[Row | None, ...] = (place, membership, share)
    given = [row for row in every if row is not None]
    obstacles = chain(
        (rows.obstacle(row) for row in given),
        [rows.unanswered(request) if request else None, rows.suspended(person), rows.withheld(person)],
    )
    obstacle = next((one for one in obstacles if one is not None), None)
    return Path(worth, membership, place, share, request, obstacle=obstacle)


def _worth(path: Path, worth: int) -> Path:
    return Path(worth, path.membership, path.place, None, path.request, path.kept, path.obstacle)


def _level(path: Path) -> int:
    return reached.OF_ROLE[OrganizationRole(path.worth)]


@dataclass(frozen=True)
class _Pair:
    """Of companies, or a partnership and the company of its participants; now, or `at` a moment."""

    one_id: UUID
    other_id: UUID
    at: dt.datetime | None


def bond(organization: Organization, person: User, at: dt.datetime | None = None) -> Bond | None:
    """The partnership between the organization's company and the person's, the last one if none is live. Two queries."""
    low, high = sorted((organization.environment_id, person.environment_id))
    found = asked(_begun, _Pair(low, high, at)).rows()
    if not found or low == high:
        return None
    partnership = found[0]
    rows = asked(_put_forward, _Pair(partnership.pk, person.environment_id, at)).rows()
    mine = next((row for row in rows if row.user_id in (person.pk, None)), None)
    return Bond(partnership, partnership.is_open(at or now()), mine)


def _begun(pair: _Pair) -> QuerySet[Partnership]:
    rows = Partnership.objects.filter(low_id=pair.one_id, high_id=pair.other_id)
    rows = rows.filter(valid_from__lte=pair.at) if pair.at else rows
    return rows.select_related("low", "high", "ended_by").order_by("-valid_from")[:1]


def _put_forward(pair: _Pair) -> QuerySet[Participant]:
    rows = Participant.objects.live(pair.at).filter(partnership_id=pair.one_id, environment_id=pair.other_id)
    return rows.select_related("began_by").order_by("-user_id")


__all__ = ["Answer", "Bond", "Obstacle", "Path", "Why", "bond", "of_document", "of_organization"]
