"""How much of a person's past somebody may see (domain 8.4, 8.6): all of one's own; of one's own people what their company
may know; in an organization that one administers what concerns that organization."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.access.turned import meeting, of_person
from kantoor.accounts.models import Block, User
from kantoor.environments import people
from kantoor.groups.models import GroupMembership
from kantoor.history import then
from kantoor.history.known import Known
from kantoor.kernel import ids
from kantoor.kernel.among import unindexed
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Membership, Organization
from kantoor.sharing.models import Share


@dataclass(frozen=True)
class Sight:
    """`within`: only what concerns this organization. `ours`: the reader's environment."""

    person: User
    ours: UUID
    itself: bool = False
    within: Organization | None = None

    @property
    def reader(self) -> UUID | None:
        """The environment whose people are named; None: everybody is."""
        return None if self.itself else self.ours

    @property
    def but(self) -> UUID | None:
        """The environment whose things alone are named; None: all are."""
        return None if self.itself or self.within else self.ours

    def names(self, side: UUID | None) -> bool:
        """Whether things and people of this environment are named to the reader."""
        return self.but is None or side == self.but

    def house(self, key: UUID | None, known: Known, at: dt.datetime) -> str:
        """What an organization was called; partners' organizations are the partners' to tell."""
        if self.names(known.side(key)):
            return known.at(key, at)
        return _("an organization of %(company)s") % {"company": known.company(key, at)}

    def group(self, key: UUID | None, known: Known, at: dt.datetime) -> str:
        """The same of a group."""
        if self.names(known.side(key)):
            return known.at(key, at)
        return _("a group of %(company)s") % {"company": known.company(key, at)}

    def memberships(self) -> QuerySet[Membership]:
        """Of the person, or of a group at a time at which they were in it."""
        seats = GroupMembership.objects.filter(user=self.person, group_id=OuterRef("group_id"))
        rows = of_person(self.person.pk).filter(Q(group=None) | Exists(meeting(seats)))
        if self.within is None:
            return rows
        # Theirs lead, and no index of a place with a hundred thousand others.
        return rows.alias(place=unindexed("organization_id")).filter(place=self.within.pk)

    def places(self) -> QuerySet[GroupMembership]:
        rows = GroupMembership.objects.filter(user=self.person)
        if self.within is None:
            return rows
        given = Membership.objects.filter(organization=self.within, group_id=OuterRef("group_id"))
        lent = Share.objects.filter(organization=self.within, group_id=OuterRef("group_id"))
        return rows.filter(Exists(meeting(given)) | Exists(meeting(lent)))

    def blocks(self) -> QuerySet[Block]:
        """Within an organization, those that suspended something of it."""
        rows: QuerySet[Block] = Block.objects.filter(user=self.person)
        if self.within is None:
            return rows
        every = (Membership.objects.filter(organization=self.within, user=self.person), self.places())
        suspended = [Exists(meeting(some)) for some in (*every, self.shares())]
        return rows.filter(suspended[0] | suspended[1] | suspended[2])

    def shares(self) -> QuerySet[Share]:
        """Given to the person themselves."""
        rows = Share.objects.filter(user=self.person)
        return rows.filter(organization=self.within) if self.within else rows


def of(actor: Actor, user_id: object) -> Sight:
    """Of oneself, or as an administrator of one's own people; refused to others."""
    if ids.parse(user_id) == actor.user_id:
        return Sight(actor.user, actor.environment_id, itself=True)
    return Sight(people.one(actor, user_id), actor.environment_id)


def within(actor: Actor, organization_id: object, user_id: object) -> Sight:
    """As an administrator of an organization, of whoever has ever had something of it; NotFound for all others."""
    place = then.organization(actor, organization_id)
    person = User.objects.select_related("environment").filter(pk=ids.parse(user_id)).first()
    if person is None:
        raise NotFound
    sight = Sight(person, actor.environment_id, within=place)
    if not any(rows.exists() for rows in (sight.memberships(), sight.places(), sight.shares())):
        raise NotFound
    return sight
