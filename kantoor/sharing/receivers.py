"""With whom a document can be shared: people, groups and organizations that are related (domain 7.5)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.access.wanted import in_many
from kantoor.accounts.models import User
from kantoor.documents.models import Document
from kantoor.groups.models import Group
from kantoor.kernel.text import words
from kantoor.organizations.candidates import SHOWN, Candidates
from kantoor.organizations.models import Organization, State
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Share

Holder = User | Group | Organization
COLUMNS = {"u": "user", "g": "group", "o": "to_organization"}


class To(NamedTuple):
    """Who was picked: "u", "g" or "o" and the id."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}-{self.id}"


def to(holder: Holder) -> To:
    """How a form names a holder."""
    kind = "u" if isinstance(holder, User) else "g" if isinstance(holder, Group) else "o"
    return To(kind, holder.pk)


@dataclass(frozen=True)
class Receiver:
    """Somebody who could be given a share; `reason` says why not, if they cannot."""

    holder: Holder
    company: str = ""
    outside: bool = False
    people: int = 1
    reason: str = ""

    @property
    def to(self) -> To:
        return to(self.holder)


class Receivers:
    """The choosable receivers of one document, for one who shares it; partnerships are asked for once."""

    def __init__(self, actor: Actor, document: Document) -> None:
        self.actor, self.document = actor, document
        self.environment_id = document.organization.environment_id
        self.candidates = Candidates(document.organization, actor.environment_id)

    @property
    def partnerships(self) -> dict[UUID, Partnership]:
        return self.candidates.partnerships

    def organizations(self) -> QuerySet[Organization]:
        """Active ones of the environment and of its partners, as far as who shares may know of them."""
        sides = {self.environment_id, *self.partnerships}
        known = self._held
        if self.actor.is_environment_administrator:
            known |= Q(environment_id=self.actor.environment_id)
        if self.actor.environment_id == self.environment_id:
            known |= Q(environment_id__in=list(self.partnerships))
        found = Organization.objects.filter(known, environment_id__in=sides, state=State.ACTIVE)
        return found.exclude(pk=self.document.organization_id).select_related("environment")

    @cached_property
    def _held(self) -> Q:
        """Where the actor has a role; who is in very many is asked of each organization that is in question."""
        user = self.actor.user_id
        if in_many(user):
            return reach.holds(user, "pk")
        return Q(pk__in=reach.held_by(user).values("organization_id"))

    def found(self, picks: Collection[To]) -> dict[To, Holder]:
        """Those of the picks who can be chosen; another's id is left out as if it did not exist."""
        ids = {kind: [one.id for one in picks if one.kind == kind] for kind in COLUMNS}
        holders: list[Holder] = [*self.candidates.users(ids["u"])]
        holders += self.candidates.groups().filter(pk__in=ids["g"]) if ids["g"] else []
        holders += self.organizations().filter(pk__in=ids["o"]) if ids["o"] else []
        return {to(holder): holder for holder in holders}

    def described(self, picks: Sequence[To]) -> list[Receiver]:
        """The same with their words, in the order of the picks."""
        people = self.candidates.described([(one.kind, one.id) for one in picks if one.kind != "o"])
        places = self.organizations().filter(pk__in=[one.id for one in picks if one.kind == "o"])
        known = {one.to: one for one in self._receivers(people, places)}
        return [known[one] for one in picks if one in known]

    def search(self, text: str) -> list[Receiver]:
        """The first whose name, address or company has every word."""
        places = self.organizations()
        for word in words(text):
            places = places.filter(Q(folded__contains=word) | Q(environment__folded__contains=word))
        return self._receivers(self.candidates.search(text), places.order_by("folded", "id")[:SHOWN])

    def _receivers(self, people: Sequence[object], places: QuerySet[Organization]) -> list[Receiver]:
        found = [
            Receiver(one.holder, one.company, one.outside, one.people, self._reason(to(one.holder)))  # type: ignore[attr-defined]
            for one in people
        ]
        for place in places:
            outside = place.environment_id != self.environment_id
            found.append(Receiver(place, place.environment.name, outside, reason=self._reason(to(place))))
        return found

    def _reason(self, one: To) -> str:
        return _("Has a share already") if one in self.holding else ""

    @cached_property
    def holding(self) -> set[To]:
        """Who has a share of this document now."""
        rows = Share.objects.live().filter(document=self.document)
        found = rows.values_list(*(f"{column}_id" for column in COLUMNS.values()))
        return {To(kind, pk) for row in found for kind, pk in zip(COLUMNS, row, strict=True) if pk}

    def partnership_for(self, holder: Holder) -> Partnership | None:
        """What a share with this receiver hangs on, when it crosses one."""
        if isinstance(holder, Group):
            return holder.partnership
        return self.partnerships.get(holder.environment_id)
