"""What the picker asks at every keystroke: SQL that is made once, with what stands in the way of each in the same row.

People come without their environments, which the picker knows: joined, SQLite would begin with all environments there are.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce

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
# Of all people, in the order of names: the first of those whom very many partners put forward are nearly always among so
# many, and on PostgreSQL the first of those with a common word among so many.
NEAR, NEAR_WITH_WORDS = 400, 10_000


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
    return _first(_values(organization), _own, sought, finding.few(sought))


def one(organization: Organization, key: UUID) -> list[User]:
    """The user with this id, if they are one of those; likewise with `is_member` and `is_asked`."""
    return _one_now.rows(**_values(organization), user=key)


def partners(
    organization: Organization, sought: Sequence[str], among: Iterable[Side], whose: UUID | None = None
) -> list[User]:
    """The first participants of these partners who have every word, or whose company has it.

    `whose`: the environment whose partners they are; the organization's, if not said.
    """
    values = _values(organization, whose)
    left: dict[tuple[str, ...], list[Side]] = {}
    for side in among:
        left.setdefault(tuple(word for word in sought if word not in side.folded), []).append(side)
    found: dict[UUID, User] = {}
    for words, some in left.items():
        for ask, part in ((_of_everybody, "everybody"), (_of_named, "somebody")):
            if keys := [side.id for side in some if getattr(side, part)]:
                found |= {user.pk: user for user in ask(values, words, keys)}
    return sorted(found.values(), key=lambda user: (user.folded, user.pk))[:SHOWN]


def _of_everybody(values: dict[str, UUID], sought: Sequence[str], sides: list[UUID]) -> list[User]:
    """The first of everybody at these partners: out of the first people there are, if they are enough (decision 160)."""
    few = finding.few(sought)
    if few is None and (not sought or connection.vendor == "postgresql"):
        near = _beginning(NEAR_WITH_WORDS if sought else NEAR)
        rows = _prepared(near, _plain(sought), ("sides",)).rows(**values, **_texts(sought), sides=sides)
        if len(rows) == SHOWN:
            return rows
    return _first(values, _everybody, sought, few, by_parts=True, sides=sides)


def _of_named(values: dict[str, UUID], sought: Sequence[str], sides: list[UUID]) -> list[User]:
    return _first(values, _named, sought, finding.few(sought), sides=sides)


def groups(organization: Organization, sought: Sequence[str], outside: UUID | None = None) -> list[Group]:
    """The first groups of its environment, and of its partnerships, that have every word.

    `outside`: only those of the partnership with this environment.
    """
    build, lists = (_groups, {}) if outside is None else (_groups_with, {"sides": [outside]})
    values = _values(organization) | _texts(sought)
    return _prepared(build, _plain(sought), tuple(lists)).rows(**values, **lists)


def _first(
    values: dict[str, UUID],
    build: Any,
    sought: Sequence[str],
    few: list[UUID] | None,
    by_parts: bool = False,
    **lists: list[UUID],
) -> list[User]:
    """Of the few who can have the words; else of all in the order of names, or `by_parts` of who has the long words."""
    if few is not None and not few:
        return []
    how = tuple(by_parts and few is None and len(word) >= finding.SHORTEST for word in sought)
    if few is not None:
        build, lists = _among(build), lists | {"few": few}
    return _prepared(build, how, tuple(lists)).rows(**values, **_texts(sought), **lists)


def _plain(sought: Sequence[str]) -> tuple[bool, ...]:
    """None of the words by an index of parts of names."""
    return (False,) * len(sought)


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


def _groups_with(environment: UUID, sides: Any) -> QuerySet[Group]:
    """Those of the partnership with one of these."""
    other = Q(low_id__among=sides) | Q(high_id__among=sides)
    return Group.objects.filter(partnership__in=_live(environment).filter(other), closed_at=None)


def _everybody(environment: UUID, sides: Any, of: Callable[..., Q] = _within) -> QuerySet[User]:
    """`sides`: those that put all their active users forward."""
    return active().filter(of(pk__among=sides))


@cache
def _beginning(many: int) -> Callable[..., QuerySet[User]]:
    """Of `_everybody` those who are among the first people there are; nobody where there are no more than so many."""

    def found(environment: UUID, sides: Any) -> QuerySet[User]:
        last = User.objects.filter(removed_at=None).order_by("folded", "id").values("folded")[many : many + 1]
        # No index of companies: there may be nearly everybody in these. Between two ends PostgreSQL expects few.
        company = Coalesce("environment_id", "id", output_field=UUIDField())
        these = active().alias(company=company).filter(company__among=sides)
        return these.filter(folded__gte="", folded__lte=Subquery(last))

    return found


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


def _narrowed(rows: QuerySet[Any], sought: Iterable[str], by_parts: Iterable[bool]) -> QuerySet[Any]:
    """Those who have the words. PostgreSQL knows of none in a plan made once how many have it, and would take its index of
    parts: gather and sort thousands for twenty, and for two letters read all of it."""
    rows = rows.alias(said=Coalesce("folded", Value("")))
    for word, parts in zip(sought, by_parts, strict=True):
        rows = rows.filter(folded__contains=word) if parts else rows.filter(said__contains=word)
    return rows


def _values(organization: Organization, environment: UUID | None = None) -> dict[str, UUID]:
    return {"environment": environment or organization.environment_id, "organization": organization.pk}


def _texts(sought: Sequence[str]) -> dict[str, str]:
    return {f"word{number}": word for number, word in enumerate(sought)}


@cache
def _prepared(build: Any, by_parts: tuple[bool, ...], lists: tuple[str, ...] = ()) -> Prepared[Any]:
    """The first rows that have so many words; `lists`: those that `build` takes."""
    texts = tuple(f"word{number}" for number in range(len(by_parts)))

    def rows(environment: UUID, organization: UUID, **given: Any) -> QuerySet[Any]:
        found = build(environment, **{name: given[name] for name in lists})
        having = _narrowed(found, [given[name] for name in texts], by_parts)
        first = having.order_by("folded", "id")[:SHOWN]
        return _in_the_way(first, organization).order_by("folded", "id")

    names = ("environment", "organization", *texts)
    return Prepared(rows, names, every=False, texts=texts, lists=lists)
