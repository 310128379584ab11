"""Random worlds and acts: what is foreseen is what asking one by one before and after tells (domain 8.1, 8.5)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kantoor.access import actor as actors
from kantoor.access import consequences, documents, reach, spheres
from kantoor.access.consequences import Kind, Part, kind_of
from kantoor.access.spheres import Sphere
from kantoor.accounts.models import Block
from kantoor.groups.models import GroupMembership
from kantoor.kernel.clock import Now
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Share
from tests.access.test_documents_property import PAPERS, Archive, World, papers, receivers
from tests.access.test_documents_property import possible as shares_possible
from tests.access.test_reach_property import PEOPLE, Span, groups, houses, people, possible

OPEN, OVER = Span(0, None, False), Span(0, 1, False)
spans = st.sampled_from([OPEN, OPEN, OPEN, OVER])
roles = st.integers(1, 3)
worlds = st.fixed_dictionaries(
    {
        "direct": st.lists(st.tuples(people, houses, roles, spans), max_size=7),
        "by_group": st.lists(st.tuples(groups, houses, roles, spans), max_size=4),
        "places": st.lists(st.tuples(people, groups, spans), max_size=6),
        "blocks": st.lists(st.tuples(people, spans), max_size=1),
        "partnership": st.just(OPEN),
        "closed": st.dictionaries(houses, st.just(1), max_size=1),
        "papers": st.lists(st.tuples(houses, st.booleans(), people), min_size=PAPERS, max_size=PAPERS),
        "shares": st.lists(st.tuples(papers, receivers, roles, spans), max_size=6),
    }
).filter(lambda world: possible(world) and shares_possible(world))
Act = tuple[Sphere, Callable[[], object]]


def _rows(stage: Archive, kind: str, pick: int) -> Act | None:
    """The end of one row, of whichever table."""
    table: Any = {"membership": Membership, "place": GroupMembership, "share": Share}[kind]
    here = {"group__in": stage.groups} if kind == "place" else {"organization__in": stage.houses}
    rows = list(table.objects.open().filter(**here).order_by("pk"))
    if not rows:
        return None
    row = table.objects.filter(pk=rows[pick % len(rows)].pk)
    none = (Membership.objects.none(), GroupMembership.objects.none(), Share.objects.none())
    sphere = spheres.rows(*(row if one.model is table else one for one in none))
    return sphere, lambda: row.end(None, "test")


def _person(stage: Archive, pick: int) -> Act | None:
    user = stage.people[pick % PEOPLE]
    if Block.objects.open().filter(user=user).exists():
        return spheres.person(user.pk), lambda: Block.objects.filter(user=user).end(None)
    return spheres.person(user.pk), lambda: Block.objects.create(user=user, reason="-")


def _house(stage: Archive, pick: int) -> Act:
    house = stage.houses[pick % len(stage.houses)]

    def close() -> None:
        Membership.objects.filter(organization=house).end(None, reach.CLOSURE)
        Organization.objects.filter(pk=house.pk).update(state="closed", closed_at=Now())

    return spheres.organization(house.pk), close


def _partnership(stage: Archive, pick: int) -> Act:
    pair = stage.partnership
    rows = [table.objects.open().filter(partnership=pair) for table in (Membership, GroupMembership, Share)]
    return spheres.rows(*rows), lambda: Partnership.objects.filter(pk=pair.pk).update(ended_at=Now())


def _beginning(stage: Archive, kind: str, pick: int) -> Act | None:
    user, house, group = stage.people[pick % 3], stage.houses[pick % 2], stage.groups[pick % 2]
    paper = stage.papers[pick % PAPERS]
    rows: dict[str, tuple[Sphere, Any, dict[str, Any]]] = {
        "member": (
            spheres.membership(house.pk, [user.pk]),
            Membership,
            {"organization": house, "user": user, "role": 2},
        ),
        "members": (
            spheres.membership(house.pk, [], [group.pk]),
            Membership,
            {"organization": house, "group": group, "role": 1},
        ),
        "place": (spheres.group(group.pk, [user.pk]), GroupMembership, {"group": group, "user": user}),
        "share": (
            spheres.shares([paper.pk], [], [], [house.pk]),
            Share,
            {"document": paper, "organization": paper.organization, "to_organization": house, "level": 2},
        ),
        "group": (
            spheres.shares([paper.pk], [], [group.pk], []),
            Share,
            {"document": paper, "organization": paper.organization, "group": group, "level": 3},
        ),
    }
    sphere, table, columns = rows[kind]
    pair = {key: value for key, value in columns.items() if key not in ("role", "level")}
    if table.objects.open().filter(**pair).exists():
        return None
    return sphere, lambda: table.objects.create(**columns)


acts = st.one_of(
    st.tuples(st.just(_rows), st.sampled_from(["membership", "place", "share"])),
    st.tuples(st.just(_beginning), st.sampled_from(["member", "members", "place", "share", "group"])),
    st.tuples(st.sampled_from([_person, _house, _partnership])),
)


def asked(stage: Archive) -> tuple[dict[Any, int | None], dict[Any, int | None]]:
    """Everybody's role everywhere and level on everything, one question each."""
    held = {(p.pk, h.pk): reach.role_in(p.pk, h.pk) for p in stage.people for h in stage.houses}
    levels = {(p.pk, d.pk): documents.level_on(p.pk, d.pk) for p in stage.people for d in stage.papers}
    return held, levels


def check(part: Part, kind: Kind, before: Any, after: Any) -> None:
    """The part tells what the questions tell."""
    held = {pair for pair in before[0] if kind_of(before[0][pair], after[0][pair]) is kind}
    read = {pair for pair in before[1] if kind_of(before[1][pair], after[1][pair]) is kind}
    everybody: set[UUID] = {person for person, _thing in held | read}
    assert part.people == everybody or (part.unseen and part.people < everybody)
    assert part.organizations == len({house for _person, house in held})
    assert part.documents == len({document for _person, document in read})
    for person in part.people:
        assert part.documents_of(person) == len([1 for one, _document in read if one == person])


@settings(
    max_examples=40,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(world=worlds, act=acts, pick=st.integers(0, 11))
def test_what_is_foreseen_is_what_comes(db: None, world: World, act: Any, pick: int) -> None:
    """domain 8.1, 8.5: people, organizations and documents that are gained, lost, or kept at another level"""
    stage = Archive(world)
    made = act[0](stage, *act[1:], pick)
    asker = next(filter(None, (actors.of(user.pk) for user in stage.people[:3])))
    if made is None:
        return
    sphere, do = made
    before = asked(stage)
    foreseen = consequences.of(asker, do, sphere, stage.houses[0])
    assert asked(stage) == before
    do()
    after = asked(stage)
    for kind in Kind:
        check(getattr(foreseen, kind), kind, before, after)
    partner = stage.people[-1].pk
    assert all(part.outside <= {partner} for part in foreseen.parts)
