"""What the picker asks at every keystroke: SQL that is made once, with what stands in the way of each in the same row."""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.groups.models import Group
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.singly import Singly
from kantoor.organizations import choosable
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Partnership

SHOWN = 20
# Of all people, in the order of names: the first of those whom very many partners put forward are nearly always among so
# many, and on PostgreSQL the first of those with a common word among so many.
NEAR, NEAR_WITH_WORDS = 400, 10_000
# Partners; who has more is not shown all of them at each keystroke: theirs are proved of the people found (decision 0190).
LISTED = 100
FURTHER = 50_000  # people looked through for these, where the first NEAR_WITH_WORDS are not enough
MANY_SIDES = (
    20  # of so many and without words, NEAR_WITH_WORDS are looked through as well: all of theirs are more
)


class How(Enum):
    """How a word is looked for: in the name; there by an index of parts of names; in the name or the company's."""

    PLAIN = auto()
    PARTS = auto()
    COMPANY = auto()


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


def sides(environment: UUID) -> list[Side] | None:
    """The other sides of the live partnerships; None where they are more than `LISTED`."""
    found = [Side(*row) for row in _sides_now.rows(environment=environment)]
    return found if len(found) <= LISTED else None


def side(environment: UUID, other: UUID) -> list[Side]:
    """This other side, if the partnership with it is live."""
    return [Side(*row) for row in _side_now.rows(environment=environment, other=other)]


def one(organization: Organization, key: UUID) -> list[User]:
    """The active user of its environment with this id, with `is_member` and `is_asked`."""
    return _one_now.rows(environment=organization.environment_id, organization=organization.pk, user=key)


def groups(organization: Organization, sought: Sequence[str], outside: UUID | None = None) -> list[Group]:
    """The first groups of its environment, and of its partnerships, that have every word.

    `outside`: only those of the partnership with this environment.
    """
    build, lists = (
        (choosable.groups, {}) if outside is None else (choosable.groups_with, {"sides": [outside]})
    )
    values = {"environment": organization.environment_id, "organization": organization.pk}
    return _prepared(build, _plain(sought), tuple(lists)).rows(**values, **_texts(sought), **lists)


class People:
    """Who can become a member of an organization, found by words; each with `is_member` and `is_asked`.

    `whose`: the environment whose partners they are; the organization's, if not said. Who can have the words at all is
    asked once.
    """

    def __init__(self, organization: Organization, whose: UUID | None = None) -> None:
        self._environment = whose or organization.environment_id
        self._values = {"environment": self._environment, "organization": organization.pk}
        self._few: dict[tuple[str, ...], list[UUID] | None] = {}

    def own(self, sought: Sequence[str]) -> list[User]:
        """The first active users of the environment who have every word."""
        return self._first(choosable.own, sought)

    def partners(self, sought: Sequence[str], among: Iterable[Side]) -> list[User]:
        """The first participants of these partners who have every word, or whose company has it."""
        companies = list(among)
        left: dict[tuple[str, ...], list[Side]] = {}
        for side in companies:
            left.setdefault(tuple(word for word in sought if word not in side.folded), []).append(side)
        found: list[User] = []
        for words, some in left.items():
            for ask, part in ((self._of_everybody, "everybody"), (self._of_named, "somebody")):
                if keys := [side.id for side in some if getattr(side, part)]:
                    found += ask(words, keys)
        return _with_companies(_merged(found), {side.id: side.name for side in companies})

    def of_many_partners(self, sought: Sequence[str]) -> list[User]:
        """The same of all partners, where they are more than `LISTED`: those whose name has a word are asked for, and the
        others only of the people who are found."""
        long, values = _long(sought), {"environment": self._environment}
        rows = _called(len(long)).rows(**values, **_texts(long)) if long else []
        first = _merged([*self.partners(sought, [Side(*row) for row in rows]), *self._of_any(sought)])
        return _with_companies(
            first, dict(_names_now.rows(keys=list({user.environment_id for user in first})))
        )

    def _of_any(self, sought: Sequence[str]) -> list[User]:
        """The first of any partner who have every long word, and of the short ones those that their company has not."""
        few = self._who_may(sought)
        how = tuple(How.PLAIN if len(word) >= finding.SHORTEST else How.COMPANY for word in sought)
        if few is not None:
            return self._ask(choosable.participants_among, sought, how, few=few)
        if connection.vendor == "sqlite":  # which walks along the names
            return self._ask(choosable.participants, sought, how)
        for many in (NEAR_WITH_WORDS if sought else NEAR, FURTHER):
            rows = self._ask(choosable.beginning(many, choosable.participants), sought, how)
            if len(rows) == SHOWN:
                return rows
        how = tuple(How.PARTS if each is How.PLAIN else each for each in how)
        whole, named = (
            self._ask(build, sought, how) for build in (choosable.of_whole_sides, choosable.of_names)
        )
        return _merged([*whole, *named])

    def _of_everybody(self, sought: Sequence[str], sides: list[UUID]) -> list[User]:
        """The first of everybody at these partners: out of the first people there are, if they are enough (decision 160)."""
        if self._who_may(sought) is None:
            for many in _nears(sought, len(sides)):
                near = choosable.beginning(many, choosable.of_companies)
                rows = self._ask(near, sought, _plain(sought), sides=sides)
                if len(rows) == SHOWN:
                    return rows
        return self._first(choosable.everybody, sought, by_parts=True, sides=sides)

    def _of_named(self, sought: Sequence[str], sides: list[UUID]) -> list[User]:
        return self._first(choosable.named, sought, sides=sides)

    def _first(
        self, build: Any, sought: Sequence[str], by_parts: bool = False, **lists: list[UUID]
    ) -> list[User]:
        """Of the few who can have the words; else of all in the order of names, or `by_parts` of who has the long words."""
        few = self._who_may(sought)
        if few is not None:
            return self._ask(_among(build), sought, _plain(sought), **lists, few=few)
        long = How.PARTS if by_parts else How.PLAIN
        how = tuple(long if len(word) >= finding.SHORTEST else How.PLAIN for word in sought)
        return self._ask(build, sought, how, **lists)

    def _ask(
        self, build: Any, sought: Sequence[str], how: tuple[How, ...], **lists: list[UUID]
    ) -> list[User]:
        return _prepared(build, how, tuple(lists)).rows(**self._values, **_texts(sought), **lists)

    def _who_may(self, sought: Sequence[str]) -> list[UUID] | None:
        """Who has every long word, in all environments; None: many."""
        long = tuple(_long(sought))
        if long not in self._few:
            self._few[long] = finding.few(long)
        return self._few[long]


def _nears(sought: Sequence[str], sides: int) -> tuple[int, ...]:
    """How many people are looked through first."""
    if sought:
        return (NEAR_WITH_WORDS,) if connection.vendor == "postgresql" else ()
    return (NEAR, NEAR_WITH_WORDS) if sides > MANY_SIDES else (NEAR,)


def _long(sought: Iterable[str]) -> list[str]:
    return [word for word in sought if len(word) >= finding.SHORTEST]


def _merged(found: Iterable[User]) -> list[User]:
    """The first, each once."""
    each = {user.pk: user for user in found}
    return sorted(each.values(), key=lambda user: (user.folded, user.pk))[:SHOWN]


def _with_companies(found: list[User], names: dict[UUID, str]) -> list[User]:
    for user in found:
        user.environment = Environment(pk=user.environment_id, name=names[user.environment_id])
    return found


def _plain(sought: Sequence[str]) -> tuple[How, ...]:
    """None of the words by an index of parts of names."""
    return (How.PLAIN,) * len(sought)


@cache
def _among(build: Callable[..., QuerySet[User]]) -> Callable[..., QuerySet[User]]:
    """Of few people, who are looked up by their ids."""

    def found(environment: UUID, **lists: Any) -> QuerySet[User]:
        few = lists.pop("few")
        return build(environment, of=choosable.theirs, **lists).filter(pk__among=few)

    return found


_partnerships_now = Prepared(lambda environment: choosable.live_of(environment).select_related("low", "high"))
_sides_now = Prepared(lambda environment: choosable.sides(environment)[: LISTED + 1])
_side_now = Prepared(
    lambda environment, other: choosable.sides(environment).filter(Q(low_id=other) | Q(high_id=other))
)
_names_now = Prepared(
    lambda keys: Environment.objects.filter(pk__among=keys).values_list("id", "name"), (), lists=("keys",)
)
_one_now = Prepared(
    lambda environment, organization, user: choosable.standing(
        choosable.own(environment).filter(pk=user), organization
    )
)


def _in_the_way(first: QuerySet[Any], organization: UUID) -> QuerySet[Any]:
    """Asked of the few alone: in one question PostgreSQL collects all members of the organization beforehand."""
    if first.model is Group:
        few = Group.objects.filter(pk__in=first.values("pk"))
        member = Membership.objects.live().filter(organization_id=organization, group_id=OuterRef("pk"))
        few = few.select_related("environment", "partnership__low", "partnership__high")
        return few.annotate(is_member=Exists(member))
    return choosable.standing(User.objects.filter(pk__in=first.values("pk")), organization)


def _narrowed(rows: QuerySet[Any], sought: Sequence[str], how: Sequence[How]) -> QuerySet[Any]:
    """Those who have the words. PostgreSQL knows of none in a plan made once how many have it, and would take its index of
    parts: gather and sort thousands for twenty, and for two letters read all of it."""
    rows = rows.alias(said=Coalesce("folded", Value("")))
    for word, each in zip(sought, how, strict=True):
        said = Q(folded__contains=word) if each is How.PARTS else Q(said__contains=word)
        if each is How.COMPANY:
            company = Environment.objects.filter(pk=OuterRef("environment_id"), folded__contains=word)
            said |= Q(Singly(company))
        rows = rows.filter(said)
    return rows


def _texts(sought: Sequence[str]) -> dict[str, str]:
    return {f"word{number}": word for number, word in enumerate(sought)}


@cache
def _called(many: int) -> Prepared[Any]:
    """The sides whose name has one of so many words."""
    texts = tuple(_texts(("",) * many))
    build = lambda environment, **words: choosable.called(environment, *words.values())  # noqa: E731
    return Prepared(build, ("environment", *texts), texts=texts)


@cache
def _prepared(build: Any, how: tuple[How, ...], lists: tuple[str, ...] = ()) -> Prepared[Any]:
    """The first rows that have so many words; `lists`: those that `build` takes."""
    texts = tuple(_texts(("",) * len(how)))

    def rows(environment: UUID, organization: UUID, **given: Any) -> QuerySet[Any]:
        found = build(environment, **{name: given[name] for name in lists})
        having = _narrowed(found, [given[name] for name in texts], how)
        first = having.order_by("folded", "id")[:SHOWN]
        return _in_the_way(first, organization).order_by("folded", "id")

    names = ("environment", "organization", *texts)
    return Prepared(rows, names, every=False, texts=texts, lists=lists)
