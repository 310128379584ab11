"""The people whom an entry concerns and who are still allowed to know."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from kantoor.access import documents as reached
from kantoor.access import groups, reach
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.groups.models import CLOSED, GroupMembership
from kantoor.inbox.models import Kind, RequestState
from kantoor.notifications.table import Page, Telling, Whom
from kantoor.notifications.wording import Told
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.sharing.models import Level, Share

Pair = tuple[Told, Telling]
JUST_BEFORE = dt.timedelta(seconds=1)


def of(told: Iterable[Told]) -> list[tuple[Told, Telling, list[User]]]:
    """For every entry and telling the people; blocked and removed ones and the doer are left out.

    The number of queries grows with the organizations and companies concerned, not with the entries.
    """
    pairs = [(one, telling) for one in told for telling in one.tellings]
    found = _Found(pairs)
    ids = {id(pair): found.people(*pair) for pair in pairs}
    users = _active(set().union(*ids.values()))
    return [
        (one, telling, [users[pk] for pk in sorted(ids[id(pair)]) if pk in users])
        for pair in pairs
        for one, telling in [pair]
    ]


class _Found:
    """Looks up every organization and company once."""

    def __init__(self, pairs: Collection[Pair]) -> None:
        self._administrators = lru_cache(None)(_administrators)
        self._members = lru_cache(None)(_members)
        self._former = lru_cache(None)(_former)
        self._relations = lru_cache(None)(_relations)
        self._groups = _groups(pairs)
        self._reaching = _reaching(pairs)

    def people(self, told: Told, telling: Telling) -> set[UUID]:
        people = self._concerned(told, telling) - {told.entry.actor_id}
        if telling.whom is not Whom.SUBJECT and any(t.whom is Whom.SUBJECT for t in told.tellings):
            people -= {told.entry.subject_id}
        return {pk for pk in people if pk is not None}

    def _concerned(self, told: Told, telling: Telling) -> "set[UUID | None]":
        entry, whom = told.entry, telling.whom
        if whom is Whom.SUBJECT:
            return self._subject(told, telling)
        if whom in (Whom.ASKED, Whom.WERE_ASKED, Whom.ASKING):
            return self._of_request(told, whom)
        if whom in (Whom.RECEIVERS, Whom.FORMER_PEOPLE):
            former = whom is Whom.FORMER_PEOPLE
            return {*_former_people(entry.target_id)} if former else self._receivers(entry)
        if whom is Whom.BOTH_SIDES:
            return {*self._relations(entry.environment_id), *self._relations(entry.partner_id)}
        if whom is Whom.OTHER_SIDE:
            return {*self._relations(entry.partner_id)}
        by_organization = {
            Whom.ADMINISTRATORS: self._administrators,
            Whom.MEMBERS: self._members,
            Whom.FORMER_MEMBERS: self._former,
        }.get(whom)
        return {*by_organization(entry.organization_id)} if by_organization else set()

    def _subject(self, told: Told, telling: Telling) -> "set[UUID | None]":
        entry = told.entry
        if entry.subject_id in self._groups:
            return {*self._groups[entry.subject_id]}
        if telling.page is Page.DOCUMENT:
            return _reader(entry.subject_id, entry.target_id)
        gone = telling.page is Page.ORGANIZATION and entry.subject_id not in self._reaching.get(
            entry.organization_id, ()
        )
        return set() if gone else {entry.subject_id}

    def _of_request(self, told: Told, whom: Whom) -> "set[UUID | None]":
        request = told.request
        if request is None or (whom is Whom.ASKED and request.state != RequestState.OPEN):
            return set()
        if request.kind == Kind.ACCESS:
            return {*self._administrators(request.organization_id), *_sharers(request.document_id)}
        if whom is Whom.ASKING and request.group_id:
            return {*groups.managers(request.group_id).values_list("user_id", flat=True)}
        if whom is Whom.ASKING:
            return {*self._relations(request.environment_id)}
        if request.to_user_id:
            return {request.to_user_id}
        return {*self._relations(request.to_environment_id, request.kind == Kind.PARTNERSHIP)}

    def _receivers(self, entry: Entry) -> "set[UUID | None]":
        """Of a share that still holds; of one that was withdrawn, all the same."""
        gone = entry.action == "shares.withdrawn"
        if not gone and not Share.objects.live().filter(pk=entry.details.get("share")).exists():
            return set()
        if entry.details.get("kind") == "o":
            return {*self._administrators(entry.subject_id)}
        return {*self._groups.get(entry.subject_id, ())} or {entry.subject_id}


def _sharers(document: UUID | None) -> frozenset[UUID]:
    """The people outside the organization's administrators who were given full themselves."""
    if document is None:
        return frozenset()
    rows = reached.shares().filter(document_id=document, level=Level.FULL, user__isnull=False)
    return frozenset(rows.values_list("user_id", flat=True))


def _former_people(group: UUID | None) -> frozenset[UUID]:
    """Whose place ended with the group."""
    if group is None:
        return frozenset()
    rows = GroupMembership.objects.filter(group_id=group, group__closed_at__isnull=False)
    return frozenset(rows.filter(ended_why=CLOSED).values_list("user_id", flat=True))


def _reader(user: UUID | None, document: UUID | None) -> "set[UUID | None]":
    """Who sent a document hears of it for as long as they see it."""
    sees = user and document and reached.level_on(user, document) is not None
    return {user} if sees else set()


def _administrators(organization: UUID) -> frozenset[UUID]:
    return frozenset(
        row["person"] for row in reach.audience(organization) if row["role"] == OrganizationRole.ADMINISTRATOR
    )


def _members(organization: UUID, at: dt.datetime | None = None) -> frozenset[UUID]:
    return frozenset(row["person"] for row in reach.audience(organization, at))


def _former(organization: UUID) -> frozenset[UUID]:
    closed_at = Organization.objects.filter(pk=organization).values_list("closed_at", flat=True).first()
    return _members(organization, closed_at - JUST_BEFORE) if closed_at else frozenset()


def _relations(environment: UUID | None, relationship_managers: bool = True) -> frozenset[UUID]:
    """Those who speak for a company: its administrators and, towards partners, its relationship managers."""
    may = Q(role=EnvironmentRole.ADMINISTRATOR)
    if relationship_managers:
        may |= Q(relationship_manager=True)
    rows = Appointment.objects.live().filter(may, environment_id=environment)
    return frozenset(rows.values_list("user_id", flat=True))


def _groups(pairs: Collection[Pair]) -> "dict[UUID | None, set[UUID]]":
    """The people of the groups among the entries' subjects."""
    subjects = {told.entry.subject_id for told, _telling in pairs if told.entry.subject_id}
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    for group, user in reach.places().filter(group_id__in=subjects).values_list("group_id", "user_id"):
        found[group].add(user)
    return dict(found)


def _reaching(pairs: Collection[Pair]) -> "dict[UUID | None, set[UUID]]":
    """For every organization those of the entries' subjects who are members of it now."""
    subjects: dict[UUID, set[UUID]] = defaultdict(set)
    for told, telling in pairs:
        if telling.whom is Whom.SUBJECT and told.entry.organization_id and told.entry.subject_id:
            subjects[told.entry.organization_id].add(told.entry.subject_id)
    found: dict[UUID | None, set[UUID]] = {}
    for organization, people in subjects.items():
        rows = reach.memberships().filter(organization_id=organization, user_id__in=people)
        found[organization] = set(rows.values_list("user_id", flat=True))
    return found


def _active(ids: Collection[UUID]) -> dict[UUID, User]:
    rows = User.objects.filter(~reach.blocked("pk"), pk__in=ids, removed_at=None)
    return {user.pk: user for user in rows.select_related("environment")}
