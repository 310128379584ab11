"""Whom an administrator can choose: own active users, groups, and the participants of active partnerships (domain 5.2)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import groups as standings
from kantoor.accounts.models import User
from kantoor.groups.models import Group
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now
from kantoor.kernel.text import words
from kantoor.organizations import choosable, typed
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership

FEW = 5  # people, up to whom one question each is quicker than one made anew for all


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be picked; `reason` says why not, if they cannot."""

    holder: User | Group
    company: str
    outside: bool
    reason: str = ""
    people: int = 1

    @property
    def is_group(self) -> bool:
        return isinstance(self.holder, Group)

    @property
    def key(self) -> str:
        """How a form names them: "u-<id>" or "g-<id>"."""
        return f"{'g' if self.is_group else 'u'}-{self.holder.pk}"


class Candidates:
    """The choosable people of one organization; asks the database for its partnerships once.

    `side`: the environment of who chooses. An administrator of a partner's chooses among their own participants and
    those put forward to them: nobody else crosses the wall to them (domain 1).
    """

    def __init__(self, organization: Organization, side: UUID | None = None) -> None:
        self.organization = organization
        self.environment_id = organization.environment_id
        self.outside = side if side != self.environment_id else None

    @cached_property
    def partnerships(self) -> dict[UUID, Partnership]:
        """The live partnerships, by the environment of the other side."""
        rows = typed.partnerships(self.environment_id)
        return {row.high_id if row.low_id == self.environment_id else row.low_id: row for row in rows}

    @cached_property
    def _whole_sides(self) -> list[UUID]:
        """The partners who put all their active users forward."""
        everybody = self._put_forward().filter(user=None)
        return list(everybody.values_list("environment_id", flat=True))

    def _put_forward(self) -> QuerySet[Participant]:
        rows = Participant.objects.live().filter(
            partnership_id__in=[p.pk for p in self.partnerships.values()]
        )
        return rows.exclude(environment_id=self.environment_id)

    def own(self) -> QuerySet[User]:
        """The environment's active users; to somebody outside those put forward to them."""
        people = choosable.active().filter(environment_id=self.environment_id)
        if self.outside is None:
            return people
        shown = Participant.objects.live().filter(
            partnership=self.partnerships.get(self.outside), environment_id=self.environment_id
        )
        everybody = Q(environment_id__in=shown.filter(user=None).values("environment_id"))
        return people.filter(everybody | Q(pk__in=shown.filter(user__isnull=False).values("user_id")))

    def partners(self) -> QuerySet[User]:
        """The participants of the other sides; to somebody outside those of their own."""
        sides = [side for side in self.partnerships if self.outside in (None, side)]
        named = Q(pk__in=self._put_forward().filter(user__isnull=False).values("user_id"))
        return (
            choosable.active()
            .filter(named | Q(environment_id__in=self._whole_sides))
            .filter(environment_id__in=sides)
        )

    def groups(self) -> QuerySet[Group]:
        """Own groups and the partner groups of either side; to somebody outside those of their partnership."""
        shared = [p.pk for side, p in self.partnerships.items() if self.outside in (None, side)]
        known = Q(partnership_id__in=shared)
        if self.outside is None:
            known |= Q(environment_id=self.environment_id, partnership=None)
        return Group.objects.filter(known, closed_at=None).select_related(
            "environment", "partnership__low", "partnership__high"
        )

    def users(self, ids: Collection[UUID]) -> list[User]:
        """Those of the ids who can be chosen; anybody else's id is left out as if it did not exist."""
        found: list[User] = []
        if self.outside is None and len(ids) <= FEW:
            found += [user for key in ids for user in typed.one(self.organization, key)]
            for user in found:
                user.environment = self.organization.environment
        else:
            for some in _chunks(list(ids)):
                found += self.own().filter(pk__in=some).select_related("environment")
        rest = set(ids) - {user.pk for user in found}
        for some in _chunks(list(rest)):
            found += self.partners().filter(pk__in=some).select_related("environment")
        return found

    def search(self, text: str) -> list[Candidate]:
        """The first people and groups whose name, address or company has every word; own people first."""
        sought, house, place = words(text), self.environment_id, self.organization
        people = typed.People(place)
        if self.outside is None:
            own, sides = self._own_first(people, sought), typed.sides(house)
        else:  # to whom its own are a partner's participants
            theirs = typed.People(place, whose=self.outside)
            own, sides = (
                theirs.partners(sought, typed.side(self.outside, house)),
                typed.side(house, self.outside),
            )
        partners = people.of_many_partners(sought) if sides is None else people.partners(sought, sides)
        groups = typed.groups(place, sought, self.outside)
        return self._described([*own, *groups, *partners])

    def _own_first(self, people: typed.People, sought: list[str]) -> list[User]:
        house = self.organization.environment
        own = people.own([word for word in sought if word not in house.folded])
        for user in own:
            user.environment = house
        return own

    def described(self, keys: Collection[tuple[str, UUID]]) -> list[Candidate]:
        """Those behind the keys ("u" or "g", id) that can be chosen, in the order of the keys."""
        if not keys:
            return []
        people = self.users([key for kind, key in keys if kind == "u"])
        groups = self.groups().filter(pk__in=[key for kind, key in keys if kind == "g"])
        found = {candidate.holder.pk: candidate for candidate in self._described([*people, *groups])}
        return [found[key] for _kind, key in keys if key in found]

    def _described(self, holders: list[User | Group]) -> list[Candidate]:
        """With what stands in the way, asked for those who do not say it themselves."""
        there = self.standing(holders)
        sizes = standings.sizes([holder.pk for holder in holders if isinstance(holder, Group)])
        return [
            Candidate(
                holder=holder,
                company=self._company(holder),
                outside=self._is_outside(holder),
                reason=_reason(there.get(holder.pk)),
                people=sizes.get(holder.pk, 0) if isinstance(holder, Group) else 1,
            )
            for holder in holders
        ]

    def standing(self, holders: Collection[User | Group]) -> dict[UUID, str]:
        """Who of them is a "member" or "asked" already; asked for those who do not say it themselves."""
        there = standing(self.organization, [one.pk for one in holders if not hasattr(one, "is_member")])
        return there | {one.pk: said for one in holders if (said := _said(one))}

    def _is_outside(self, holder: User | Group) -> bool:
        """Of a partner; a partner group has people of one."""
        if isinstance(holder, Group):
            return holder.partnership_id is not None
        return bool(holder.environment_id != self.environment_id)

    def _company(self, holder: User | Group) -> str:
        pair = holder.partnership if isinstance(holder, Group) else None
        if pair is not None:
            return str((pair.high if pair.low_id == self.environment_id else pair.low).name)
        return "" if isinstance(holder, Group) else str(holder.environment.name)


def _said(holder: User | Group) -> str:
    if getattr(holder, "is_member", False):
        return "member"
    return "asked" if getattr(holder, "is_asked", False) else ""


def standing(organization: Organization, ids: Collection[UUID]) -> dict[UUID, str]:
    """Who of these users and groups is a "member" or "asked" already."""
    found: dict[UUID, str] = {}
    for some in _chunks(list(ids)):
        asked = Request.objects.filter(
            kind=Kind.MEMBERSHIP, state=RequestState.OPEN, organization=organization, to_user_id__in=some
        )
        found |= dict.fromkeys(
            asked.filter(expires_at__gt=Now()).values_list("to_user_id", flat=True), "asked"
        )
        members = Membership.objects.live().filter(organization=organization)
        for column in ("user_id", "group_id"):
            rows = members.filter(**{f"{column}__in": some}).values_list(column, flat=True)
            found |= dict.fromkeys(rows, "member")
    return found


def _reason(there: str | None) -> str:
    return {"member": _("Already a member"), "asked": _("Already asked")}.get(there or "", "")


def _chunks(ids: list[UUID], size: int = 5_000) -> Iterable[list[UUID]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
