"""The search box: what the actor may see of people, companies, groups and documents, in one door (look, frame)."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.documents import lists
from kantoor.documents.models import Document
from kantoor.environments.models import Environment
from kantoor.groups import groups
from kantoor.groups.models import Group
from kantoor.kernel.text import words
from kantoor.organizations import organizations
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Participant, Partnership

EACH = 5
MANY = 5_000  # people who have the words can be looked at one by one


@dataclass(frozen=True)
class Partner:
    """The company across a live partnership."""

    environment: Environment
    partnership: Partnership


@dataclass(frozen=True)
class Found:
    """The first few of each kind."""

    people: list[User]
    organizations: list[Organization]
    partners: list[Partner]
    documents: list[Document]
    groups: list[Group]

    def __bool__(self) -> bool:
        return bool(self.people or self.organizations or self.partners or self.documents or self.groups)


def everything(actor: Actor, text: str) -> Found:
    """What has every word of the text, at most five of each kind; nothing for a blank text."""
    if not words(text):
        return Found([], [], [], [], [])
    places = organizations.page(actor, text).rows[:EACH]
    across = partnerships.of(actor, text).order_by("id")[:EACH]
    sides = [Partner(partnerships.other_side(row, actor.environment_id), row) for row in across]
    papers = lists.found(actor, text, EACH)
    teams = list(groups.listed(actor, text).order_by("folded", "id")[:EACH])
    return Found(_people(actor, text), places, sides, papers, teams)


def _people(actor: Actor, text: str) -> list[User]:
    """Colleagues; and, for who may choose them, the people whom partners put forward (domain 5.2, 6.3)."""
    sought = words(text)
    having = finding.few(sought, MANY)
    people = User.objects.filter(~reach.blocked("pk"), removed_at=None)
    people = people.filter(*(Q(folded__contains=word) for word in sought))
    ways = [Q(environment_id=actor.environment_id)]
    if actor.may(Permission.PARTNERS_FIND) or _administers(actor):
        ways += _put_forward(actor, having)
    if having is not None and len(having) <= finding.FEW:
        found = people.filter(reduce(or_, ways), pk__in=having)
    else:  # way by way, which reads as few names as it can; one question would read everybody's
        firsts = [_by_name(people.filter(way)).values_list("pk", flat=True)[:EACH] for way in ways]
        found = User.objects.filter(pk__in=[key for first in firsts for key in first])
    return list(_by_name(found.select_related("environment"))[:EACH])


def _by_name(people: QuerySet[User]) -> QuerySet[User]:
    return people.order_by("folded", "id")


def _administers(actor: Actor) -> bool:
    return reach.held_by(actor.user_id).filter(role=OrganizationRole.ADMINISTRATOR).exists()


def _put_forward(actor: Actor, having: list[UUID] | None) -> list[Q]:
    """Those named, and those of partners who put everybody forward; `having`: who has the words, where that is known."""
    live = partnerships.of(actor).values("pk")
    theirs = Participant.objects.live().filter(partnership_id__in=live)
    theirs = theirs.exclude(environment_id=actor.environment_id)
    named = Q(pk__in=theirs.filter(user__isnull=False).values("user_id"))
    whole = theirs.filter(user=None).values("environment_id")
    if having is None:
        return [named, Q(environment_id__in=whole)]
    partner = Environment.objects.filter(pk__in=whole, pk=OuterRef("environment_id"))
    return [named, Q(Exists(partner), pk__among=having)]
