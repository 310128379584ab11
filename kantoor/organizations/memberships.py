"""Who is a member of an organization: listing, beginning, changing, removing, leaving (domain 5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, SmallIntegerField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.environments.models import Environment
from kantoor.groups.models import Group
from kantoor.kernel import pages
from kantoor.kernel.among import unindexed
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid, Refused
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import fold, words
from kantoor.organizations import seen
from kantoor.organizations.models import Membership, Organization, OrganizationRole, State
from kantoor.partnerships.models import Partnership
from kantoor.receipts import removed
from kantoor.sharing.models import Share

ADMINISTRATOR = OrganizationRole.ADMINISTRATOR
COUNTED = 1_000
SORTS = {
    "name": ("name_key", "id"),
    "-name": ("-name_key", "-id"),
    "role": ("role", "name_key", "id"),
    "-role": ("-role", "-name_key", "-id"),
    "since": ("member_since", "id"),
    "-since": ("-member_since", "-id"),
}


def visible_to(actor: Actor) -> QuerySet[Membership]:
    """The memberships, own and others', in the organizations that the actor reaches."""
    held = reach.held_by(actor.user_id).values("organization_id")
    return (
        reach.memberships().filter(organization_id__in=held).select_related("organization", "user", "group")
    )


class Member(NamedTuple):
    """A line of the list of members: a user's membership or a group's."""

    id: UUID
    user_id: UUID | None
    group_id: UUID | None
    partnership_id: UUID | None
    added_by_id: UUID | None
    role: int
    expires_at: dt.datetime | None
    member_since: dt.datetime
    name_key: str
    name: str
    email: str
    picture: str
    company: str
    added_by_name: str
    is_blocked: bool


def of(organization: Organization, text: str = "", side: str = "") -> QuerySet[Membership, Member]:
    """The members of an organization that the asker has already reached; `side`: "own", "partners" or both."""
    rows = reach.memberships().filter(organization=organization)
    for word in words(text):
        rows = rows.filter(_named(organization, word))
    if side == "own":
        rows = rows.filter(partnership=None)
    elif side == "partners":
        rows = rows.filter(partnership__isnull=False)
    return _told(rows)


def page(
    organization: Organization,
    text: str = "",
    side: str = "",
    sort: str = "",
    cursor: str = "",
    size: int = pages.SIZE,
) -> pages.Page[Member]:
    """A page of them; by name and not narrowed, as they are looked at most, by SQL that was made once."""
    order = SORTS.get(sort, SORTS["name"])
    if text or side or order != SORTS["name"]:
        return pages.keyset(of(organization, text, side), order, cursor, size)
    place = pages.place(Membership, order, cursor)
    after = dict(zip(("name", "key"), place.values, strict=False))
    rows = _by_name(place.reverse, bool(after)).rows(organization=organization.pk, **after)
    return place.page(rows, size)


@cache
def _by_name(reverse: bool, after: bool) -> Prepared[Member]:
    def rows(organization: UUID, name: str = "", key: UUID | None = None) -> QuerySet[Membership, Member]:
        place = pages.Place(["name_key", "id"], reverse, False, [name, key] if after else [])
        there = reach.memberships().filter(place.after, organization_id=organization)
        # Apart: PostgreSQL expects a hundred members, and would join all that a line tells to a hundred thousand.
        first = there.order_by(*place.order).values("pk")[: pages.SIZE + 1]
        return _told(Membership.objects.filter(pk__among=first)).order_by(*place.order)

    names = ("organization", "name", "key") if after else ("organization",)
    return Prepared(rows, names, texts=("name",))


def _told(rows: QuerySet[Membership]) -> QuerySet[Membership, Member]:
    """With what a line tells."""
    named = rows.annotate(
        name=Coalesce("user__name", "group__name"),
        email=F("user__email"),
        picture=F("user__picture"),
        company=F("user__environment__name"),
        added_by_name=F("added_by__name"),
        is_blocked=reach.blocked("user_id"),
    )
    return cast("QuerySet[Membership, Member]", named.values_list(*Member._fields, named=True))


def _named(organization: Organization, word: str) -> Q:
    """Members whose name, address or company has the word, and groups whose name has it."""
    people = finding.few([word])
    if people is not None and not _names_company_or_group(organization, word):
        return Q(user_id__in=people)
    person = Q(user__folded__contains=word) | Q(user__environment__folded__contains=word)
    return person | Q(group__folded__contains=word)


def _names_company_or_group(organization: Organization, word: str) -> bool:
    """Of those that have a membership here, of which who asks sees the list: few are called so, and each is looked up."""
    house, here = organization.environment_id, Membership.objects.open().filter(organization=organization)
    sides = Q(low_id=house, high_id=OuterRef("pk")) | Q(low_id=OuterRef("pk"), high_id=house)
    across = Partnership.objects.live().filter(sides, Exists(here.filter(partnership_id=OuterRef("pk"))))
    companies = Environment.objects.filter(Q(pk=house) | Q(Exists(across)), folded__contains=word)
    groups = Group.objects.filter(Exists(here.filter(group_id=OuterRef("pk"))), folded__contains=word)
    return any([companies.exists(), groups.exists()])


def count(organization: Organization) -> int:
    """How many members (a group counts once); more than `COUNTED` are not counted further, it would take longer."""
    return _some_keys.count(organization=organization.pk)


_some_keys = Prepared(
    lambda organization: (
        reach.memberships()
        .filter(organization_id=organization)
        .values_list(Value(1, output_field=SmallIntegerField()))[: COUNTED + 1]
    )
)


def count_each(places: Sequence[UUID]) -> dict[UUID, int]:
    """The same for each of these, none of which is closed; one query."""
    return _some_of_one.count_each(places) if places else {}


_some_of_one = Prepared(
    lambda: (
        Membership.objects.live()
        .filter(reach.rests(None), organization_id=RawSQL("o.id", []))
        .order_by("expires_at", "partnership_id")  # the index that has all of it
        .values_list(Value(1, output_field=SmallIntegerField()))[: COUNTED + 1]
    )
)


def said(number: int) -> str:
    """A count in words: "7", or "1,000+" for more than were counted."""
    return f"{min(number, COUNTED):,}" + ("+" if number > COUNTED else "")


def begin(
    organization: Organization,
    holder: User | Group,
    role: int,
    *,
    until: dt.datetime | None = None,
    by: User | None = None,
    partnership: Partnership | None = None,
    since: dt.datetime | None = None,
    added_by: User | None = None,
) -> Membership:
    """A membership from now on, as part of a running action; `Conflict` if the holder has one."""
    place = {"group": holder} if isinstance(holder, Group) else {"user": holder}
    Membership.objects.filter(organization=organization, **place).lapse()
    if Membership.objects.open().filter(organization=organization, **place).exists():
        raise Conflict(_("%(name)s is a member already.") % {"name": holder.name})
    made = unsaved(organization, holder, role, until=until, by=by, partnership=partnership)
    if since is not None:
        made.member_since, made.added_by = since, added_by
    made.save(force_insert=True)
    return made


def unsaved(
    organization: Organization,
    holder: User | Group,
    role: int,
    *,
    until: dt.datetime | None,
    by: User | None,
    partnership: Partnership | None = None,
) -> Membership:
    """The row for a new membership, to be written by the caller."""
    return Membership(
        organization=organization,
        user=None if isinstance(holder, Group) else holder,
        group=holder if isinstance(holder, Group) else None,
        role=role,
        expires_at=until,
        began_by=by,
        added_by=by,
        partnership=partnership,
        name_key=fold(holder.name)[:160],
    )


@action("memberships.change", Permission.MEMBERS_CHANGE, of=visible_to)
def change(actor: Actor, membership: Membership, role: int, until: dt.datetime | None) -> Membership:
    """Give another role or end date; the old row ends, a new one begins (domain 5.6, 8.3)."""
    if role not in OrganizationRole.values:
        raise Invalid(_("Choose viewer, member or administrator."), field="role")
    check_until(until)
    if (membership.role, membership.expires_at) == (role, until):
        raise Unchanged(membership)
    if role != ADMINISTRATOR or until is not None:
        keep_an_administrator(membership, _ending(until) if role == ADMINISTRATOR else _("make this change"))
    before = {"role": membership.role, "until": _stamp(membership.expires_at)}
    if not Membership.objects.filter(pk=membership.pk).end(actor.user, "changed"):
        raise Conflict(_("This membership has just ended."))  # its partnership, or its date
    made = begin(
        membership.organization,
        holder_of(membership),
        role,
        until=until,
        by=actor.user,
        partnership=membership.partnership,
        since=membership.member_since,
        added_by=membership.added_by,
    )
    _recorded(actor, "changed", made, before=before, role=role, until=_stamp(until))
    return made


@action("memberships.remove", Permission.MEMBERS_REMOVE, of=visible_to)
def remove(actor: Actor, membership: Membership) -> "Removal":
    """End a membership, at once and everywhere (domain 5.6)."""
    keep_an_administrator(membership, _("remove them"))
    ends = consequences(membership)
    Membership.objects.filter(pk=membership.pk).end(actor.user, "removed")
    kept = removed.keep(actor, membership, ends.left_through)
    _recorded(actor, "removed", membership, role=membership.role, receipt=str(kept.pk))
    return replace(ends, receipt=kept.pk)


@action("memberships.leave", Permission.OWN_LEAVE, of=seen.by)
def leave(actor: Actor, organization: Organization) -> None:
    """End one's own membership (domain 5.6)."""
    own = reach.memberships().filter(organization=organization, user_id=actor.user_id).first()
    if own is None:
        raise Refused(
            _("You are in %(name)s through a group. Ask its manager to take you out.")
            % {"name": organization}
        )
    keep_an_administrator(own, _("leave"))
    through = consequences(own).left_through
    Membership.objects.filter(pk=own.pk).end(actor.user, "left")
    kept = removed.keep(actor, own, through, "memberships.leave")
    _recorded(actor, "left", own, role=own.role, receipt=str(kept.pk))


def keep_an_administrator(membership: Membership, act: str) -> None:
    """Refuse what would leave the organization without a lasting own administrator (domain 5.7)."""
    lasting = reach.lasting_administrators(membership.organization_id)
    ids = set(lasting.values_list("pk", flat=True)[:2])
    if ids == {membership.pk}:
        raise Refused(
            _(
                "%(name)s is the last administrator of %(organization)s. Appoint another one first, then %(act)s."
            )
            % {"name": holder_of(membership).name, "organization": membership.organization.name, "act": act}
        )


@dataclass(frozen=True)
class Removal:
    """What ends with a membership, and what stays beneath it."""

    name: str
    role: int
    outside: bool
    left_role: int | None
    left_through: list[str]
    shares: int = 0
    receipt: UUID | None = None


def consequences(membership: Membership) -> Removal:
    """What removing would end; a role through a group remains (domain 7.6)."""
    holder = holder_of(membership)
    # Theirs lead, and no index of a place with a hundred thousand others.
    held = reach.held_by(holder.pk).alias(place=unindexed("organization_id"))
    left = held.filter(place=membership.organization_id).exclude(pk=membership.pk).order_by()
    rows = [] if isinstance(holder, Group) else left.values_list("role", "group__name")
    rest = sorted(rows, key=lambda row: -row[0])
    return Removal(
        name=holder.name,
        role=membership.role,
        outside=membership.partnership_id is not None and membership.user_id is not None,
        left_role=rest[0][0] if rest else None,
        left_through=[name for _role, name in rest if name],
        shares=_shared_with(holder, membership.organization),
    )


def _shared_with(holder: User | Group, organization: Organization) -> int:
    """Documents of the organization shared with the holder: grants of their own, which stay."""
    rows = Share.objects.live().filter(organization=organization)
    return (rows.filter(group=holder) if isinstance(holder, Group) else rows.filter(user=holder)).count()


def holder_of(membership: Membership) -> User | Group:
    """The user or group whose membership it is."""
    holder = membership.group or membership.user
    assert holder is not None  # a check constraint holds it
    return holder


def require_active(organization: Organization) -> None:
    """Until active, an organization has no members besides its creator (domain 4.2)."""
    if organization.state != State.ACTIVE:
        raise Conflict(not_active(organization))


def not_active(organization: Organization) -> str:
    """Why nobody can be added."""
    if organization.state == State.CLOSED:
        return _("%(name)s is closed. Nobody can be added any more.") % {"name": organization.name}
    return _("%(name)s is not active. Activate it first; then members can be added.") % {
        "name": organization.name
    }


def check_until(until: dt.datetime | None) -> None:
    """An end date lies in the future."""
    if until is not None and until <= now():
        raise Invalid(_("Choose a day after today, or leave the date empty."), field="until")


def _ending(until: dt.datetime | None) -> str:
    return _("set an end date") if until else _("make this change")


def _stamp(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


def _recorded(actor: Actor, verb: str, membership: Membership, **details: Any) -> None:
    """An entry in the organization's trail; the other environment sees it when the person is theirs."""
    user: User | None = membership.user
    ours = membership.organization.environment_id
    theirs = user.environment_id if user and user.environment_id != ours else None
    record.entry(
        actor,
        f"memberships.{verb}",
        membership,
        subject=holder_of(membership),
        organization=membership.organization,
        partner_id=theirs,
        **details,
    )


def end_expired() -> int:
    """Write the end under memberships whose date has passed; reach ignores them already. How many."""
    return Membership.objects.filter(expires_at__lte=Now()).lapse()
