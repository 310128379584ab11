"""What the picker asks at every keystroke: SQL that is made once, with what stands in the way of each in the same row."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from kantoor.access import reach
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.groups.models import Group
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership

SHOWN = 20
M = TypeVar("M", bound=Model)


def partnerships(environment: UUID) -> list[Partnership]:
    """The live ones, with both sides."""
    return _partnerships_now.rows(environment=environment)


def own(organization: Organization, sought: Sequence[str]) -> list[User]:
    """The first active users of its environment who have every word, each with `is_member` and `is_asked`."""
    return _first(organization, _own, sought)


def partners(organization: Organization, sought: Sequence[str], by_company: bool) -> list[User]:
    """The first participants of its partners who have every word; `by_company`: or whose company has it."""
    if by_company:
        return _prepared(_partners, len(sought), _in_name_or_company).rows(**_values(organization, sought))
    return _first(organization, _partners, sought)


def groups(organization: Organization, sought: Sequence[str]) -> list[Group]:
    """The first groups of its environment, and of its partnerships, that have every word."""
    return _prepared(_groups, len(sought)).rows(**_values(organization, sought))


def _first(organization: Organization, build: Any, sought: Sequence[str]) -> list[User]:
    few = finding.few(sought)
    if few is None:
        return _prepared(build, len(sought)).rows(**_values(organization, sought))
    found = build(organization.environment_id, organization.pk).filter(pk__in=few)
    return list(_narrowed(found, sought).order_by("folded", "id")[:SHOWN])


def active() -> QuerySet[User]:
    """Neither blocked nor removed."""
    return User.objects.filter(~reach.blocked("pk"), removed_at=None)


def _live(environment: UUID) -> QuerySet[Partnership]:
    return Partnership.objects.live().filter(Q(low_id=environment) | Q(high_id=environment))


_partnerships_now = Prepared(lambda environment: _live(environment).select_related("low", "high"))


def _own(environment: UUID, organization: UUID) -> QuerySet[User]:
    return _standing(active().filter(environment_id=environment), organization).select_related("environment")


def _groups(environment: UUID, organization: UUID) -> QuerySet[Group]:
    known = Q(environment_id=environment, partnership=None) | Q(partnership__in=_live(environment))
    found = Group.objects.filter(known, closed_at=None)
    member = Membership.objects.live().filter(organization_id=organization, group_id=OuterRef("pk"))
    return found.annotate(is_member=Exists(member)).select_related(
        "environment", "partnership__low", "partnership__high"
    )


def _partners(environment: UUID, organization: UUID) -> QuerySet[User]:
    forward = Participant.objects.live().filter(partnership__in=_live(environment))
    forward = forward.exclude(environment_id=environment)
    named = Q(pk__in=forward.filter(user__isnull=False).values("user_id"))
    whole = Q(environment_id__in=forward.filter(user=None).values("environment_id"))
    return _standing(active().filter(named | whole), organization).select_related("environment")


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


def _in_name(word: str) -> Q:
    return Q(folded__contains=word)


def _in_name_or_company(word: str) -> Q:
    return Q(folded__contains=word) | Q(environment__folded__contains=word)


def _narrowed(rows: QuerySet[M], sought: Iterable[str], has: Callable[[str], Q] = _in_name) -> QuerySet[M]:
    for word in sought:
        rows = rows.filter(has(word))
    return rows


def _values(organization: Organization, sought: Sequence[str]) -> dict[str, Any]:
    words = {f"word{number}": word for number, word in enumerate(sought)}
    return {"environment": organization.environment_id, "organization": organization.pk} | words


@cache
def _prepared(build: Any, words: int, has: Callable[[str], Q] = _in_name) -> Prepared[Any]:
    """The first rows that have so many words."""
    texts = tuple(f"word{number}" for number in range(words))

    def rows(environment: UUID, organization: UUID, **sought: str) -> QuerySet[Any]:
        found = _narrowed(build(environment, organization), sought.values(), has)
        return found.order_by("folded", "id")[:SHOWN]

    return Prepared(rows, ("environment", "organization", *texts), texts=texts)
