"""How much of a person's past somebody may see (domain 8.4, 8.6): all of one's own; of one's own people what their company
may know; in an organization that one administers what concerns that organization."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.environments import people
from kantoor.history import then
from kantoor.history.known import Known
from kantoor.history.past import Past
from kantoor.kernel import ids
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Organization


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

    @property
    def past(self) -> Past:
        """The rows in which it stands."""
        return Past(self.person.pk, self.within.pk if self.within else None)


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
    if sight.past.is_empty:
        raise NotFound
    return sight
