"""What the picker asks at every keystroke: SQL that is made once, with what stands in the way of each in the same row.

People come without their environments, which the picker knows: joined, SQLite would begin with all environments there are.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, When

from kantoor.access import reach
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.groups.models import Group
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership

SHOWN = 20
NEAR = (
    400  # of all people: the first of those whom very many partners put forward are nearly always among them
)
M = TypeVar("M", bound=Model)


class Side(NamedTuple):
    """A partner's environment: whether it puts forward everybody, and whether somebody by name (domain 6.3)."""

    id: UUID
    name: str
    folded: str
    everybody: bool
    somebody: bool


def partnerships(environment: UUID) -> list[Partnership]:
    """The live ones, with both sides."""
    return _partnerships_now.rows(environment=environment)


def sides(environment: UUID) -> list[Side]:
    """The other sides of the live partnerships."""
    return [Side(*row) for row in _sides_now.rows(environment=environment)]


def own(organization: Organization, sought: Sequence[str]) -> list[User]:
    """The first active users of its environment who have every word, each with `is_member` and `is_asked`."""
    return _first(organization, _own, sought)


def one(organization: Organization, key: UUID) -> list[User]:
    """The user with this id, if they are one of those; likewise with `is_member` and `is_asked`."""
    known = {"environment": organization.environment_id, "organization": organization.pk}
    return _one_now.rows(**known, user=key)


def partners(organization: Organization, sought: Sequence[str], among: Iterable[Side]) -> list[User]:
    """The first participants of these partners who have every word, or whose company has it."""
    left: dict[tuple[str, ...], list[Side]] = {}
    for side in among:
        left.setdefault(tuple(word for word in sought if word not in side.folded), []).append(side)
    found: dict[UUID, User] = {}
    for words, some in left.items():
        for build, part in ((_everybody, "everybody"), (_named, "somebody")):
            if keys := [side.id for side in some if getattr(side, part)]:
                rows = [] if words or build is not _everybody else _near(organization, keys)
                found |= {user.pk: user for user in rows or _first(organization, build, words, sides=keys)}
    return sorted(found.values(), key=lambda user: (user.folded, user.pk))[:SHOWN]


def _near(organization: Organization, sides: list[UUID]) -> list[User]:
    """The first of everybody at these partners out of the first people there are; none if those are not enough."""
    rows = _prepared(_foremost, 0, ("sides",)).rows(**_values(organization, ()), sides=sides)
    return rows if len(rows) == SHOWN else []


def groups(organization: Organization, sought: Sequence[str]) -> list[Group]:
    """The first groups of its environment, and of its partnerships, that have every word."""
    return _prepared(_groups, len(sought)).rows(**_values(organization, sought))


def _first(organization: Organization, build: Any, sought: Sequence[str], **lists: list[UUID]) -> list[User]:
    few = finding.few(sought)
    if few is not None:
        build, lists = _among(build), lists | {"few": few}
    return _prepared(build, len(sought), tuple(lists)).rows(**_values(organization, sought), **lists)


@cache
def _among(build: Callable[..., QuerySet[User]]) -> Callable[..., QuerySet[User]]:
    """Of few people, who are looked up by their ids."""

    def found(environment: UUID, **lists: Any) -> QuerySet[User]:
        few = lists.pop("few")
        return build(environment, of=_theirs, **lists).filter(pk__among=few)

    return found


def active() -> QuerySet[User]:
    """Neither blocked nor removed."""
    return User.objects.filter(~reach.blocked("pk"), removed_at=None)


def across(environment: UUID, column: str = "environment_id") -> Q:
    """That the environment in the column is the other side of a live partnership."""
    pairs = _live(environment)
    above = pairs.filter(low_id=environment).values("high_id")
    below = pairs.filter(high_id=environment).values("low_id")
    return Q(**{f"{column}__in": above}) | Q(**{f"{column}__in": below})


def chosen(environment: UUID, outside: UUID | None = None) -> Q:
    """That somebody is one of those of `candidates.Candidates`, asked of one person at a time.

    `outside`: the environment of who chooses, where it is another.
    """
    pairs = _live(environment)
    between = pairs if outside is None else pairs.filter(Q(low_id=outside) | Q(high_id=outside))
    own, theirs = Q(environment_id=environment), ~Q(environment_id=environment)
    if outside is not None:
        own &= _put_forward(between, environment_id=environment)
        theirs &= Q(environment_id=outside)
    side = between.filter(Q(low_id=OuterRef("environment_id")) | Q(high_id=OuterRef("environment_id")))
    theirs &= Q(Exists(side)) & _put_forward(pairs, ~Q(environment_id=environment))
    return Q(~reach.blocked("pk"), removed_at=None) & (own | theirs)


def _put_forward(pairs: QuerySet[Partnership], *side: Q, **of: UUID) -> Q:
    """By name, or with everybody of their environment."""
    rows = Participant.objects.live().filter(*side, partnership__in=pairs, **of)
    named = rows.filter(user_id=OuterRef("pk"))
    everybody = rows.filter(user=None, environment_id=OuterRef("environment_id"))
    return Q(Exists(named)) | Q(Exists(everybody))


def _within(**key: Any) -> Q:
    """Everybody of an environment."""
    return Q(**{name.replace("pk", "environment_id", 1): value for name, value in key.items()})


def _theirs(**key: Any) -> Q:
    """The same, asked of each who was found: else SQLite begins with everybody there."""
    return Q(Exists(Environment.objects.filter(pk=OuterRef("environment_id")).filter(**key)))


def _live(environment: UUID) -> QuerySet[Partnership]:
    return Partnership.objects.live().filter(Q(low_id=environment) | Q(high_id=environment))


_partnerships_now = Prepared(lambda environment: _live(environment).select_related("low", "high"))


def _sides(environment: UUID) -> QuerySet[Any]:
    here = When(low_id=environment, then=F("high_id"))
    forward = Participant.objects.live().filter(partnership_id=OuterRef("pk"))
    forward = forward.exclude(environment_id=environment)
    return (
        _live(environment)
        .annotate(
            side=Case(here, default=F("low_id")),
            called=Case(When(low_id=environment, then=F("high__name")), default=F("low__name")),
            known=Case(When(low_id=environment, then=F("high__folded")), default=F("low__folded")),
            everybody=Exists(forward.filter(user=None)),
            somebody=Exists(forward.filter(user__isnull=False)),
        )
        .values_list("side", "called", "known", "everybody", "somebody")
    )


_sides_now = Prepared(_sides)


def _own(environment: UUID, of: Callable[..., Q] = _within) -> QuerySet[User]:
    return active().filter(of(pk=environment))


_one_now = Prepared(
    lambda environment, organization, user: _standing(_own(environment).filter(pk=user), organization)
)


def _groups(environment: UUID) -> QuerySet[Group]:
    known = Q(environment_id=environment, partnership=None) | Q(partnership__in=_live(environment))
    return Group.objects.filter(known, closed_at=None)


def _everybody(environment: UUID, sides: Any, of: Callable[..., Q] = _within) -> QuerySet[User]:
    """`sides`: those that put all their active users forward."""
    return active().filter(of(pk__among=sides))


def _foremost(environment: UUID, sides: Any) -> QuerySet[User]:
    """Of `_everybody` those who are among the first people there are."""
    foremost = User.objects.filter(removed_at=None).order_by("folded", "id").values("pk")[:NEAR]
    return active().filter(_theirs(pk__among=sides), pk__in=foremost)


def _named(environment: UUID, sides: Any, of: Callable[..., Q] = _theirs) -> QuerySet[User]:
    """Those whom their side put forward by name; they are few, and always looked up by their ids."""
    forward = Participant.objects.live().filter(partnership__in=_live(environment), user__isnull=False)
    forward = forward.exclude(environment_id=environment)
    return active().filter(_theirs(pk__among=sides), pk__in=forward.values("user_id"))


def _standing(people: QuerySet[User], organization: UUID) -> QuerySet[User]:
    """Whether they are members or asked already."""
    member = Membership.objects.live().filter(organization_id=organization, user_id=OuterRef("pk"))
    asked = Request.objects.filter(
        kind=Kind.MEMBERSHIP,
        state=RequestState.OPEN,
        organization_id=organization,
        to_user_id=OuterRef("pk"),
        expires_at__gt=Now(),
    )
    return people.annotate(is_member=Exists(member), is_asked=Exists(asked))


def _in_the_way(first: QuerySet[Any], organization: UUID) -> QuerySet[Any]:
    """Asked of the few alone: in one question PostgreSQL collects all members of the organization beforehand."""
    if first.model is Group:
        few = Group.objects.filter(pk__in=first.values("pk"))
        member = Membership.objects.live().filter(organization_id=organization, group_id=OuterRef("pk"))
        few = few.select_related("environment", "partnership__low", "partnership__high")
        return few.annotate(is_member=Exists(member))
    return _standing(User.objects.filter(pk__in=first.values("pk")), organization)


def _narrowed(rows: QuerySet[M], sought: Iterable[str]) -> QuerySet[M]:
    for word in sought:
        rows = rows.filter(folded__contains=word)
    return rows


def _values(organization: Organization, sought: Sequence[str]) -> dict[str, Any]:
    words = {f"word{number}": word for number, word in enumerate(sought)}
    return {"environment": organization.environment_id, "organization": organization.pk} | words


@cache
def _prepared(build: Any, words: int, lists: tuple[str, ...] = ()) -> Prepared[Any]:
    """The first rows that have so many words; `lists`: those that `build` takes."""
    texts = tuple(f"word{number}" for number in range(words))

    def rows(environment: UUID, organization: UUID, **given: Any) -> QuerySet[Any]:
        found = build(environment, **{name: given[name] for name in lists})
        first = _narrowed(found, [given[name] for name in texts]).order_by("folded", "id")[:SHOWN]
        return _in_the_way(first, organization).order_by("folded", "id")

    names = ("environment", "organization", *texts)
    return Prepared(rows, names, every=False, texts=texts, lists=lists)
