"""Who is in a group: adding, naming managers, taking out, leaving (domain 7.1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import groups as standings
from kantoor.access import reach
from kantoor.access.action import Unchanged, action, hold
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.groups import groups
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid, Refused
from kantoor.kernel.text import words
from kantoor.partnerships.models import Participant, Partnership
from kantoor.receipts import removed

SHOWN = 20
MOST = 500
ORDER = ("user__folded", "id")


class Person(NamedTuple):
    """A line of the list of a group's people."""

    id: UUID
    user_id: UUID
    user__folded: str
    name: str
    email: str
    company: str
    environment_id: UUID
    manager: bool
    valid_from: dt.datetime
    is_blocked: bool


class Outcome(StrEnum):
    """What becomes of one pick."""

    ADDED = "added"
    ASKED = "asked"
    ALREADY_IN = "already_in"
    ALREADY_ASKED = "already_asked"
    NOT_CHOOSABLE = "not_choosable"


@dataclass(frozen=True)
class Sorted:
    """What adding the picks would do."""

    outcomes: dict[UUID, Outcome]
    people: dict[UUID, User]

    def count(self, outcome: Outcome) -> int:
        return list(self.outcomes.values()).count(outcome)

    def of(self, outcome: Outcome) -> list[User]:
        return [self.people[pk] for pk, one in self.outcomes.items() if one is outcome]


def visible_to(actor: Actor) -> QuerySet[GroupMembership]:
    """The places in the groups that the actor may see."""
    mine = groups.visible_to(actor).values("pk")
    rows = reach.places().filter(group_id__in=mine)
    return rows.select_related("group__partnership", "user__environment")


def of(group: Group, text: str = "") -> QuerySet[GroupMembership, Person]:
    """Everybody in a group that the asker has already reached."""
    rows = reach.places().filter(group=group)
    for word in words(text):
        rows = rows.filter(Q(user__folded__contains=word) | Q(user__environment__folded__contains=word))
    named = rows.annotate(
        name=F("user__name"),
        email=F("user__email"),
        company=F("user__environment__name"),
        environment_id=F("user__environment_id"),
        is_blocked=reach.blocked("user_id"),
    )
    return cast("QuerySet[GroupMembership, Person]", named.values_list(*Person._fields, named=True))


def sides(group: Group) -> dict[UUID, Partnership]:
    """The partnerships whose people can be asked into the group, by the environment across."""
    ours = group.environment_id
    rows = Partnership.objects.live().filter(Q(low_id=ours) | Q(high_id=ours))
    if group.partnership_id is not None:
        rows = rows.filter(pk=group.partnership_id)
    return {row.high_id if row.low_id == ours else row.low_id: row for row in rows}


def choosable(actor: Actor, group: Group) -> QuerySet[User]:
    """Own active users and the participants of partnerships; to a manager of a partner's those known to them."""
    pairs = sides(group)
    if actor.environment_id != group.environment_id:
        pairs = {side: pair for side, pair in pairs.items() if side == actor.environment_id}
    forward = Participant.objects.live().filter(partnership_id__in=[pair.pk for pair in pairs.values()])
    if actor.environment_id == group.environment_id:
        known = Q(environment_id=group.environment_id)
        forward = forward.exclude(environment_id=group.environment_id)
    else:
        known = Q(pk=actor.user_id)
    known |= Q(pk__in=forward.filter(user__isnull=False).values("user_id"))
    known |= Q(environment_id__in=forward.filter(user=None).values("environment_id"))
    people: QuerySet[User] = User.objects.filter(~reach.blocked("pk"), known, removed_at=None)
    return people.select_related("environment")


def search(actor: Actor, group: Group, text: str) -> list[User]:
    """The first whose name, address or company has every word; own people first."""
    people = choosable(actor, group)
    for word in words(text):
        companies = Environment.objects.filter(folded__contains=word).values("pk")
        people = people.filter(Q(folded__contains=word) | Q(environment_id__in=companies))
    own = people.filter(environment_id=group.environment_id).order_by("folded", "id")
    others = people.exclude(environment_id=group.environment_id).order_by("folded", "id")
    return [*own[:SHOWN], *others[:SHOWN]]


def standing(group: Group, ids: Sequence[UUID]) -> dict[UUID, Outcome]:
    """Who of these users is in the group, or asked into it."""
    asked = Request.objects.filter(
        kind=Kind.GROUP, group=group, state=RequestState.OPEN, expires_at__gt=Now(), to_user_id__in=ids
    )
    found = dict.fromkeys(asked.values_list("to_user_id", flat=True), Outcome.ALREADY_ASKED)
    places = GroupMembership.objects.live().filter(group=group, user_id__in=ids)
    found |= dict.fromkeys(places.values_list("user_id", flat=True), Outcome.ALREADY_IN)
    return {pk: one for pk, one in found.items() if pk}


def sort_out(actor: Actor, group: Group, ids: Sequence[UUID]) -> Sorted:
    """What would become of each."""
    ids = list(dict.fromkeys(ids))
    people = {user.pk: user for user in choosable(actor, group).filter(pk__in=ids)}
    there = standing(group, ids)
    outcomes = {}
    for pk in ids:
        own = pk in people and people[pk].environment_id == group.environment_id
        fresh = Outcome.ADDED if own else Outcome.ASKED
        outcomes[pk] = there.get(pk, fresh) if pk in people else Outcome.NOT_CHOOSABLE
    return Sorted(outcomes, people)


@action("groups.add", Permission.GROUP_MANAGE, of=groups.visible_to)
def add(actor: Actor, group: Group, ids: Sequence[UUID], message: str = "") -> Sorted:
    """Add people: own ones are in it at once, people of partners are asked."""
    if not 0 < len(ids) <= MOST:
        raise Invalid(_("Choose at least one person, and at most 500 at once."), field="people")
    sorted_out = sort_out(actor, group, ids)
    added, asked = sorted_out.of(Outcome.ADDED), sorted_out.of(Outcome.ASKED)
    if not added and not asked:
        raise Unchanged(sorted_out)
    GroupMembership.objects.filter(group=group).lapse()
    for user in added:
        begin(group, user, actor.user, group.partnership)
        groups.recorded(actor, "added", group, subject=user)
    _ask(actor, group, asked, message.replace("\0", "").strip()[:1000])
    return sorted_out


def begin(
    group: Group, user: User, by: User | None, pair: Partnership | None, manager: bool = False
) -> GroupMembership:
    """A place from now on, as part of a running action; `Conflict` if they have one."""
    if GroupMembership.objects.live().filter(group=group, user=user).exists():
        raise Conflict(_("%(name)s is in the group already.") % {"name": user.name})
    return GroupMembership.objects.create(
        group=group, user=user, began_by=by, partnership=pair, manager=manager
    )


def _ask(actor: Actor, group: Group, asked: list[User], message: str) -> None:
    if not asked:
        return
    known = sides(group)
    wanted = {known[user.environment_id].pk: known[user.environment_id] for user in asked}
    for key in sorted(wanted):
        hold(wanted[key])
    if not wanted.keys() <= {pair.pk for pair in sides(group).values()}:
        raise Conflict(_("A partnership has just ended. Reload the page to see who can be chosen."))
    stale = Request.objects.filter(kind=Kind.GROUP, group=group, expires_at__lte=Now())
    requests.settle_all(stale, RequestState.EXPIRED, None)
    for user in asked:
        made = Request.objects.create(
            kind=Kind.GROUP,
            environment_id=group.environment_id,
            group=group,
            asked_by=actor.user,
            to_user=user,
            message=message,
            partnership=known[user.environment_id],
            expires_at=now() + requests.LIFE,
        )
        requests.told(actor, made, "asked", group=group.name)


@action("groups.appoint", Permission.GROUP_MANAGE, of=visible_to)
def appoint(actor: Actor, place: GroupMembership, manager: bool) -> GroupMembership:
    """Name somebody a manager, or no longer; the old row ends, a new one begins (domain 8.3)."""
    if place.manager == manager:
        raise Unchanged(place)
    if not manager:
        keep_a_manager(place, _("make this change"))
    if not GroupMembership.objects.filter(pk=place.pk).end(actor.user, "changed"):
        raise Conflict(_("This place has just ended."))
    made = begin(place.group, place.user, actor.user, place.partnership, manager)
    _told(actor, "appointed" if manager else "dismissed", place)
    return made


@action("groups.take_out", Permission.GROUP_MANAGE, of=visible_to)
def take_out(actor: Actor, place: GroupMembership) -> GroupMembership:
    """End somebody's place, at once and everywhere."""
    keep_a_manager(place, _("take them out"))
    GroupMembership.objects.filter(pk=place.pk).end(actor.user, "taken out")
    _told(actor, "taken_out", place, receipt=str(removed.keep_place(actor, place, "groups.take_out").pk))
    return place


@action("groups.leave", Permission.OWN_LEAVE, of=groups.visible_to)
def leave(actor: Actor, group: Group) -> None:
    """End one's own place."""
    place = reach.places().filter(group=group, user_id=actor.user_id).select_related("user").first()
    if place is None:
        raise Refused(_("You are not in this group."))
    keep_a_manager(place, _("leave"))
    GroupMembership.objects.filter(pk=place.pk).end(actor.user, "left")
    _told(actor, "left", place, receipt=str(removed.keep_place(actor, place, "groups.leave").pk))


def keep_a_manager(place: GroupMembership, act: str) -> None:
    """Refuse what would leave the group without a manager of its own environment."""
    ids = set(standings.managers(place.group_id).values_list("pk", flat=True)[:2])
    if ids == {place.pk}:
        said = _("%(name)s is the last manager of %(group)s. Name another one first, then %(act)s.")
        raise Refused(said % {"name": place.user.name, "group": place.group.name, "act": act})


def _told(actor: Actor, verb: str, place: GroupMembership, **details: str) -> None:
    theirs = place.user.environment_id
    partner = theirs if theirs != place.group.environment_id else None
    groups.recorded(actor, verb, place.group, subject=place.user, partner_id=partner, **details)
