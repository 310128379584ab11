"""Explain says yes, at which level, exactly when the definitions of access do; and why, and why not (domain 8.4)."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kantoor.access import documents as reached
from kantoor.access import explaining, reach
from kantoor.accounts.models import Block, User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.kernel.clock import now
from kantoor.organizations import closing
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.access.test_documents_property import Archive, World, expected, possible, role, worlds
from tests.access.test_reach_property import HOURS

MEMBER = OrganizationRole.MEMBER
VIEW, FULL = Level.VIEW, Level.FULL

MOMENTS = (None, dt.timedelta(days=9), dt.timedelta(days=150), dt.timedelta(days=900))


def highest(rows: Any) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for person, worth in rows:
        found[person] = max(worth, found.get(person, 0))
    return found


def said(answers: Any) -> dict[Any, int]:
    return {person: answer.worth for person, answer in answers.items() if answer.worth is not None}


def telling_papers() -> list[Document]:
    """Those that were ever shared, and one of each organization; the rest are as that one."""
    rows = Document.objects.select_related("organization__environment").order_by("id")
    one_each = {paper.organization_id: paper for paper in rows}
    return list(
        {paper.pk: paper for paper in [*rows.filter(shares__isnull=False), *one_each.values()]}.values()
    )


def test_the_whole_demo_world_is_explained_as_it_is(committed_db: None) -> None:
    """domain 8.4, 8.1: all people × organizations and documents × moments of the past."""
    people, today = list(User.objects.select_related("environment")), now()
    papers, asked, seen = telling_papers(), 0, 0
    for back in MOMENTS:
        at = None if back is None else today - back
        for place in Organization.objects.select_related("environment"):
            right = highest((row["person"], row["role"]) for row in reach.audience(place.pk, at))
            assert said(explaining.of_organization(place, people, at)) == right
        for paper in papers:
            right = highest(path[:2] for path in reached.audience(paper, at))
            assert said(explaining.of_document(paper, people, at)) == right
            asked, seen = asked + len(people), seen + len(right)
    assert asked > 1_500
    assert seen > 50


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    world=worlds.filter(possible), hour=st.one_of(st.none(), st.integers(0, HOURS + 4).map(lambda n: n - 0.5))
)
def test_random_worlds_are_explained_as_the_rules_say(db: None, world: World, hour: float | None) -> None:
    """domain 8.4, 7.5, 7.6, 3.6, 6.4: and whoever has nothing is told what stands in the way of each path."""
    stage = Archive(world)
    at: dt.datetime | None = None if hour is None else stage.at(hour)
    then = 48.0 if hour is None else hour
    for number, paper in enumerate(stage.papers):
        answers = explaining.of_document(paper, stage.people, at)
        for person, user in enumerate(stage.people):
            answer = answers[user.pk]
            assert answer.worth == expected(world, person, number, then)
            assert answer.worth == reached.level_on(user.pk, paper.pk, at)
            assert all(path.obstacle for path in answer.paths if path not in answer.holding)
    for number, house in enumerate(stage.houses):
        answers = explaining.of_organization(house, stage.people, at)
        for person, user in enumerate(stage.people):
            assert answers[user.pk].worth == role(world, person, number, then)


def test_each_path_tells_what_it_rests_on_and_what_stands_in_its_way(cast: Cast, invoice: Document) -> None:
    """domain 8.4, 5.4, 3.6, 6.4: Tom has a share, is asked into a group, was a member; then he is blocked."""
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    demo.member(cast.bouw, cast.tom, MEMBER, by=cast.piet, partnership=cast.partnership)
    Membership.objects.filter(user=cast.tom).end(cast.piet, "removed")
    make = Membership.objects.create
    make(organization=cast.bouw, group=group, role=MEMBER, began_by=cast.anna, added_by=cast.anna)
    share(invoice, cast.anna, user=cast.tom, partnership=cast.partnership)
    asked = ask_into(cast, group, cast.tom)

    def why() -> list[tuple[int, str]]:
        answer = explaining.of_document(invoice, [cast.tom])[cast.tom.pk]
        return [(path.worth, str(path.obstacle.why) if path.obstacle else "") for path in answer.paths]

    assert why() == [(VIEW, ""), (FULL, "asked"), (FULL, "ended")]
    Request.objects.filter(pk=asked.pk).update(expires_at=now())
    assert why() == [(VIEW, ""), (FULL, "ended"), (FULL, "lapsed")]
    Block.objects.create(user=cast.tom, reason="-", began_by=cast.eva)
    assert why()[0] == (VIEW, "blocked")
    assert explaining.of_document(invoice, [cast.tom])[cast.tom.pk].worth is None
    Share.objects.filter(user=cast.tom).update(expires_at=now())
    assert (VIEW, "expired") in why()


def test_the_closed_and_the_withheld_say_so(cast: Cast, invoice: Document) -> None:
    """domain 4.5, 7.3: the last administrators keep reading; what is not scanned is for who brought it."""
    demo.member(cast.bouw, cast.sara, MEMBER, by=cast.anna)
    Document.objects.filter(pk=invoice.pk).update(withheld=True)
    invoice.refresh_from_db()
    answers = explaining.of_document(invoice, [cast.anna, cast.sara])
    assert answers[cast.anna.pk].worth == FULL
    assert [str(path.obstacle and path.obstacle.why) for path in answers[cast.sara.pk].paths] == ["withheld"]
    closing.close(cast.actor(cast.anna), cast.bouw)
    place = Organization.objects.select_related("environment").get(pk=cast.bouw.pk)
    answers = explaining.of_organization(place, [cast.anna, cast.sara])
    assert [(path.kept, path.holds) for path in answers[cast.anna.pk].paths] == [(True, True)]
    (path,) = answers[cast.sara.pk].paths
    assert path.obstacle is not None and path.obstacle.how == "closure"


@pytest.mark.parametrize("people", [1, 8])
def test_the_number_of_questions_to_the_database_is_the_same_for_many(
    cast: Cast, invoice: Document, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [cast.anna, cast.piet, cast.sara, cast.eva, cast.tom, cast.lin, cast.luc, cast.olga][:people]
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.anna, began_by=cast.anna)
    share(invoice, cast.anna, to_organization=cast.vastgoed)
    share(invoice, cast.anna, group=group)
    with django_assert_num_queries(6):
        found = explaining.of_document(invoice, many)
    assert set(found) == {one.pk for one in many}


def share(document: Document, by: User, **to: Any) -> Share:
    return Share.objects.create(
        document=document, organization=document.organization, level=VIEW, began_by=by, **to
    )


def ask_into(cast: Cast, group: Group, user: User) -> Request:
    return Request.objects.create(
        kind=Kind.GROUP,
        environment=cast.jansen,
        asked_by=cast.anna,
        group=group,
        to_user=user,
        partnership=cast.partnership,
        expires_at=now() + dt.timedelta(days=3),
    )
