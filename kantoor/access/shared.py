"""What shares give, for lists: the same as `documents.shared_with`, found without going through all of them."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import RawSQL

from kantoor.access import documents, reach
from kantoor.access.wanted import Asked, ids, order, sql
from kantoor.accounts.models import Block
from kantoor.kernel.loading import as_id
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership
from kantoor.sharing.models import Share

SHARES_AT_ONCE = 5_000  # beyond, all that there are stand in the question
PROVED = (200, 20_000)  # nearly always the first of these is enough
NEAR = (200, 800)
Bounds = dict[str, Any]  # "edge": the document after which it begins; "last": the one with which it ends


def with_user(user: UUID) -> QuerySet[Share]:
    """The same as `documents.shared_with`, for who is in thousands of organizations.

    Their organizations are only gone through for shares; whether they hold is asked of those few that have one.
    """
    # Ended ones too, until the end: asked this way their indexes alone answer.
    rows = Share.objects.order_by()
    groups = reach.groups_of(user)
    every = rows.filter(user_id=user).values("pk").union(rows.filter(group_id__in=groups).values("pk"))
    places = Membership.objects.filter(user_id=user, ended_at=None).values("organization_id")
    theirs = Membership.objects.filter(group_id__in=groups).values("pk")
    places = places.union(Membership.objects.filter(pk__in=theirs).values("organization_id"))
    every = every.union(rows.filter(to_organization_id__in=places).values("pk"))
    held = Q(to_organization=None) | reach.holds(user, "to_organization_id")
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    return documents.shares().filter(unblocked, held, pk__in=every).order_by()


def among(user: UUID, keys: Sequence[UUID]) -> QuerySet[Share]:
    """Those of them that are on one of these documents; so nothing else of the user's is gone through."""
    there = Share.objects.order_by().filter(document_id__among=keys)
    theirs = Q(user_id=user) | Q(group_id__among=reach.groups_of(user))
    held = Q(to_organization__isnull=False) & reach.holds(user, "to_organization_id")
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    return documents.shares().filter(unblocked, theirs | held, pk__in=there.values("pk")).order_by()


def first(asked: Asked, last: UUID | None = None) -> list[UUID]:
    """Through shares; of those beyond `last`, where the caller's page ends, as few as is convenient."""
    if asked.place.names == ["id"]:
        return _proved_along(asked, {} if last is None else {"last": last})
    some = perhaps(asked.user)
    if some is not None:
        return _proved_in_order(asked, list(some)) if some else []
    given = Q(pk__in=with_user(asked.user).values("document_id"))
    return list(asked.rows(given).values_list("pk", flat=True)[: asked.most])


def perhaps(user: UUID) -> set[UUID] | None:
    """The documents that shares may give the user, some more; None where they are very many."""
    rows = _some_perhaps(SHARES_AT_ONCE + 1).tuples(user=user)
    return {as_id(row[0]) for row in rows} if len(rows) <= SHARES_AT_ONCE else None


def _proved_in_order(asked: Asked, perhaps: list[Any]) -> list[UUID]:
    """In another order than that of ids: those that may be shared are put in it, and the first of them proved."""
    found: list[UUID] = []
    start, end = 0, 2 * asked.most
    while len(found) < asked.most:
        candidates = ids(*sql(asked, _in_order, start, end, among=perhaps))
        found += _proved(asked, candidates)
        if len(candidates) < end - start:
            break
        start, end = end, 4 * end
    return found


def _in_order(asked: Asked, start: int, end: int, among: Sequence[UUID]) -> QuerySet[Any, Any]:
    """Those of these documents that are asked for, from one place in the order to another."""
    return asked.rows(Q(pk__among=among)).values_list("id")[start:end]


@cache
def _some_perhaps(most: int) -> Prepared[Any]:
    """The documents that shares may give the user, some more; by indexes alone."""

    def rows(user: UUID) -> QuerySet[Any, Any]:
        every = Share.objects.filter(ended_at=None).order_by()
        ways = [*OWN, _given_to_their_places, _given_to_their_groups]
        first, *rest = (every.filter(way(user)).values_list("document_id") for way in ways)
        return first.union(*rest)[:most]

    return Prepared(rows)


def _proved_along(asked: Asked, end: Bounds) -> list[UUID]:
    """In the order of ids: what an index says may be shared, proved part by part. Somebody may have thousands of them."""
    # Between two documents there are few shares, so that asking of them beats going through one's organizations.
    near_by = asked.in_thousands or (end and asked.in_many)
    for part in NEAR if near_by else ():
        near = _proved_near(asked, part, end)
        if near is not None:
            return near
    found: list[UUID] = []
    bounds = _edge(asked) | end
    for part in chain(PROVED, repeat(PROVED[-1])):
        candidates = _documents(_perhaps_shared(asked.place.reverse, part, frozenset(bounds)), asked, bounds)
        if not candidates:
            break
        found += _proved(asked, candidates)
        if len(found) >= asked.most or len(candidates) < part:
            break
        bounds = {"edge": candidates[-1]} | end
    return found


def _proved_near(asked: Asked, part: int, end: Bounds) -> list[UUID] | None:
    """The same for who is in thousands of organizations, as far as so many shares with any organization show it.

    None: they do not fill the page.
    """
    bounds = _edge(asked) | end
    ways = (
        _documents(way(asked.place.reverse, part, frozenset(bounds)), asked, bounds)
        for way in (_perhaps_own, _to_organizations)
    )
    known = [(rows, rows[-1] if len(rows) == part else None) for rows in ways]
    ends = [last for _rows, last in known if last is not None]
    upto = (max if asked.place.reverse else min)(ends) if ends else None
    found = _proved(asked, [row for rows, _last in known for row in rows], upto)
    return found if len(found) >= asked.most or upto is None else None


def _edge(asked: Asked) -> Bounds:
    """After which document the page begins."""
    return {"edge": asked.place.values[0]} if asked.place.values else {}


def _documents(among: Prepared[Any], asked: Asked, bounds: Bounds) -> list[Any]:
    """Ids as the database has them."""
    return [row[0] for row in among.tuples(user=asked.user, **bounds)]


def _proved(asked: Asked, candidates: Sequence[Any], upto: Any = None) -> list[UUID]:
    """The first of these documents that a share gives the user; none beyond `upto`, if that is said."""
    if not candidates:
        return []
    bounds = {"among": list(set(candidates))} | ({} if upto is None else {"last": [upto]})
    fitting, values = sql(asked, _fitting, **bounds)
    proof, prover = given.sql(user=asked.user)
    end = f"{order(asked.place)} LIMIT {asked.most}"
    return ids(f"SELECT p.id FROM ({fitting}) p WHERE EXISTS ({proof}) {end}", [*values, *prover])


def _fitting(asked: Asked, among: Sequence[UUID], last: Sequence[UUID] = ()) -> QuerySet[Any, Any]:
    """Those of these documents that are asked for, none after `last`."""
    bound = asked.place.upto(last) if last else Q()
    return asked.rows(bound & Q(pk__among=among)).values_list(*asked.place.names)


@cache
def _perhaps_shared(reverse: bool, most: int, bounds: frozenset[str]) -> Prepared[Any]:
    """The first documents that a share may give the user, within these bounds; in order, some more than once."""
    return _first_shared([*OWN, _given_to_their_places, _given_to_their_groups], reverse, most, bounds)


@cache
def _perhaps_own(reverse: bool, most: int, bounds: frozenset[str]) -> Prepared[Any]:
    """Those among them that were shared with the user, and with their groups."""
    return _first_shared([*OWN], reverse, most, bounds)


@cache
def _to_organizations(reverse: bool, most: int, bounds: frozenset[str]) -> Prepared[Any]:
    """The first documents that were shared with any organization."""
    return _first_shared([lambda user: Q(to_organization__isnull=False)], reverse, most, bounds)


def _first_shared(
    ways: Sequence[Callable[[UUID], Q]], reverse: bool, most: int, bounds: frozenset[str]
) -> Prepared[Any]:
    beyond, upto = ("lt", "gte") if reverse else ("gt", "lte")

    def rows(user: UUID, edge: UUID | None = None, last: UUID | None = None) -> QuerySet[Any]:
        within = Q(**{f"document_id__{beyond}": edge}) if edge else Q()
        within &= Q(**{f"document_id__{upto}": last}) if last else Q()
        every = Share.objects.filter(within, ended_at=None)
        first, *rest = (every.filter(way(user)).order_by().values_list("document_id") for way in ways)
        found = first.union(*rest, all=True) if rest else first
        return found.order_by("-document_id" if reverse else "document_id")[:most]

    return Prepared(rows, ("user", *sorted(bounds)), every=False)


def _given_to_their_places(user: UUID) -> Q:
    places = Membership.objects.filter(user_id=user, ended_at=None)
    return Q(to_organization_id__in=places.values("organization_id"))


def _given_to_their_groups(user: UUID) -> Q:
    """To the organizations in which their groups are."""
    through = Membership.objects.filter(group_id__in=reach.groups_of(user)).values("pk")
    return Q(to_organization_id__in=Membership.objects.filter(pk__in=through).values("organization_id"))


OWN = (lambda user: Q(user_id=user), lambda user: Q(group_id__in=reach.groups_of(user)))


def _gives(user: UUID) -> QuerySet[Share]:
    """The shares of the document `p.id` that give the user something: `documents.shared_with`, for one document."""
    return documents.giving(user).filter(document_id__each=RawSQL("p.id", []))


given = Prepared(lambda user: _gives(user).values("pk"), names=("user",))
