"""Whom each side has put forward in a partnership (domain 6.3, 6.5)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, SmallIntegerField, Value, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import finding
from kantoor.accounts.models import Block, User
from kantoor.audit import record
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Invalid
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Participant, Partnership

FIRST = 6
COUNTED = 1_000  # of all active users of a side
MOST_AT_ONCE = 1000


def active_users(environment_id: UUID) -> QuerySet[User]:
    """Neither removed nor blocked."""
    users: QuerySet[User] = User.objects.filter(environment_id=environment_id, removed_at=None)
    return users.filter(~reach.blocked("pk"))


def _put_forward(partnership_ids: list[UUID]) -> QuerySet[Participant]:
    """The rows in force while their partnership is; who is blocked or removed is not there for the other side."""
    away = Q(user__isnull=False) & (Q(user__removed_at__isnull=False) | Q(reach.blocked("user_id")))
    live = Partnership.objects.live().filter(pk__among=partnership_ids)
    rows: QuerySet[Participant] = Participant.objects.live().filter(
        ~away, partnership_id__in=live.values("pk")
    )
    return rows.select_related("user")


def of(partnership: Partnership, environment_id: UUID) -> QuerySet[Participant]:
    """The people whom one side has put forward by name."""
    return _put_forward([partnership.pk]).filter(environment_id=environment_id, user__isnull=False)


def ours(actor: Actor) -> QuerySet[Participant]:
    """What the actor's own side has put forward, in partnerships that are live."""
    live = partnerships.of(actor).values("pk")
    rows: QuerySet[Participant] = Participant.objects.live().filter(
        partnership_id__in=live, environment_id=actor.environment_id
    )
    return rows.select_related("user", "partnership__low", "partnership__high")


def choosable_in(actor: Actor, partnership: Partnership, text: str = "") -> QuerySet[User]:
    """The own active users who are not participants yet."""
    named = Participant.objects.live().filter(partnership=partnership, user_id=OuterRef("pk"))
    users = active_users(actor.environment_id).filter(~Exists(named))
    return finding.narrow(users, words(text)).order_by("folded", "pk")


@action("participants.put_forward", Permission.PARTICIPANTS_CHANGE, of=partnerships.visible_to)
def put_forward(
    actor: Actor, partnership: Partnership, users: Collection[UUID] = (), *, everybody: bool = False
) -> list[Participant]:
    """Make own people choosable by the other side, which sees them at once. Returns those who are new."""
    partnerships.require_live(partnership)
    if not users and not everybody:
        raise Invalid(_("Choose at least one person."), field="users")
    if len(users) > MOST_AT_ONCE:
        raise Invalid(_("Choose at most 1,000 people at once, or all active users."), field="users")
    people = list(active_users(actor.environment_id).filter(pk__in=set(users)))
    if len(people) != len(set(users)):
        raise Invalid(_("Somebody you chose is no longer an active user. Choose again."), field="users")
    mine = Participant.objects.open().filter(partnership=partnership, environment_id=actor.environment_id)
    mine.lapse()
    there = set(mine.values_list("user_id", flat=True))
    chosen: list[User | None] = [*people, *([None] if everybody else [])]
    new = [
        Participant(
            partnership=partnership,
            environment_id=actor.environment_id,
            user=user,
            began_by=actor.user,
        )
        for user in chosen
        if (user and user.pk) not in there
    ]
    if not new:
        raise Unchanged([])
    for made in Participant.objects.bulk_create(new):
        _recorded(actor, "participants.put_forward", made, partnership)
    return new


@action("participants.take_out", Permission.PARTICIPANTS_CHANGE, of=ours)
def take_out(actor: Actor, participant: Participant) -> Participant:
    """No longer choosable; what they already have stays (domain 6.5)."""
    Participant.objects.filter(pk=participant.pk).end(actor.user, "taken out")
    _recorded(actor, "participants.taken_out", participant, participant.partnership)
    return participant


def _recorded(actor: Actor, name: str, participant: Participant, partnership: Partnership) -> None:
    theirs = partnerships.other_side(partnership, actor.environment_id)
    details: dict[str, Any] = {"partner": theirs.name, "everybody": participant.user is None}
    record.entry(actor, name, participant, subject=participant.user, partner_id=theirs.pk, **details)


@dataclass
class Side:
    """One side's participants: the first few by name, how many there are, and what they have with us."""

    first: list[Participant] = field(default_factory=list)
    named: int = 0
    everybody: Participant | None = None
    active: int = 0

    @property
    def count(self) -> int:
        """How many people can be chosen; of all active users as far as `COUNTED` and one."""
        return self.active if self.everybody else self.named


def sides(shown: Collection[Partnership]) -> dict[tuple[UUID, UUID], Side]:
    """The sides of some partnerships by (partnership, environment). A few queries, however many."""
    ids = [p.pk for p in shown]
    found = {(p.pk, side): Side() for p in shown for side in (p.low_id, p.high_id)}
    for row in _first_few.rows(ids=ids):
        found[row.partnership_id, row.environment_id].first.append(row)
    for partnership, environment, named in _named.rows(ids=ids):
        found[partnership, environment].named = named
    whole = _whole.rows(ids=ids)
    active = _count_active({row.environment_id for row in whole}) if whole else {}
    for row in whole:
        side = found[row.partnership_id, row.environment_id]
        side.everybody, side.active = row, active[row.environment_id]
    return found


def _by_name(ids: list[UUID]) -> QuerySet[Participant]:
    return _put_forward(ids).filter(user__isnull=False)


_place = Window(RowNumber(), partition_by=["partnership_id", "environment_id"], order_by=["id"])
_first_few: Prepared[Participant] = Prepared(
    lambda ids: _by_name(ids).annotate(place=_place).filter(place__lte=FIRST).order_by("id"),
    (),
    lists=("ids",),
)
_named: Prepared[tuple[UUID, UUID, int]] = Prepared(
    lambda ids: (
        _by_name(ids).order_by().values_list("partnership_id", "environment_id").annotate(n=Count("user_id"))
    ),
    (),
    lists=("ids",),
)
_whole: Prepared[Participant] = Prepared(lambda ids: _put_forward(ids).filter(user=None), (), lists=("ids",))


def _count_active(environments: set[UUID]) -> dict[UUID, int]:
    """How many active users each has, as far as `COUNTED` and one."""
    # Whether one is blocked is asked of each only where somebody is: twenty sides can have twenty thousand.
    blocked = set(_blocked.rows(environments=list(environments)))
    unblocked = _some_present.count_each(environments - blocked) if environments - blocked else {}
    return unblocked | (_some_unblocked.count_each(blocked) if blocked else {})


def _present() -> QuerySet[User]:
    return User.objects.filter(environment_id=RawSQL("o.id", []), removed_at=None).order_by()


_one = Value(1, SmallIntegerField())
_some_present = Prepared(lambda: _present().values_list(_one)[: COUNTED + 1])
_some_unblocked = Prepared(lambda: _present().filter(~reach.blocked("pk")).values_list(_one)[: COUNTED + 1])
_blocked: Prepared[UUID] = Prepared(
    lambda environments: (
        Block.objects.live()
        .filter(user__environment_id__among=environments)
        .order_by()
        .values_list("user__environment_id", flat=True)
        .distinct()
    ),
    (),
    lists=("environments",),
)


@dataclass(frozen=True)
class Held:
    """What a partner's person has in the asker's organizations."""

    organizations: int = 0
    asked: int = 0


def held(environment_id: UUID, people: Collection[UUID]) -> dict[UUID, Held]:
    """In how many organizations of the environment they are a member, and for how many they are asked."""
    given = {"environment": environment_id, "people": people}
    inside, asked = (dict(of.rows(**given)) if people else {} for of in (_inside, _waiting))
    return {person: Held(inside.get(person, 0), asked.get(person, 0)) for person in people}


def _memberships(environment: UUID, people: list[UUID]) -> QuerySet[Any, tuple[UUID, int]]:
    rows = reach.memberships().filter(user_id__among=people, organization__environment_id=environment)
    return rows.order_by().values_list("user_id").annotate(n=Count("pk"))


def _requests(environment: UUID, people: list[UUID]) -> QuerySet[Any, tuple[UUID, int]]:
    rows = Request.objects.filter(
        to_user_id__among=people,
        organization__environment_id=environment,
        kind=Kind.MEMBERSHIP,
        state=RequestState.OPEN,
        expires_at__gt=Now(),
    )
    return rows.order_by().values_list("to_user_id").annotate(n=Count("pk"))


_inside = Prepared(_memberships, ("environment",), lists=("people",))
_waiting = Prepared(_requests, ("environment",), lists=("people",))
