"""Groups: made, renamed, closed, taken over; and what they have (domain 7.1)."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import documents as reached
from kantoor.access import groups as standings
from kantoor.access import looking, newest, reach
from kantoor.access.action import Unchanged, action, lock
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents.models import Document
from kantoor.environments.models import Environment
from kantoor.groups.models import CLOSED, Group, GroupMembership
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel import pages
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import fold, words
from kantoor.organizations.models import Membership
from kantoor.partnerships import partnerships
from kantoor.sharing.models import Share

NAME_LENGTH = 120


def visible_to(actor: Actor) -> QuerySet[Group]:
    """The open groups that the actor is in; for environment administrators all of the environment's."""
    overseen = actor.environment_id if actor.is_environment_administrator else None
    found = standings.visible(actor.user_id, overseen)
    return found.select_related("environment", "partnership__low", "partnership__high")


def page(actor: Actor, text: str = "", cursor: str = "") -> pages.Page[Group]:
    """A page of those whose name has every word, by name."""
    place = pages.place(Group, ("folded", "id"), cursor)
    return place.page(looking.first(actor, visible_to, place, words(text)), pages.SIZE)


def _own(actor: Actor) -> QuerySet[Environment]:
    return Environment.objects.filter(pk=actor.environment_id)


@action("groups.make", Permission.GROUPS_CREATE, of=_own)
def make(actor: Actor, environment: Environment, name: str, partnership_id: UUID | None = None) -> Group:
    """Make a group, or with a partnership a partner group; who makes it is in it and manages it."""
    made = Group(environment=environment, created_by=actor.user, name=_clean(name))
    if partnership_id is not None:
        made.partnership = partnerships.one(actor, partnership_id)
        lock(made.partnership)
        partnerships.require_live(made.partnership)
    _refuse_taken(made)
    made.folded = fold(made.name)
    made.save(force_insert=True)
    GroupMembership.objects.create(
        group=made, user=actor.user, manager=True, began_by=actor.user, partnership=made.partnership
    )
    recorded(actor, "made", made)
    return made


@action("groups.rename", Permission.GROUP_MANAGE, of=visible_to)
def rename(actor: Actor, group: Group, name: str) -> Group:
    """Another name; lists sort and find by it from now on."""
    before, group.name = group.name, _clean(name)
    if group.name == before:
        raise Unchanged(group)
    _refuse_taken(group)
    Group.objects.filter(pk=group.pk).update(name=group.name, folded=fold(group.name))
    Membership.objects.open().filter(group=group).update(name_key=fold(group.name)[:160])
    recorded(actor, "renamed", group, before=before, after=group.name)
    return group


@dataclass(frozen=True)
class Ending:
    """What closing ends; counted again afterwards it is 0."""

    people: int
    outside: int
    memberships: int
    shares: int
    requests: int


def preview(group: Group) -> Ending:
    """What would end now; four queries."""
    places = GroupMembership.objects.live().filter(group=group)
    foreign = ~Q(user__environment_id=group.environment_id)
    people = places.aggregate(n=Count("pk"), outside=Count("pk", filter=foreign))
    return Ending(
        people=people["n"],
        outside=people["outside"],
        memberships=Membership.objects.live().filter(group=group).count(),
        shares=Share.objects.live().filter(group=group).count(),
        requests=_asked(group).count(),
    )


def _asked(group: Group) -> QuerySet[Request]:
    return Request.objects.filter(kind=Kind.GROUP, group=group, state=RequestState.OPEN)


@action("groups.close", Permission.GROUP_MANAGE, of=visible_to)
def close(actor: Actor, group: Group) -> Ending:
    """End every place in the group and all that it was given, and keep the receipt (domain 8.5)."""
    return end(actor, group)


def end(actor: Actor, group: Group) -> Ending:
    """The same as part of a running action."""
    ends = preview(group)
    grants: list[QuerySet[Any]] = [
        model.objects.filter(group=group) for model in (GroupMembership, Membership, Share)
    ]
    for rows in grants:
        rows.end(actor.user, CLOSED)  # type: ignore[attr-defined]
    requests.settle_all(_asked(group), RequestState.ENDED, actor.user)
    Group.objects.filter(pk=group.pk).update(closed_at=Now())
    left = sum(rows.filter(ended_at=None).count() for rows in grants) + _asked(group).count()
    if left:
        raise RuntimeError(f"closing group {group.pk} left {left} grants")
    recorded(actor, "closed", group, left=left, **asdict(ends))
    return ends


@action("groups.take_over", Permission.GROUPS_TAKE_OVER, of=visible_to)
def take_over(actor: Actor, group: Group) -> Group:
    """Manage a group that has no active manager left."""
    if has_manager(group):
        raise Conflict(_("%(name)s has a manager. Ask them to name you.") % {"name": group.name})
    mine = GroupMembership.objects.filter(group=group, user=actor.user)
    mine.end(actor.user, "taken over")
    GroupMembership.objects.create(
        group=group, user=actor.user, manager=True, began_by=actor.user, partnership=group.partnership
    )
    recorded(actor, "taken_over", group)
    return group


def has_manager(group: Group) -> bool:
    """Whether somebody of the own environment manages it and is not blocked."""
    return bool(standings.first_managers(group.pk))


def memberships_of(actor: Actor, group: Group) -> tuple[list[Membership], int]:
    """The organizations that it is a member of: those the actor may know of, and how many others there are."""
    asked = {"user": actor.user_id, "group": group.pk}
    if actor.is_environment_administrator:
        named = _given_overseen.rows(**asked, environment=actor.environment_id)
    else:
        named = _given_known.rows(**asked)
    return named, _given.count(group=group.pk) - len(named)


def _of(group: UUID) -> QuerySet[Membership]:
    found: QuerySet[Membership] = reach.memberships().filter(group_id=group)
    return found


def _first(group: UUID, known: Q) -> QuerySet[Membership]:
    rows = _of(group).filter(known).select_related("organization")
    return rows.order_by("organization__folded", "id")[:200]


_given = Prepared(lambda group: _of(group).order_by().values_list("pk"))
_given_known = Prepared(lambda user, group: _first(group, reach.holds(user, "organization_id")))
_given_overseen = Prepared(
    lambda user, group, environment: _first(
        group, reach.holds(user, "organization_id") | Q(organization__environment_id=environment)
    )
)


def shares_of(group: Group) -> QuerySet[Share]:
    """The documents shared with it, newest first; for its people."""
    rows = reached.shares().filter(group=group)
    return rows.select_related("document", "organization", "began_by")


def reached_in(actor: Actor, shares: list[Share]) -> list[Share]:
    """Those of them whose document the actor may see."""
    keys = [one.document_id for one in shares]
    seen = Document.objects.filter(newest.tested(actor.user_id, keys), pk__among=keys) if keys else ()
    ids = {document.pk for document in seen}
    return [one for one in shares if one.document_id in ids]


def _clean(name: str) -> str:
    clean = " ".join(name.replace("\0", "").split())
    if not clean:
        raise Invalid(_("Give the group a name."), field="name")
    if len(clean) > NAME_LENGTH:
        raise Invalid(_("Write at most 120 characters."), field="name")
    return clean


def _refuse_taken(group: Group) -> None:
    """Two groups of one name in an environment would be taken for each other."""
    same = Group.objects.filter(
        environment_id=group.environment_id, folded=fold(group.name), closed_at=None
    ).exclude(pk=group.pk)
    if same.exists():
        raise Invalid(_("There is a group with this name already."), field="name")


def recorded(actor: Actor | None, verb: str, group: Group, **details: Any) -> None:
    """An entry in the environment's trail; a partner group's in that of both sides."""
    theirs = partnerships.across(group.partnership, group.environment_id)
    details.setdefault("group", group.name)
    record.entry(
        actor,
        f"groups.{verb}",
        group,
        subject=details.pop("subject", None) or group,
        environment_id=group.environment_id,
        partner_id=details.pop("partner_id", None) or theirs,
        **details,
    )
