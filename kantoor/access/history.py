"""What people had, over a stretch of time: the rules of `access.reach` and `access.documents` for the past, with since
when, until when and by whom (domain 8.3). Proven equal to what reach answered when the past was now
(tests/access/test_history.py)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import documents, reach, stretches
from kantoor.access.stretches import EVER, Path, Stretch, Turn, Window, both, upto
from kantoor.documents.models import Document
from kantoor.groups.models import GroupMembership
from kantoor.kernel.alike import asked
from kantoor.kernel.among import unindexed
from kantoor.kernel.clock import moment
from kantoor.kernel.prepared import read
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Share
from kantoor.uploads.models import Scan, ScanState

People = Collection[UUID] | None
Houses = Collection[UUID] | None
EVERYWHERE = UUID(int=0)
# That it ended is said as well, as an index tells it (`reach.kept`).
KEPT = Q(
    ended_at__isnull=False, ended_why=reach.CLOSURE, role=OrganizationRole.ADMINISTRATOR, partnership=None
)
MEMBERSHIP = [
    *("organization_id", "user_id", "group_id", "role", "user__removed_at"),
    *("organization__closed_at", "organization__closed_by_id"),
    *stretches.columns(),
    *stretches.columns("partnership__"),
]
PLACE = [
    *("user_id", "group_id", "group__closed_at"),
    *stretches.columns(),
    *stretches.columns("partnership__"),
]
SHARE = [
    *("pk", "document_id", "level", "user_id", "group_id", "to_organization_id"),
    *("organization__closed_at", "organization__closed_by_id"),
    *stretches.columns(),
    *stretches.columns("partnership__"),
]


@dataclass(frozen=True)
class Of:
    """The rows of one thing, as a function of a module says them: what is asked of them is made once (kernel.alike)."""

    rows: Callable[[UUID], QuerySet[Any]]
    key: UUID


Rows = QuerySet[Any] | Of


def of_place(organization: UUID) -> QuerySet[Membership]:
    """Every membership of an organization, live or not."""
    return Membership.objects.filter(organization_id=organization)


def _every(_key: UUID) -> QuerySet[Membership]:
    """Every membership there is; what is asked says which."""
    return Membership.objects.all()


def of_side(environment: UUID) -> QuerySet[Membership]:
    """Every membership of an environment's organizations."""
    return Membership.objects.filter(organization__environment_id=environment)


def lent_by(environment: UUID) -> QuerySet[Share]:
    """Every share of their documents."""
    return Share.objects.filter(organization__environment_id=environment)


def of_paper(document: UUID) -> QuerySet[Share]:
    """Every share of a document."""
    return Share.objects.filter(document_id=document)


def _taken(
    build: Callable[..., QuerySet[Any, Any]],
    names: list[str],
    rows: Rows,
    window: Window,
    people: People,
    **only: list[UUID],
) -> list[Any]:
    if isinstance(rows, Of) and people is not None:
        return asked(build, rows, window, people=list(people), **only).rows()
    return read(build(rows, window, people, **only), *names)


def _only(houses: Houses) -> dict[str, list[UUID]]:
    return {} if houses is None else {"houses": list(houses)}


def _rows(rows: Rows) -> QuerySet[Any]:
    return rows.rows(rows.key) if isinstance(rows, Of) else rows


def roles(rows: Rows, window: Window, people: People = None, houses: Houses = None) -> list[Path]:
    """Every path of these people (None: of everybody) by these memberships, their own and their groups', in these
    organizations (None: in all). Three queries."""
    found = [*held(rows, window, people, houses), *_kept(rows, window, people, houses)]
    return stretches.split(found, window)


def held(rows: Rows, window: Window, people: People = None, houses: Houses = None) -> list[Path]:
    """The same without those who only keep reading what is closed, and as if nobody was ever blocked."""
    given = _taken(_touched, MEMBERSHIP, rows, window, people, **_only(houses))
    seats = _seats({row["group_id"] for row in given if row["group_id"]}, window, people)
    found = []
    for row in given:
        span = both(stretches.of(row), _resting(row))
        if span is None:
            continue
        path = Path(row["user_id"], row["organization_id"], row["role"], span, until=row["expires_at"])
        found += [path] if row["user_id"] else _seated(path, row["group_id"], seats)
    return found


def _touched(rows: Rows, window: Window, people: People, houses: Houses = None) -> QuerySet[Any, Any]:
    found = _narrow(_rows(rows).filter(window.touched), window.touched, people, houses)
    return found.order_by().values(*MEMBERSHIP)


def _resting(row: dict[str, Any]) -> Stretch:
    """What a membership or share rests on: its partnership, and the organization that is not closed."""
    closed = upto(row["organization__closed_at"], row["organization__closed_by_id"], reach.CLOSURE)
    return both(stretches.rest(row, "partnership__"), closed) or Stretch(EVER, EVER)


def _seated(path: Path, group: UUID, seats: dict[UUID, list[tuple[UUID, Stretch]]]) -> list[Path]:
    """The path of a group, for each who had a place in it."""
    return [
        replace(path, person=person, group=group, held=span)
        for person, seat in seats.get(group, ())
        if (span := both(path.held, seat))
    ]


def _seats(
    groups: Collection[UUID], window: Window, people: People
) -> dict[UUID, list[tuple[UUID, Stretch]]]:
    """Who had a place in each group, and when."""
    if not groups:
        return {}
    given = {"groups": list(groups)} | ({} if people is None else {"people": list(people)})
    found: dict[UUID, list[tuple[UUID, Stretch]]] = {}
    for row in asked(_sat, window, **given).rows():
        closed = upto(row["group__closed_at"], why="group closed")
        span = both(stretches.of(row), stretches.rest(row, "partnership__"), closed)
        if span:
            found.setdefault(row["group_id"], []).append((row["user_id"], span))
    return found


def _sat(window: Window, groups: list[UUID], people: People = None) -> QuerySet[Any, Any]:
    rows = GroupMembership.objects.filter(window.touched, group_id__among=groups)
    rows = rows if people is None else rows.filter(user_id__among=people)
    return rows.order_by().values(*PLACE)


def _kept(rows: Rows, window: Window, people: People, houses: Houses) -> list[Path]:
    """The last administrators of closed organizations keep reading, from the closing on (domain 4.5)."""
    found = []
    for row in _taken(_last, MEMBERSHIP, rows, window, people, **_only(houses)):
        start = Turn(row["organization__closed_at"], row["organization__closed_by_id"], reach.CLOSURE)
        span = both(Stretch(start), upto(row["user__removed_at"], why="removed from environment"))
        if span:
            place, role = row["organization_id"], OrganizationRole.VIEWER
            found.append(Path(row["user_id"], place, role, span, last=True))
    return found


def _last(rows: Rows, window: Window, people: People, houses: Houses = None) -> QuerySet[Any, Any]:
    closed = Q(organization__closed_at__lte=moment(window.until), user__isnull=False, ended_at__isnull=False)
    kept = _rows(rows).filter(KEPT, closed)
    if people is not None:
        mine = Membership.objects.filter(user_id__among=people, ended_at__isnull=False).order_by()
        kept = kept.filter(pk__in=_within(mine, houses).values("pk"))
    return kept.order_by().values(*MEMBERSHIP)


def _narrow(rows: QuerySet[Membership], touched: Q, people: People, houses: Houses) -> QuerySet[Membership]:
    """Theirs and their groups', by the indexes of people and groups: the rows may be those of a whole company."""
    if people is None:
        return rows if houses is None else rows.filter(organization_id__in=houses)
    every = _within(Membership.objects.filter(touched).order_by(), houses)
    groups = GroupMembership.objects.filter(user_id__among=people).order_by().values("group_id")
    mine, theirs = every.filter(user_id__among=people), every.filter(group_id__in=groups)
    return rows.filter(pk__among=mine.values("pk").union(theirs.values("pk")))


def _within(rows: QuerySet[Membership], houses: Houses) -> QuerySet[Membership]:
    """In these organizations. People lead, and no index of the places: the one times the other would be looked up."""
    if houses is None:
        return rows
    return rows.alias(house=unindexed("organization_id")).filter(house__among=houses)


def shared(rows: Rows, window: Window, people: People = None, papers: list[UUID] | None = None) -> list[Path]:
    """Every path by these shares: to the person, to their group, to an organization that they are in. Five queries.

    `papers`: of these documents alone.
    """
    given = _taken(_lent, SHARE, rows, window, people, **({} if papers is None else {"papers": papers}))
    seats = _seats({row["group_id"] for row in given if row["group_id"]}, window, people)
    places = {row["to_organization_id"] for row in given if row["to_organization_id"]}
    within: dict[UUID, list[Path]] = {}
    for path in held(Of(_every, EVERYWHERE), window, people, places) if places else []:
        within.setdefault(path.thing, []).append(path)
    found: list[Path] = []
    for row in given:
        span = both(stretches.of(row), _resting(row))
        if span:
            found += _received(row, span, people, seats, within)
    return stretches.split(found, window)


def _lent(rows: Rows, window: Window, people: People, papers: list[UUID] | None = None) -> QuerySet[Any, Any]:
    mine = Q() if people is None else Q(user_id__among=people) | Q(user=None)
    found = _rows(rows) if papers is None else _rows(rows).filter(document_id__among=papers)
    return found.filter(window.touched, mine).order_by().values(*SHARE)


def _received(
    row: dict[str, Any],
    span: Stretch,
    people: People,
    seats: dict[UUID, list[tuple[UUID, Stretch]]],
    within: dict[UUID, list[Path]],
) -> list[Path]:
    user = row["user_id"]
    path = Path(user, row["document_id"], row["level"], span, share=row["pk"], until=row["expires_at"])
    if user:
        return [path] if people is None or user in people else []
    if row["group_id"]:
        return _seated(path, row["group_id"], seats)
    return [
        replace(
            one,
            thing=path.thing,
            worth=min(path.worth, documents.OF_ROLE[OrganizationRole(one.worth)]),
            held=both_held,
            share=path.share,
            through=one.thing,
        )
        for one in within.get(row["to_organization_id"], ())
        if (both_held := both(one.held, span))
    ]


def levels(document: Document, window: Window, people: People = None) -> list[Path]:
    """Every path to a document: by a role in its organization, and by shares. At most nine queries."""
    rows = Of(of_place, document.organization_id)
    by_role = [
        replace(path, thing=document.pk, worth=documents.OF_ROLE[OrganizationRole(path.worth)])
        for path in roles(rows, window, people)
    ]
    found = [*by_role, *shared(Of(of_paper, document.pk), window, people)]
    made, alone = Turn(document.made_at, document.made_by_id, "made"), _alone(document)
    return [
        replace(path, held=span, given=path.held.start)
        for path in found
        if (
            span := both(
                path.held, Stretch(made), Stretch(EVER if path.person == document.made_by_id else alone)
            )
        )
    ]


def _alone(document: Document) -> Turn:
    """From when others than who brought it could see it: when the virus scanner had let it go."""
    if document.withheld:
        return Turn(EVER.at.replace(year=9999))
    scan = Scan.objects.filter(document=document, state=ScanState.CLEAN).first()
    return Turn(scan.settled_at, why="scanned") if scan and scan.settled_at else EVER
