"""Off-boarding: what somebody alone holds is handed over or ended, then they are removed or blocked; one act (domain 5.7).

What must not be without anybody is handed over: an organization's administration. The rest is handed over or ended; what
they gave in the name of an organization stays unless it is ended here (domain 7.5).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.utils.translation import gettext as _

from kantoor.access import consequences, groups, reach, spheres
from kantoor.access import documents as reached
from kantoor.access.action import action, hold
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.policy import Permission
from kantoor.accounts import blocks, finding, holdings, leaving, removals
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.documents.models import Document, Status
from kantoor.environments import administrators, people
from kantoor.groups.models import Group
from kantoor.inbox.models import Kind, Request
from kantoor.kernel import ids
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.organizations.models import Organization
from kantoor.partnerships.models import Participant, Partnership

END, STAY = "end", "stay"
OFFERED = 200


class Thing(StrEnum):
    """What may depend on one person."""

    ORGANIZATION = "organization"
    GROUP = "group"
    PARTNERSHIP = "partnership"
    REQUEST = "request"
    SHARE = "share"
    DRAFT = "draft"


# What can be chosen beside a successor; the first is what is chosen when nobody says.
OTHERWISE = {
    Thing.ORGANIZATION: (),
    Thing.GROUP: (END,),
    Thing.PARTNERSHIP: (END,),
    Thing.REQUEST: (END,),
    Thing.SHARE: (STAY, END),
    Thing.DRAFT: (STAY,),
}
HANDED = (Thing.ORGANIZATION, Thing.GROUP, Thing.PARTNERSHIP, Thing.REQUEST)


@dataclass(frozen=True)
class Item:
    """One thing that depends on them; `number`: how many, of shares and drafts; `suggested`: who could have it."""

    thing: Thing
    key: UUID
    name: str
    number: int = 1
    suggested: UUID | None = None

    @property
    def field(self) -> str:
        return f"{self.thing}-{self.key}"


@dataclass(frozen=True)
class Leave:
    """How it was chosen to be: for each item a successor's id, `end` or `stay`; a reason blocks instead of removing."""

    choices: Mapping[str, str]
    seen: str
    reason: str | None = None


def items(user: User) -> list[Item]:
    """Everything that depends on them, in the order of the page. Seven queries."""
    return [
        *_organizations(user),
        *_groups(user),
        *_partnerships(user),
        *_requests(user),
        *_shares(user),
        *_drafts(user),
    ]


def seen(found: Sequence[Item]) -> str:
    """What a page showed, so that a stale one is found out."""
    told = "|".join(f"{one.field}:{one.number}" for one in found)
    return sha256(told.encode()).hexdigest()[:32]


def successors(user: User, text: str = "", most: int = OFFERED) -> list[User]:
    """Active colleagues who could have something and have every word: the first by name, administrators before others."""
    sought, of = words(text), {"environment": user.environment_id, "user": user.pk}
    if sought:
        every = finding.narrow(_colleagues(**of), sought)
        first, others = list(_leading(every, user.environment_id)[:most]), list(every[:most])
    else:
        first, others = _first_leading.rows(**of), _first_colleagues.rows(**of)
    leading = {one.pk for one in first}
    return [*first, *(one for one in others if one.pk not in leading)][:most]


def _colleagues(environment: UUID, user: UUID) -> "QuerySet[User]":
    return _active(environment, user).order_by("folded", "id").only("name", "email")


def _leading(rows: "QuerySet[User]", environment: UUID) -> "QuerySet[User]":
    return rows.filter(pk__in=administrators.lasting(environment).values("user_id"))


_first_colleagues = Prepared(lambda environment, user: _colleagues(environment, user)[:OFFERED])
_first_leading = Prepared(
    lambda environment, user: _leading(_colleagues(environment, user), environment)[:OFFERED]
)


def named(user: User, values: Collection[str]) -> dict[str, User]:
    """Those of the chosen values that are active colleagues."""
    keys = [key for value in values if (key := ids.parse(value))]
    found = _known.rows(environment=user.environment_id, user=user.pk, keys=keys) if keys else []
    return {str(one.pk): one for one in found}


def _active(environment: UUID, user: UUID) -> "QuerySet[User]":
    """The active colleagues of this user."""
    rows = User.objects.filter(~reach.blocked("pk"), environment_id=environment, removed_at=None)
    return rows.exclude(pk=user)


_known = Prepared(
    lambda environment, user, keys: _active(environment, user).filter(pk__among=keys),
    ("environment", "user"),
    lists=("keys",),
)


@action("people.offboard", Permission.PEOPLE_REMOVE, of=people.colleagues)
def offboard(actor: Actor, user: User, leave: Leave) -> User:
    """Hand over or end what depends on somebody, then remove them, or block them with a reason."""
    _hold(user)
    found = items(user)
    if seen(found) != leave.seen:
        raise Conflict(_("Something changed since this page was made. Look at it again before you go on."))
    handed = [leaving.carry_out(actor, user, one, *_chosen(user, one, leave.choices)) for one in found]
    if leave.reason is None:
        removals.remove(actor, user.pk, handed=handed)
    else:
        blocks.begin(actor, user.pk, leave.reason, handed=handed)
    record.entry(actor, "people.offboarded", user, subject=user, handed=len(handed))
    return user


def foresee(actor: Actor, user: User) -> Foreseen:
    """What they lose and the suggested successors gain; the act itself, taken back."""
    found = items(user)
    people_in_it = {user.pk, *(one.suggested for one in found if one.suggested)}
    leave = Leave({one.field: str(one.suggested) for one in found if one.suggested}, seen(found))
    sphere = spheres.Sphere(frozenset(people_in_it), None)
    return consequences.of(actor, partial(offboard, actor, user.pk, leave), sphere, user.environment)


def _chosen(user: User, item: Item, choices: Mapping[str, str]) -> tuple[str, User | None]:
    """`end`, `stay`, or somebody active of the own company."""
    otherwise = OTHERWISE[item.thing]
    said = choices.get(item.field, "") or (otherwise[0] if otherwise else "")
    if said in otherwise:
        return said, None
    key = ids.parse(said)
    successor = named(user, [said]).get(str(key)) if key and item.thing in HANDED else None
    if successor is None:
        told = _("Choose who has %(name)s from now on: somebody active of your own company.")
        raise Invalid(told % {"name": item.name}, field=item.field)
    return "", successor


def _hold(user: User) -> None:
    """Organizations, groups, partnerships with theirs: in the order in which everybody locks."""
    asked = holdings.requests(user).filter(organization__isnull=False)
    held_in = holdings.memberships(user).values_list("organization_id", flat=True)
    administrators.hold([*held_in, *asked.values_list("organization_id", flat=True)])
    known = Group.objects.filter(pk__in=holdings.places(user).values("group_id"))
    for group in known.filter(partnership=None).order_by("pk"):
        hold(group)
    named = Q(pk__in=holdings.participations(user).values("partnership_id"))
    named |= Q(pk__in=known.exclude(partnership=None).values("partnership_id"))
    for pair in Partnership.objects.filter(named).order_by("pk"):
        hold(pair)


def _organizations(user: User) -> list[Item]:
    """That nobody else of the company administers; suggested: the own member with the highest role."""
    places = administrators.alone_in(user)
    of = {"environment": user.environment_id, "user": user.pk}
    suggested = dict(_members.rows(**of, places=[place.pk for place in places])) if places else {}
    return [Item(Thing.ORGANIZATION, one.pk, one.name, suggested=suggested[one.pk]) for one in places]


def _suggested(
    environment: UUID, user: UUID, places: list[UUID]
) -> "QuerySet[Any, tuple[UUID, UUID | None]]":
    others = reach.memberships().filter(_colleague(environment, user), organization=OuterRef("pk"))
    first = Subquery(others.order_by("-role", "id").values("user_id")[:1], output_field=UUIDField())
    return (
        Organization.objects.filter(pk__among=places)
        .order_by()
        .annotate(first=first)
        .values_list("pk", "first")
    )


# A plan for any organizations reads all colleagues for each.
_members = Prepared(_suggested, ("environment", "user"), lists=("places",), kept=False)


def _colleague(environment: UUID, user: UUID) -> Q:
    """`_active` of who is in a membership or a place."""
    unblocked = Q(~reach.blocked("user_id"), user__environment_id=environment, user__removed_at=None)
    return unblocked & ~Q(user_id=user)


def _groups(user: User) -> list[Item]:
    """That nobody else of the company manages."""
    found = _managed.rows(environment=user.environment_id, user=user.pk)
    return [Item(Thing.GROUP, key, name, suggested=first) for key, name, first in found]


def _managed_alone(environment: UUID, user: UUID) -> "QuerySet[Any, tuple[UUID, str, UUID | None]]":
    managed = reach.places().filter(user=user, manager=True, group__environment_id=environment)
    managers = groups.lasting_managers().filter(group_id=OuterRef("pk")).exclude(user=user)
    others = reach.places().filter(_colleague(environment, user), group=OuterRef("pk")).order_by("id")
    rows = Group.objects.filter(~Exists(managers), pk__in=managed.values("group_id")).order_by("folded", "id")
    return rows.annotate(first=Subquery(others.values("user_id")[:1], output_field=UUIDField())).values_list(
        "pk", "name", "first"
    )


_managed = Prepared(_managed_alone)


def _partnerships(user: User) -> list[Item]:
    """In which nobody else of the company is put forward."""
    return [
        Item(Thing.PARTNERSHIP, key, high if low_id == user.environment_id else low)
        for key, low_id, low, high in _alone.rows(environment=user.environment_id, user=user.pk)
    ]


def _put_forward_alone(environment: UUID, user: UUID) -> "QuerySet[Any, tuple[UUID, UUID, str, str]]":
    ours = Participant.objects.live().filter(
        ~reach.blocked("user_id"), partnership=OuterRef("partnership_id"), environment_id=environment
    )
    alone = holdings.participations(user).filter(
        ~Exists(ours.exclude(user_id=user)), partnership__in=Partnership.objects.live().values("pk")
    )
    sides = ("partnership__low_id", "partnership__low__name", "partnership__high__name")
    return alone.order_by("id").values_list("partnership_id", *sides)


_alone = Prepared(_put_forward_alone)


def _requests(user: User) -> list[Item]:
    """Partnerships that they asked for; what waits for their own answer ends with them."""
    return [Item(Thing.REQUEST, key, name) for key, name in _asked.rows(user=user.pk)]


_asked = Prepared(
    lambda user: (
        Request.objects.filter(
            kind=Kind.PARTNERSHIP, asked_by=user, state="open", to_environment__isnull=False
        )
        .order_by("id")
        .values_list("pk", "to_environment__name")
    )
)


def _shares(user: User) -> list[Item]:
    """What they gave in the name of the company's organizations, by organization."""
    return _counted(_given, user, Thing.SHARE)


def _drafts(user: User) -> list[Item]:
    """Drafts that they began; they are their organization's and stay with its members."""
    return _counted(_begun, user, Thing.DRAFT)


def _counted(asked: "Prepared[tuple[UUID, str, int]]", user: User, thing: Thing) -> list[Item]:
    grouped = asked.rows(environment=user.environment_id, user=user.pk)
    return [Item(thing, key, name, number) for key, name, number in sorted(grouped, key=lambda row: row[1])]


def _by_organization(rows: "QuerySet[Any]", environment: UUID) -> "QuerySet[Any, tuple[UUID, str, int]]":
    own = rows.filter(organization__environment_id=environment).order_by()
    return own.values_list("organization_id", "organization__name").annotate(n=Count("pk"))


_given = Prepared(
    lambda environment, user: _by_organization(reached.shares().filter(began_by=user), environment)
)
_begun = Prepared(
    lambda environment, user: _by_organization(
        Document.objects.filter(made_by=user, status=Status.DRAFT, organization__closed_at=None), environment
    )
)
