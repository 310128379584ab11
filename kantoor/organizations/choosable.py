"""Whom and what an organization's administrator can choose from, as questions (domain 5.2, 6.3).

`candidates` says it in the plain way; these ask it in the ways that the picker needs (`typed`). People come without their
environments, which the picker knows: joined, SQLite would begin with all environments there are.
"""

from collections.abc import Callable
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.groups.models import Group
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now
from kantoor.kernel.intervals import live
from kantoor.kernel.singly import Singly
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Participant, Partnership


def active() -> QuerySet[User]:
    """Neither blocked nor removed."""
    return User.objects.filter(~reach.blocked("pk"), removed_at=None)


def across(environment: UUID, column: str = "environment_id") -> Q:
    """That the environment in the column is the other side of a live partnership."""
    pairs = live_of(environment)
    above = pairs.filter(low_id=environment).values("high_id")
    below = pairs.filter(high_id=environment).values("low_id")
    return Q(**{f"{column}__in": above}) | Q(**{f"{column}__in": below})


def chosen(environment: UUID, outside: UUID | None = None) -> Q:
    """That somebody is one of those of `candidates.Candidates`, asked of one person at a time.

    `outside`: the environment of who chooses, where it is another.
    """
    pairs = live_of(environment)
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


def within(**key: Any) -> Q:
    """Everybody of an environment."""
    return Q(**{name.replace("pk", "environment_id", 1): value for name, value in key.items()})


def theirs(**key: Any) -> Q:
    """The same, asked of each who was found: else SQLite begins with everybody there."""
    return Q(Singly(Environment.objects.filter(pk=OuterRef("environment_id")).filter(**key)))


def live_of(environment: UUID) -> QuerySet[Partnership]:
    return Partnership.objects.live().filter(Q(low_id=environment) | Q(high_id=environment))


def sides(environment: UUID) -> QuerySet[Any]:
    here = When(low_id=environment, then=F("high_id"))
    forward = Participant.objects.live().filter(partnership_id=OuterRef("pk"))
    forward = forward.exclude(environment_id=environment)
    return (
        live_of(environment)
        .annotate(
            side=Case(here, default=F("low_id")),
            called=Case(When(low_id=environment, then=F("high__name")), default=F("low__name")),
            known=Case(When(low_id=environment, then=F("high__folded")), default=F("low__folded")),
            everybody=Singly(forward.filter(user=None)),
            somebody=Singly(forward.filter(user__isnull=False)),
        )
        .values_list("side", "called", "known", "everybody", "somebody")
    )


def called(environment: UUID, *sought: str) -> QuerySet[Any]:
    """The other sides whose name has one of the words, found by their names: the partners may be too many to go through."""
    forward = _forward(environment, "pk").filter(environment_id=OuterRef("pk"))
    having = reduce(or_, (Q(folded__contains=word) for word in sought))
    rows = Environment.objects.filter(having).annotate(
        everybody=Singly(forward.filter(user=None)), somebody=Singly(forward.filter(user__isnull=False))
    )
    put_forward = Q(everybody=True) | Q(somebody=True)
    return rows.filter(put_forward).values_list("id", "name", "folded", "everybody", "somebody")


def own(environment: UUID, of: Callable[..., Q] = within) -> QuerySet[User]:
    return active().filter(of(pk=environment))


def groups(environment: UUID) -> QuerySet[Group]:
    known = Q(environment_id=environment, partnership=None) | Q(partnership__in=live_of(environment))
    return Group.objects.filter(known, closed_at=None)


def groups_with(environment: UUID, sides: Any) -> QuerySet[Group]:
    """Those of the partnership with one of these."""
    other = Q(low_id__among=sides) | Q(high_id__among=sides)
    return Group.objects.filter(partnership__in=live_of(environment).filter(other), closed_at=None)


def everybody(environment: UUID, sides: Any, of: Callable[..., Q] = within) -> QuerySet[User]:
    """`sides`: those that put all their active users forward."""
    return active().filter(of(pk__among=sides))


def of_companies(environment: UUID, sides: Any) -> QuerySet[User]:
    """The same by no index of companies: there may be nearly everybody in these."""
    company = Coalesce("environment_id", "id", output_field=UUIDField())
    return active().alias(company=company).filter(company__among=sides)


@cache
def beginning(many: int, build: Callable[..., QuerySet[User]]) -> Callable[..., QuerySet[User]]:
    """Of these those who are among the first people there are; nobody where there are no more than so many."""

    def found(environment: UUID, **lists: Any) -> QuerySet[User]:
        last = User.objects.filter(removed_at=None).order_by("folded", "id").values("folded")[many : many + 1]
        # Between two ends PostgreSQL expects few.
        return build(environment, **lists).filter(folded__gte="", folded__lte=Subquery(last))

    return found


def _forward(environment: UUID, company: str = "environment_id") -> QuerySet[Participant]:
    """What is put forward in the live partnership between these two, asked of one at a time."""
    pair = (OuterRef(company), Value(environment, output_field=UUIDField()))
    between = Q(partnership__low_id=Least(*pair), partnership__high_id=Greatest(*pair))
    return Participant.objects.filter(live(), live("partnership"), between).exclude(
        environment_id=environment
    )


def _everybody_of(environment: UUID) -> Singly:
    """That their company is a partner that puts everybody forward."""
    return Singly(_forward(environment).filter(user=None, environment_id=OuterRef("environment_id")))


def participants(environment: UUID) -> QuerySet[User]:
    """Of any partner; each is asked for what their company has put forward."""
    named = _forward(environment).filter(user_id=OuterRef("pk"))
    return active().filter(Q(_everybody_of(environment)) | Q(Singly(named)))


def participants_among(environment: UUID, few: Any) -> QuerySet[User]:
    return participants(environment).filter(pk__among=few)


def of_whole_sides(environment: UUID) -> QuerySet[User]:
    """Those of them whose side puts everybody forward."""
    return active().filter(_everybody_of(environment))


def of_names(environment: UUID) -> QuerySet[User]:
    """Those whom their side put forward by name; they are few, and always looked up by their ids."""
    return active().filter(pk__in=_by_name(environment).values("user_id"))


def _by_name(environment: UUID) -> QuerySet[Participant]:
    forward = Participant.objects.live().filter(partnership__in=live_of(environment), user__isnull=False)
    return forward.exclude(environment_id=environment)


def named(environment: UUID, sides: Any, of: Callable[..., Q] = theirs) -> QuerySet[User]:
    """Those whom one of these sides put forward by name."""
    return of_names(environment).filter(of(pk__among=sides))


def standing(people: QuerySet[User], organization: UUID) -> QuerySet[User]:
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
