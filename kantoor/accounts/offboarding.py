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

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
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
from kantoor.kernel.text import words
from kantoor.organizations.models import Membership
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
    every = finding.narrow(_active(user), words(text))
    lead = administrators.lasting(user.environment_id).values("user_id")
    first = list(every.filter(pk__in=lead).order_by("folded", "id")[:most])
    rest = every.exclude(pk__in=[one.pk for one in first]).order_by("folded", "id")
    return [*first, *rest[: most - len(first)]]


def named(user: User, values: Collection[str]) -> dict[str, User]:
    """Those of the chosen values that are active colleagues."""
    keys = [key for value in values if (key := ids.parse(value))]
    return {str(one.pk): one for one in _active(user).filter(pk__in=keys)}


def _active(user: User) -> "QuerySet[User]":
    rows = User.objects.filter(~reach.blocked("pk"), environment_id=user.environment_id, removed_at=None)
    return rows.exclude(pk=user.pk)


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
    successor = _active(user).filter(pk=key).first() if key and item.thing in HANDED else None
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
    found = []
    for place in administrators.alone_in(user):
        others = reach.memberships().filter(
            ~reach.blocked("user_id"), organization=place, user__in=_active(user)
        )
        found.append(
            Item(Thing.ORGANIZATION, place.pk, place.name, suggested=_first(others.order_by("-role", "id")))
        )
    return found


def _first(rows: "QuerySet[Membership]") -> UUID | None:
    return rows.values_list("user_id", flat=True).first()


def _groups(user: User) -> list[Item]:
    """That nobody else of the company manages."""
    managed = reach.places().filter(user=user, manager=True, group__environment_id=user.environment_id)
    found = []
    for group in Group.objects.filter(pk__in=managed.values("group_id")).order_by("folded", "id"):
        if groups.managers(group.pk).exclude(user=user).exists():
            continue
        others = reach.places().filter(group=group, user__in=_active(user)).order_by("id")
        first = others.values_list("user_id", flat=True).first()
        found.append(Item(Thing.GROUP, group.pk, group.name, suggested=first))
    return found


def _partnerships(user: User) -> list[Item]:
    """In which nobody else of the company is put forward."""
    ours = Participant.objects.live().filter(
        ~reach.blocked("user_id"), partnership=OuterRef("partnership_id"), environment_id=user.environment_id
    )
    alone = holdings.participations(user).filter(
        ~Exists(ours.exclude(user_id=user.pk)), partnership__in=Partnership.objects.live().values("pk")
    )
    rows = alone.select_related("partnership__low", "partnership__high").order_by("id")
    pairs = [row.partnership for row in rows]
    names = [(pair.high if pair.low_id == user.environment_id else pair.low).name for pair in pairs]
    return [Item(Thing.PARTNERSHIP, pair.pk, name) for pair, name in zip(pairs, names, strict=True)]


def _requests(user: User) -> list[Item]:
    """Partnerships that they asked for; what waits for their own answer ends with them."""
    rows = Request.objects.filter(kind=Kind.PARTNERSHIP, asked_by=user, state="open").select_related(
        "to_environment"
    )
    return [
        Item(Thing.REQUEST, row.pk, row.to_environment.name)
        for row in rows.order_by("id")
        if row.to_environment
    ]


def _shares(user: User) -> list[Item]:
    """What they gave in the name of the company's organizations, by organization."""
    given = reached.shares().filter(began_by=user, organization__environment_id=user.environment_id)
    return _counted(given, Thing.SHARE)


def _drafts(user: User) -> list[Item]:
    """Drafts that they began; they are their organization's and stay with its members."""
    rows = Document.objects.filter(made_by=user, status=Status.DRAFT, organization__closed_at=None)
    return _counted(rows.filter(organization__environment_id=user.environment_id), Thing.DRAFT)


def _counted(rows: "QuerySet[Any]", thing: Thing) -> list[Item]:
    grouped = rows.order_by().values_list("organization_id", "organization__name").annotate(n=Count("pk"))
    return [Item(thing, key, name, number) for key, name, number in sorted(grouped, key=lambda row: row[1])]
