"""Who reads a document or an organization, by name: along the names, one by one and gathered, it is the same people."""

import base64
import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kantoor.access import alphabet, paths, readers
from kantoor.access import documents as reached
from kantoor.access.readers import Readers
from kantoor.accounts import blocks, finding
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.groups import groups, people
from kantoor.groups.models import GroupMembership
from kantoor.kernel.clock import now
from kantoor.kernel.pages import Page
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from tests.documents.made import received

DEMO = 40  # organizations


def moments() -> list[dt.datetime | None]:
    """Now, and once."""
    return [None, now() - dt.timedelta(days=150)]


def walked(page: Callable[[str], Page[User]]) -> list[UUID]:
    """Everybody, page by page."""
    found, cursor = [], "first"
    while cursor:
        part = page(cursor)
        found += [user.pk for user in part.rows]
        cursor = part.next
    return found


def from_the_end() -> str:
    """A cursor that reads back from behind everybody."""
    end = ["p", "~", str(UUID(int=2**128 - 1))]
    return base64.urlsafe_b64encode(json.dumps(end).encode()).decode()


def first() -> list[Organization]:
    """The organizations of the demo world; races before this may have made hundreds more."""
    return list(Organization.objects.order_by("created_at", "id")[:DEMO])


def told() -> list[Document]:
    """Every document that is shared or held back, and one of each organization."""
    rows = Document.objects.filter(organization__in=first()).select_related("organization").order_by("id")
    one_each = {paper.organization_id: paper for paper in rows}
    telling = [*rows.filter(shares__isnull=False), *rows.filter(withheld=True), *one_each.values()]
    return list({paper.pk: paper for paper in telling}.values())


def each_way(patch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """Gathered; along the names, and gathered when too few are near; along the names alone."""
    for near, few in ((1_000, 1_000), (2, 0), (1_000, 0)):
        patch.setattr(alphabet, "NEAR", near)
        patch.setattr(alphabet, "FEW", few)
        yield near, few


def test_every_way_finds_whom_the_plain_question_finds(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domain 8.1, 7.5: of each document of the demo world, now and in the past, page by page and back; of one company."""
    seen = 0
    for at, paper in [(at, paper) for at in moments() for paper in told()]:
        plain = list(readers.people(paper, at).order_by(*alphabet.ORDER))
        expected = [user.pk for user in plain]
        for way in each_way(monkeypatch):
            asked = partial(readers.page, paper, size=5, at=at)
            assert walked(asked) == expected, (paper, at, way)
            assert [user.pk for user in asked(from_the_end()).rows] == expected[-5:]
            for company in {user.environment_id for user in plain} if at is None else ():
                theirs = [user.pk for user in plain if user.environment_id == company]
                assert [user.pk for user in readers.some(paper, 4, company)] == theirs[:4]
        if at is None:
            everybody = list(User.objects.values_list("pk", flat=True))
            assert set(readers.among(paper, everybody)) == set(expected)
        seen += len(expected)
    assert seen > 40


def test_so_it_is_of_organizations(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 8.1, 8.3: also with words."""
    seen: set[UUID] = set()
    for at, place in [(at, place) for at in moments() for place in first()]:
        for sought in ([], ["a"]):
            plain = finding.narrow(readers.members(place.pk, at), sought).order_by(*alphabet.ORDER)
            expected = list(plain.values_list("pk", flat=True))
            for way in each_way(monkeypatch):
                crowd = Readers(place.pk, at=at)
                asked = partial(alphabet.page, crowd, size=5, sought=sought)
                assert walked(asked) == expected, (place, at, way)
            seen |= set(expected)
    assert len(seen) > 10


@pytest.mark.parametrize("few", [0, 1_000])
def test_who_was_removed_since_read_it_then(
    invoice: Document, cast: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domain 8.3, 3.6: among the others, by name; not now."""
    monkeypatch.setattr(alphabet, "FEW", few)
    for person in (cast.lin, cast.sara):
        demo.member(cast.bouw, person, OrganizationRole.VIEWER, by=cast.anna)
    then = now()
    time.sleep(0.002)  # SQLite's clock has milliseconds, and what ended in the same one had ended
    Membership.objects.filter(user__in=[cast.lin, cast.sara]).end(None)
    User.objects.filter(pk=cast.lin.pk).update(removed_at=then)
    names = [user.name.split()[0] for user in readers.page(invoice, at=then).rows]
    assert names == ["Anna", "Lin", "Sara"]
    assert [user.name.split()[0] for user in readers.page(invoice).rows] == ["Anna"]


@pytest.mark.parametrize("few", [0, 1_000])
def test_who_had_a_place_in_a_group_read_it_then(
    invoice: Document, cast: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domain 8.3, 7.1: while the group has it to this day, who left the group read it then and not now."""
    monkeypatch.setattr(alphabet, "FEW", few)
    piet = cast.actor(cast.piet)
    group = groups.make(piet, cast.jansen.pk, "Finance")
    people.add(piet, group, [cast.sara.pk])
    Membership.objects.create(
        organization=invoice.organization, group=group, role=OrganizationRole.VIEWER, began_by=cast.anna
    )
    then = now()
    time.sleep(0.002)
    GroupMembership.objects.filter(group=group, user=cast.sara).end(None)
    assert "Sara" in [user.name.split()[0] for user in readers.page(invoice, at=then).rows]
    assert "Sara" not in [user.name.split()[0] for user in readers.page(invoice).rows]


@pytest.mark.parametrize("few", [0, 1_000])
def test_a_page_costs_the_same_for_few_and_for_many(
    invoice: Document, cast: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounded in queries, whatever the number of people."""
    monkeypatch.setattr(alphabet, "FEW", few)
    counted = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = readers.page(invoice)
        counted.append(len(queries))
        if not turn:
            people = [demo.person(cast.jansen, f"P {n}", f"p{n}@jansen.example") for n in range(60)]
            Membership.objects.bulk_create(
                Membership(organization=invoice.organization, user=person, role=1) for person in people
            )
    assert counted[0] == counted[1] <= 3
    assert len(page.rows) == 50 and page.next


def test_who_is_blocked_is_found_by_no_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 3.6: blocked, they reach nothing, whichever way is gone; before, they did."""
    for number in range(8):
        person = demo.person(cast.jansen, f"Blok {number}", f"blok{number}@jansen.example")
        demo.member(cast.bouw, person, OrganizationRole.MEMBER, cast.anna)
    paper = received(cast.bouw, "B-1")
    blocked = User.objects.get(email="blok3@jansen.example")
    assert blocked in alphabet.page(Readers(cast.bouw.pk), size=50).rows
    blocks.begin(cast.actor(cast.anna), blocked, "On leave")
    for way in each_way(monkeypatch):
        for crowd in (
            Readers(cast.bouw.pk),
            Readers(cast.bouw.pk, paper.pk),
            Readers(cast.bouw.pk, None, cast.jansen.pk),
        ):
            rows = alphabet.page(crowd, size=50).rows
            assert blocked not in rows and len(rows) > 7, (way, crowd)
    other = User.objects.get(name="Blok 2")
    assert readers.among(paper, [blocked.pk, other.pk]) == [other.pk]


def test_before_it_came_nobody_reads_a_document(cast: Cast) -> None:
    """domain 8.1: whoever was a member then, and whoever brought it; from the moment on it is there."""
    paper = received(cast.bouw, "2026-0117", by=cast.anna)
    before, then = paper.made_at - dt.timedelta(microseconds=1), paper.made_at
    Membership.objects.update(valid_from=paper.made_at - dt.timedelta(days=9))
    for at, there in ((before, False), (then, True)):
        assert (cast.anna in readers.people(paper, at)) is there
        assert (cast.anna in readers.page(paper, at=at).rows) is there
        assert bool(reached.audience(paper, at)) is there
        assert bool(paths.ways(paper, [cast.anna.pk], at)) is there
