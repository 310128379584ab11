"""With whom a document can be shared: people, groups and organizations that are related (domain 7.5)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.access.ways import in_many
from kantoor.accounts.models import User
from kantoor.documents.models import Document
from kantoor.groups.models import Group
from kantoor.kernel.alike import asked
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.organizations import choosable
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import Organization, State
from kantoor.organizations.typed import SHOWN
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Share

Holder = User | Group | Organization
# Organizations of anybody, among the first of which those who have many to choose from find a page of theirs.
NEAR = 1_000
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


@dataclass(frozen=True)
class Places:
    """Organizations that one who shares can choose (kernel.alike). `side_id`: the company of who shares, `house_id` of
    the document; `own_id`: whose it is; `in_many`: who is in very many is asked of each organization in question.
    """

    user_id: UUID
    side_id: UUID
    house_id: UUID
    own_id: UUID
    inside: bool
    administers: bool
    in_many: bool

    @property
    def plan_kept(self) -> bool:
        """By PostgreSQL: of somebody in thousands one for everybody would collect all of theirs."""
        return not self.in_many

    def all(self) -> QuerySet[Organization]:
        """All that there are."""
        return self.among(Organization.objects.all())

    def among(self, rows: QuerySet[Organization]) -> QuerySet[Organization]:
        """Active ones of the document's company and of its partners, as far as who shares may know of them: those in
        which they have a role, for administrators all of their company's, and for its own people all of its partners'.
        """
        partners, here = choosable.across(self.house_id), Q(environment_id=self.house_id)
        if self.inside:
            known = partners | (here if self.administers else here & self._held)
        else:
            own = Q(environment_id=self.side_id) if self.administers else Q(pk__in=[])
            known = (partners | here) & (self._held | own)
        return rows.filter(known, state=State.ACTIVE).exclude(pk=self.own_id)

    @property
    def _held(self) -> Q:
        if self.in_many:
            return reach.holds(self.user_id, "pk")
        return Q(pk__in=reach.held_by(self.user_id).values("organization_id"))


def _these(places: Places, keys: list[UUID]) -> QuerySet[Organization]:
    return places.all().filter(pk__among=keys).select_related("environment")


def _first(places: Places, **sought: str) -> QuerySet[Organization]:
    """Few columns are put in order: a company may have thousands beside it."""
    found = places.all()
    for word in sought.values():
        found = found.filter(Q(folded__contains=word) | Q(environment__folded__contains=word))
    return _shown(found.order_by("folded", "id"))


def _near(places: Places) -> QuerySet[Organization]:
    """The same out of the first that there are of anybody's, one after the other in the order of names."""
    named = Coalesce("folded", "folded")
    rows = Organization.objects.alias(named=named).order_by("named", "id")
    last = rows.annotate(last=named).values("last")[NEAR : NEAR + 1]
    # Between two ends PostgreSQL expects few, and keeps to the order.
    return _shown(places.among(rows.filter(named__gte="", named__lte=Subquery(last))))


def _shown(found: QuerySet[Organization]) -> QuerySet[Organization]:
    rows = Organization.objects.filter(pk__in=found.values("pk")[:SHOWN]).select_related("environment")
    return rows.order_by("folded", "id")


_shares_now = Prepared(
    lambda document: (
        Share.objects.live()
        .filter(document_id=document)
        .values_list(*(f"{column}_id" for column in COLUMNS.values()))
    )
)


class Receivers:
    """The choosable receivers of one document, for one who shares it; partnerships are asked for once."""

    def __init__(self, actor: Actor, document: Document) -> None:
        self.actor, self.document = actor, document
        self.environment_id = document.organization.environment_id
        self.candidates = Candidates(document.organization, actor.environment_id)

    @property
    def partnerships(self) -> dict[UUID, Partnership]:
        return self.candidates.partnerships

    @cached_property
    def _places(self) -> Places:
        actor = self.actor
        return Places(
            user_id=actor.user_id,
            side_id=actor.environment_id,
            house_id=self.environment_id,
            own_id=self.document.organization_id,
            inside=actor.environment_id == self.environment_id,
            administers=actor.is_environment_administrator,
            in_many=in_many(actor.user_id),
        )

    def organizations(self, picks: Collection[To]) -> list[Organization]:
        """Those of the picks that are organizations which can be chosen."""
        keys = [one.id for one in picks if one.kind == "o"]
        return asked(_these, self._places, keys=keys).rows() if keys else []

    def found(self, picks: Collection[To]) -> dict[To, Holder]:
        """Those of the picks who can be chosen; another's id is left out as if it did not exist."""
        ids = {kind: [one.id for one in picks if one.kind == kind] for kind in COLUMNS}
        holders: list[Holder] = [*self.candidates.users(ids["u"])]
        holders += self.candidates.groups().filter(pk__in=ids["g"]) if ids["g"] else []
        holders += self.organizations(picks)
        return {to(holder): holder for holder in holders}

    def described(self, picks: Sequence[To]) -> list[Receiver]:
        """The same with their words, in the order of the picks."""
        people = self.candidates.described([(one.kind, one.id) for one in picks if one.kind != "o"])
        known = {one.to: one for one in self._receivers(people, self.organizations(picks))}
        return [known[one] for one in picks if one in known]

    def search(self, text: str) -> list[Receiver]:
        """The first whose name, address or company has every word."""
        sought = {f"word{number}": word for number, word in enumerate(words(text))}
        places = [] if sought else asked(_near, self._places).rows()
        if len(places) < SHOWN:
            places = asked(_first, self._places, **sought).rows()
        return self._receivers(self.candidates.search(text), places)

    def _receivers(self, people: Sequence[object], places: Sequence[Organization]) -> list[Receiver]:
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
        found = _shares_now.rows(document=self.document.pk)
        return {To(kind, pk) for row in found for kind, pk in zip(COLUMNS, row, strict=True) if pk}

    def partnership_for(self, holder: Holder) -> Partnership | None:
        """What a share with this receiver hangs on, when it crosses one."""
        if isinstance(holder, Group):
            return holder.partnership
        return self.partnerships.get(holder.environment_id)
