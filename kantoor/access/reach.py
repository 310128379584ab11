"""What a person reaches, at which level, at which moment: one definition for checks, lists and the past (domain 8.1)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, PositiveSmallIntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kantoor.accounts.models import Block
from kantoor.groups.models import GroupMembership
from kantoor.kernel.among import unindexed
from kantoor.kernel.clock import Moment, moment
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.singly import Singly
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships.models import Partnership

CLOSURE = "closure"


def rests(at: Moment | None) -> Q:
    """The partnership that a row hangs on is live, if it hangs on one."""
    return Q(partnership=None) | Q(Exists(Partnership.objects.live(at).filter(pk=OuterRef("partnership_id"))))


def blocked(user: str, at: Moment | None = None) -> Exists:
    """Whether the user in column `user` is blocked: their grants are suspended (domain 3.6)."""
    return Exists(Block.objects.live(at).filter(user_id=OuterRef(user)))


def places(at: Moment | None = None) -> QuerySet[GroupMembership]:
    """The places in groups that give something."""
    then = moment(at)
    group_open = Q(group__closed_at=None) | Q(group__closed_at__gt=then)
    return GroupMembership.objects.live(at).filter(rests(at), group_open)


def groups_of(user: UUID, at: Moment | None = None) -> QuerySet[GroupMembership, Any]:
    """The groups that give the user something; a list to look within."""
    return places(at).filter(user_id=user).values("group_id")


def memberships(at: Moment | None = None) -> QuerySet[Membership]:
    """The memberships that hold: live, their partnership live, their organization not closed."""
    then = moment(at)
    not_closed = Q(organization__closed_at=None) | Q(organization__closed_at__gt=then)
    return Membership.objects.live(at).filter(rests(at), not_closed)


def held_by(user: UUID, at: Moment | None = None) -> QuerySet[Membership]:
    """Every membership that gives this user something, their own and their groups'."""
    direct, by_group, unblocked = _holding(user, at)
    # Said as a union of two probes: with "or", databases read whole organizations instead.
    rows = Membership.objects.order_by()
    mine = rows.filter(direct).values("pk").union(rows.filter(by_group).values("pk"))
    return memberships(at).filter(unblocked, pk__in=mine)


def led_by(user: UUID) -> QuerySet[Membership]:
    """Those of them that make an administrator of the user; of thousands only these are proved."""
    direct, by_group, unblocked = _holding(user, None)
    rows = Membership.objects.order_by()
    leading = rows.filter(role=OrganizationRole.ADMINISTRATOR, ended_at=None)
    theirs = leading.filter(pk__in=rows.filter(by_group).values("pk"))
    mine = leading.filter(direct).values("pk").union(theirs.values("pk"))
    return memberships().filter(unblocked, pk__in=mine)


def _holding(user: UUID, at: Moment | None) -> tuple[Q, Q, Q]:
    """What makes a membership the user's: it is theirs, or their group's; and they are not blocked."""
    groups = groups_of(user, at)
    unblocked = ~Exists(Block.objects.live(at).filter(user_id=user))
    return Q(user_id=user), Q(group_id__in=groups), Q(unblocked)


def kept(at: Moment | None = None) -> QuerySet[Membership]:
    """The memberships of the last administrators of closed organizations: they keep reading (domain 4.5)."""
    then = moment(at)
    not_removed = Q(user__removed_at=None) | Q(user__removed_at__gt=then)
    return Membership.objects.filter(
        ~blocked("user_id", at),
        not_removed,
        role=OrganizationRole.ADMINISTRATOR,
        partnership=None,
        # Said too, as an index tells it: of thousands of memberships only the ended ones are looked at.
        ended_at__isnull=False,
        ended_why=CLOSURE,
        organization__closed_at__lte=then,
    )


def keeps(user: UUID, organization: UUID) -> bool:
    """Whether the user is one of the last administrators of this closed organization."""
    return kept().filter(user_id=user, organization_id=organization).exists()


def roles(user: UUID, organization: UUID, at: Moment | None = None) -> QuerySet[Any, tuple[int]]:
    """The roles that the user holds in the organization, by every path."""
    direct, by_group, unblocked = _holding(user, at)
    rows = memberships(at).filter(unblocked, organization_id=organization)
    reader = Value(int(OrganizationRole.VIEWER), output_field=PositiveSmallIntegerField())
    last = kept(at).filter(user_id=user, organization_id=organization).values_list(reader)
    return rows.filter(direct).values_list("role").union(rows.filter(by_group).values_list("role"), last)


_roles_now = Prepared(roles, names=("user", "organization"))


def _roles_in(user: UUID, places: list[UUID]) -> QuerySet[Any, tuple[UUID, int]]:
    direct, by_group, unblocked = _holding(user, None)
    rows = memberships().filter(unblocked, organization_id__among=places).order_by()
    reader = Value(int(OrganizationRole.VIEWER), output_field=PositiveSmallIntegerField())
    last = kept().filter(user_id=user, organization_id__among=places).order_by()
    return (
        rows.filter(direct)
        .values_list("organization_id", "role")
        .union(
            rows.filter(by_group).values_list("organization_id", "role"),
            last.values_list("organization_id", reader),
            all=True,
        )
    )


_roles_in_now = Prepared(_roles_in, names=("user",), lists=("places",))


def roles_in(user: UUID, organizations: Sequence[UUID]) -> dict[UUID, int]:
    """The highest role that the user holds in each of these; those without access are left out. One query."""
    rows = _roles_in_now.rows(user=user, places=organizations) if organizations else []
    return dict(sorted(rows, key=lambda row: row[1]))


def role_in(user: UUID, organization: UUID, at: Moment | None = None) -> int | None:
    """The highest role that the user holds in the organization; None: no access. One query."""
    now = at is None
    rows = _roles_now.tuples(user=user, organization=organization) if now else roles(user, organization, at)
    return max((role for (role,) in rows), default=None)


def through(user: UUID) -> QuerySet[Any, tuple[UUID]]:
    """The ids of the organizations that the user reaches now, one for each path: quick to read the first few of."""
    direct, _by_group, unblocked = _holding(user, None)
    rows = memberships().filter(unblocked).order_by().values_list("organization_id")
    last = kept().filter(user_id=user).order_by().values_list("organization_id")
    return rows.filter(direct).union(through_groups(user).values_list("organization_id"), last, all=True)


def ways(user: UUID) -> QuerySet[Any, tuple[UUID, int]]:
    """The same with the role on each path; who only keeps reading has a viewer's."""
    direct, _by_group, unblocked = _holding(user, None)
    rows = memberships().filter(unblocked).order_by().values_list("organization_id", "role")
    viewer = Value(int(OrganizationRole.VIEWER), output_field=PositiveSmallIntegerField())
    last = kept().filter(user_id=user).order_by().values_list("organization_id", viewer)
    return rows.filter(direct).union(
        through_groups(user).values_list("organization_id", "role"), last, all=True
    )


def working(user: UUID) -> QuerySet[Any, tuple[UUID]]:
    """The ids of those in whose name the user makes documents now, one for each path: quick to read the first few of."""
    direct, _by_group, unblocked = _holding(user, None)
    works = Q(role__gte=OrganizationRole.MEMBER)
    rows = memberships().filter(unblocked, works, direct).order_by().values_list("organization_id")
    return rows.union(through_groups(user).filter(works).values_list("organization_id"), all=True)


def perhaps(user: UUID) -> QuerySet[Any, tuple[UUID]]:
    """All of those and some more: what indexes alone tell. Each is still to be proved."""
    rows = Membership.objects.order_by()
    mine = rows.filter(user_id=user, ended_at=None).values_list("organization_id")
    groups = GroupMembership.objects.filter(user_id=user, ended_at=None).values("group_id")
    # By one index that has the key too: where hardly anything hangs on a group, SQLite would read every row instead.
    theirs = rows.filter(group_id__in=groups).values("pk")
    by_group = rows.filter(pk__in=theirs, ended_at=None).values_list("organization_id")
    last = rows.filter(user_id=user, ended_at__isnull=False, ended_why=CLOSURE).values_list("organization_id")
    return mine.union(by_group, last, all=True)


def proof(user: UUID, organization: Any) -> QuerySet[Any, tuple[int]]:
    """A row for each path by which the user reaches the organization now: for questions about one row at a time."""
    direct, _by_group, unblocked = _holding(user, None)
    by_group = Q(group_id__among=groups_of(user))
    rows = memberships().filter(unblocked, organization_id=organization).order_by().values_list(Value(1))
    last = kept().filter(user_id=user, organization_id=organization).order_by().values_list(Value(1))
    return rows.filter(direct).union(rows.filter(by_group), last, all=True)


def through_groups(user: UUID) -> QuerySet[Membership]:
    """What their groups give; looked up by group, as databases otherwise go through all organizations."""
    _direct, by_group, unblocked = _holding(user, None)
    theirs = Membership.objects.order_by().filter(by_group).values("pk")
    return memberships().order_by().filter(unblocked, pk__in=theirs)


def holds(user: UUID, column: str) -> Q:
    """Whether the user holds a role in the organization in the column now: the test for one row at a time."""
    direct, _by_group, unblocked = _holding(user, None)
    there = memberships().filter(unblocked, direct, organization_id=OuterRef(column))
    groups = through_groups(user).values("organization_id")
    return Q(Singly(there)) | Q(**{f"{column}__in": groups})


def holding_in(user: UUID, column: str, at: Moment | None = None) -> list[QuerySet[Membership, Any]]:
    """What gives the user something in the organization in the column, by it: their own memberships, and their groups'."""
    direct, _by_group, unblocked = _holding(user, at)
    rows = memberships(at).filter(unblocked).order_by().annotate(place=unindexed("organization_id"))
    own = rows.filter(direct, organization_id=OuterRef(column))
    # Or by the index of the place SQLite would go through all of its members.
    through = rows.filter(group_id__among=groups_of(user, at), place=OuterRef(column))
    return [own.values("place"), through.values("place")]


def reaches(user: UUID, column: str) -> Q:
    """The same, and what they only keep reading."""
    last = kept().filter(user_id=user).values("organization_id")
    return holds(user, column) | Q(**{f"{column}__in": last})


def organizations(user: UUID, at: Moment | None = None) -> QuerySet[Organization]:
    """The organizations that the user reaches, each with `reached_role`."""
    held = held_by(user, at)
    closed = kept(at).filter(user_id=user)
    highest = (
        held.filter(organization_id=OuterRef("pk"))
        .order_by()
        .values("organization_id")
        .annotate(m=Max("role"))
    )
    reached = held.values("organization_id").union(closed.values("organization_id"))
    return Organization.objects.filter(pk__in=reached).annotate(
        reached_role=Coalesce(highest.values("m"), Value(int(OrganizationRole.VIEWER)))
    )


def audience(organization: UUID, at: Moment | None = None) -> QuerySet[Any, dict[str, Any]]:
    """Who reaches the organization: rows of `person` and `role`, a person once for each path."""
    direct, through = _paths(organization, at)
    readers = kept(at).filter(organization_id=organization, user__isnull=False)
    last = readers.values(person=F("user_id")).annotate(role=Value(int(OrganizationRole.VIEWER)))
    rows: QuerySet[Any, Any] = direct.union(through, last.values("role", "person"), all=True)
    return rows


def holders(organization: UUID, at: Moment | None = None) -> QuerySet[Any, dict[str, Any]]:
    """The same without those who only keep reading what is closed."""
    direct, through = _paths(organization, at)
    rows: QuerySet[Any, Any] = direct.union(through, all=True)
    return rows


def _paths(organization: UUID, at: Moment | None) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """By a membership of one's own, and by a group's."""
    given = memberships(at).filter(organization_id=organization)
    direct = given.filter(~blocked("user_id", at), user__isnull=False).values("role", person=F("user_id"))
    role = given.filter(group_id=OuterRef("group_id")).values("role")[:1]
    # The few groups that have something first: each place anywhere would otherwise be looked at.
    groups = given.filter(group__isnull=False).order_by().values("group_id")
    seats = places(at).filter(~blocked("user_id", at), group_id__in=groups)
    through = seats.annotate(role=Subquery(role)).filter(role__isnull=False)
    return direct, through.values("role", person=F("user_id"))


def lasting_administrators(organization: UUID) -> QuerySet[Membership]:
    """Those who count for the last-administrator rule: own people, not blocked, without an end date (domain 5.7)."""
    return memberships().filter(
        ~blocked("user_id"),
        organization_id=organization,
        role=OrganizationRole.ADMINISTRATOR,
        user__environment_id=F("organization__environment_id"),
        user__removed_at=None,
        expires_at=None,
    )
