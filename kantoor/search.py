"""The search box: what the actor may see of people, companies, groups and documents, in one door (look, frame)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, SmallIntegerField, Value

from kantoor.access import looking, reach
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.documents import lists
from kantoor.documents.models import Document
from kantoor.environments.models import Environment
from kantoor.groups import groups
from kantoor.groups.models import Group
from kantoor.kernel import pages
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.organizations import organizations
from kantoor.organizations.models import Organization
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Participant, Partnership

Way = Callable[[Actor], QuerySet[User]]
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
    sought = words(text)
    if not sought:
        return Found([], [], [], [], [])
    places = organizations.page(actor, text, size=EACH).rows
    across = looking.first(actor, partnerships.called, pages.place(Partnership, ("id",)), sought, EACH)
    sides = [Partner(partnerships.other_side(row, actor.environment_id), row) for row in across]
    papers = lists.found(actor, text, EACH)
    teams = looking.first(actor, groups.visible_to, pages.place(Group, ("folded", "id")), sought, EACH)
    return Found(_people(actor, sought), places, sides, papers, teams)


def _people(actor: Actor, sought: Sequence[str]) -> list[User]:
    """Colleagues; and, for who may choose them, the people whom partners put forward (domain 5.2, 6.3).

    Way by way, which reads as few names as it can; one question would read everybody's.
    """
    having = finding.having(sought, MANY)
    few = having if having is not None and len(having) <= finding.FEW else None
    ways: list[tuple[Way, list[Any] | None]] = [(Colleagues(few is not None), few)]
    if actor.may(Permission.PARTNERS_FIND) or _administered.tuples(user=actor.user_id):
        ways += [(_named, few), (Everybody(having is not None), having)]
    place = pages.place(User, ("folded", "id"))
    firsts = [
        looking.first(
            actor,
            way,
            place,
            sought,
            EACH,
            among,
            having=looking.called_along if among is None else looking.called,
        )
        for way, among in ways
    ]
    return _by_name.rows(keys=[person.pk for first in firsts for person in first])


_by_name: Prepared[User] = Prepared(
    lambda keys: (
        User.objects.filter(pk__among=keys).select_related("environment").order_by("folded", "id")[:EACH]
    ),
    (),
    lists=("keys",),
)
_administered = Prepared(
    lambda user: reach.led_by(user).order_by().values_list(Value(1, SmallIntegerField()))[:1]
)


def _active() -> QuerySet[User]:
    return User.objects.filter(~reach.blocked("pk"), removed_at=None).only("pk")


def _of(environments: QuerySet[Environment], listed: bool) -> QuerySet[User]:
    """Their people. `listed`: asked of each of some who were found; else databases begin with everybody there."""
    if listed:
        return _active().filter(Exists(environments.filter(pk=OuterRef("environment_id"))))
    return _active().filter(environment_id__in=environments.values("pk"))


@dataclass(frozen=True)
class Colleagues:
    """The people of the actor's own company."""

    listed: bool

    def __call__(self, actor: Actor) -> QuerySet[User]:
        if not self.listed:
            return _active().filter(environment_id=actor.environment_id)
        return _of(Environment.objects.filter(pk=actor.environment_id), listed=True)


@dataclass(frozen=True)
class Everybody:
    """The people of partners who put everybody forward."""

    listed: bool

    def __call__(self, actor: Actor) -> QuerySet[User]:
        whole = _put_forward(actor).filter(user=None).values("environment_id")
        return _of(Environment.objects.filter(pk__in=whole), self.listed)


def _named(actor: Actor) -> QuerySet[User]:
    """Those whom partners put forward one by one."""
    return _active().filter(pk__in=_put_forward(actor).filter(user__isnull=False).values("user_id"))


def _put_forward(actor: Actor) -> QuerySet[Participant]:
    live = partnerships.of(actor).values("pk")
    theirs = Participant.objects.live().filter(partnership_id__in=live)
    return theirs.exclude(environment_id=actor.environment_id)
