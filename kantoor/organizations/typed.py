"""What the picker asks at every keystroke: SQL that is made once, with what stands in the way of each in the same row.

People come without their environments, which the picker knows: joined, SQLite would begin with all environments there are.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

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
MOST_SIDES = 50
SIZES = (5, 20, 60, finding.FEW)
M = TypeVar("M", bound=Model)


def partnerships(environment: UUID) -> list[Partnership]:
    """The live ones, with both sides."""
    return _partnerships_now.rows(environment=environment)


def own(organization: Organization, sought: Sequence[str]) -> list[User]:
    """The first active users of its environment who have every word, each with `is_member` and `is_asked`."""
    return _first(organization, _own, sought)


def one(organization: Organization, key: UUID) -> list[User]:
    """The user with this id, if they are one of those; likewise with `is_member` and `is_asked`."""
    known = {"environment": organization.environment_id, "organization": organization.pk}
    return _one_now.rows(**known, user=key)


def partners(
    organization: Organization, sought: Sequence[str], sides: Sequence[UUID], by_company: bool
) -> list[User]:
    """The first participants of its partners who have every word; `by_company`: or whose company has it.

    `sides`: the environments of all live partners, at most `MOST_SIDES`.
    """
    build = _partners_of(len(sides))
    known = {f"side{number}": side for number, side in enumerate(sides)}
    if by_company:
        found = _prepared(build, len(sought), tuple(known), _in_name_or_company)
        return found.rows(**_values(organization, sought), **known)
    return _first(organization, build, sought, known)


def groups(organization: Organization, sought: Sequence[str]) -> list[Group]:
    """The first groups of its environment, and of its partnerships, that have every word."""
    return _prepared(_groups, len(sought)).rows(**_values(organization, sought))


def _first(
    organization: Organization, build: Any, sought: Sequence[str], more: dict[str, UUID] | None = None
) -> list[User]:
    more = more or {}
    few = finding.few(sought)
    if few == []:
        return []
    if few:
        size = next(size for size in SIZES if len(few) <= size)
        build = _among(build, size)
        more = more | {f"key{number}": few[min(number, len(few) - 1)] for number in range(size)}
    return _prepared(build, len(sought), tuple(more)).rows(**_values(organization, sought), **more)


@cache
def _among(build: Callable[..., QuerySet[User]], size: int) -> Callable[..., QuerySet[User]]:
    """Of so many people; of fewer, when some are named twice."""

    def found(environment: UUID, organization: UUID, *given: UUID) -> QuerySet[User]:
        rest, keys = given[:-size], given[-size:]
        return build(environment, organization, *rest).filter(pk__in=keys)

    return found


def active() -> QuerySet[User]:
    """Neither blocked nor removed."""
    return User.objects.filter(~reach.blocked("pk"), removed_at=None)


def _live(environment: UUID) -> QuerySet[Partnership]:
    return Partnership.objects.live().filter(Q(low_id=environment) | Q(high_id=environment))


_partnerships_now = Prepared(lambda environment: _live(environment).select_related("low", "high"))


def _own(environment: UUID, organization: UUID) -> QuerySet[User]:
    return active().filter(environment_id=environment)


_one_now = Prepared(
    lambda environment, organization, user: _standing(
        _own(environment, organization).filter(pk=user), organization
    )
)


def _groups(environment: UUID, organization: UUID) -> QuerySet[Group]:
    known = Q(environment_id=environment, partnership=None) | Q(partnership__in=_live(environment))
    found = Group.objects.filter(known, closed_at=None)
    member = Membership.objects.live().filter(organization_id=organization, group_id=OuterRef("pk"))
    return found.annotate(is_member=Exists(member)).select_related(
        "environment", "partnership__low", "partnership__high"
    )


@cache
def _partners_of(sides: int) -> Callable[..., QuerySet[User]]:
    """For so many partners; named one by one, since SQLite reads everybody when a question says which."""

    def found(environment: UUID, organization: UUID, *partners: UUID) -> QuerySet[User]:
        forward = Participant.objects.live().filter(partnership__in=_live(environment))
        forward = forward.exclude(environment_id=environment)
        named = Q(pk__in=forward.filter(user__isnull=False).values("user_id"))
        whole = Q(environment_id__in=forward.filter(user=None).values("environment_id"))
        return active().filter(named | whole, environment_id__in=partners)

    return found


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


def _standing_of(first: QuerySet[User], organization: UUID) -> QuerySet[User]:
    few = User.objects.filter(pk__in=first.values("pk"))
    return _standing(few, organization).order_by("folded", "id")


def _in_name(word: str) -> Q:
    return Q(folded__contains=word)


def _in_name_or_company(word: str) -> Q:
    companies = Environment.objects.filter(folded__contains=word)
    return Q(folded__contains=word) | Q(environment_id__in=companies.values("pk"))


def _narrowed(rows: QuerySet[M], sought: Iterable[str], has: Callable[[str], Q] = _in_name) -> QuerySet[M]:
    for word in sought:
        rows = rows.filter(has(word))
    return rows


def _values(organization: Organization, sought: Sequence[str]) -> dict[str, Any]:
    words = {f"word{number}": word for number, word in enumerate(sought)}
    return {"environment": organization.environment_id, "organization": organization.pk} | words


@cache
def _prepared(
    build: Any, words: int, more: tuple[str, ...] = (), has: Callable[[str], Q] = _in_name
) -> Prepared[Any]:
    """The first rows that have so many words; `more`: the further parameters of `build`."""
    texts = tuple(f"word{number}" for number in range(words))

    def rows(environment: UUID, organization: UUID, **given: Any) -> QuerySet[Any]:
        found = build(environment, organization, *(given[name] for name in more))
        first = _narrowed(found, [given[name] for name in texts], has).order_by("folded", "id")[:SHOWN]
        # Asked of the few alone: in one question PostgreSQL collects all members of the organization beforehand.
        return first if first.model is Group else _standing_of(first, organization)

    return Prepared(rows, ("environment", "organization", *more, *texts), texts=texts)
