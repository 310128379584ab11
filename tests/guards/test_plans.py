"""Every page of a large world, as somebody in hundreds of organizations: no question reads a big table from one end to
the other, and none asks more because there is more. `KANTOOR_TEST_SCALE=L` takes that world instead (minutes)."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Count, Q
from pytest_django import DjangoDbBlocker

from kantoor.accounts.models import User
from kantoor.demo.worlds import ground
from kantoor.demo.worlds.sizes import Size
from kantoor.documents.models import Box
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from tests.guards import plans
from tests.worlds import planted

SCALE = os.environ.get("KANTOOR_TEST_SCALE", "")
# Like M, with fewer people: in few seconds, and with somebody in more organizations than are asked one by one.
LIKE_M = Size(20, 600, 2_000, 16_000, 40_000, 1_000)
BIG = 10_000  # rows
MOST = (
    2 * BIG
)  # rows that a question may look at: two tables of who is in 5,000 organizations, and what they have
TRIED = (
    2 * MOST
)  # of up to five hundred people who are tried all that they ever had, in a large world 170 each
FEW = 6  # questions more that a page may ask of more
PAGES = 60  # at least
MANY = 40  # questions of a page, told by `pytest -s`
# Page → why it may.
SCANS = {
    "shares": "SQLite makes a Bloom filter of all organizations, in two milliseconds, before it goes along the shares"
}
COUNTS = "it counts up to a thousand people of each of thirty partners"
READS = {"partners": COUNTS, "partnership_end_date": COUNTS, "partnership_ending": COUNTS}
GROWS = {
    "documents_csv": "it takes all documents along, five hundred at a time",
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """Somebody in every second organization, and somebody in ten; both may see all pages of their company."""
    with planted(SCALE or LIKE_M, django_db_blocker):
        people = {who: User.objects.get(email=ground.address(who)) for who in ("many", "ten")}
        for user in people.values():
            Appointment.objects.filter(user=user).update(role=EnvironmentRole.ADMINISTRATOR)
        yield people


def lead(user: User, place: Organization) -> Organization:
    """So that they see the pages of its administrators."""
    held = Membership.objects.filter(organization=place, user=user, ended_at=None)
    assert held.update(role=OrganizationRole.ADMINISTRATOR) == 1
    return place


def busiest(user: User) -> list[Organization]:
    """Those of their organizations that have documents, the fullest first."""
    held = Membership.objects.open().filter(user=user).values("organization")
    received = Q(documents__box=Box.RECEIVED)
    counted = Organization.objects.filter(pk__in=held).annotate(n=Count("documents", filter=received))
    return list(counted.filter(n__gte=1).order_by("-n"))


@pytest.fixture(scope="module")
def walked(world: dict[str, User]) -> dict[str, plans.Asked]:
    """All pages, as the one who is in very many, of a busy organization that has everybody as members."""
    many = world["many"]
    place = busiest(many)[0]
    members = Membership.objects.open().filter(organization=place)
    some = User.objects.exclude(pk__in=members.filter(user__isnull=False).values("user"))[:1_000]
    Membership.objects.bulk_create([Membership(organization=place, user=user, role=1) for user in some])
    return plans.walk(many, lead(many, place))


def test_no_page_reads_a_big_table_from_end_to_end(walked: dict[str, plans.Asked]) -> None:
    tables, found = plans.big(BIG), dict[str, set[str]]()
    assert {"documents_document", "organizations_membership"} <= tables
    assert len(walked) > PAGES, sorted(walked)
    seen: dict[str, set[str]] = {}
    for name, asked in walked.items():
        for sql, values in asked.questions.items():
            if sql not in seen:
                seen[sql] = plans.scanned(sql, values, tables)
            if seen[sql] and name not in SCANS:
                found[name] = found.get(name, set()) | seen[sql]
                print(name, seen[sql], sql, values, sep="\n", end="\n\n")
    assert found == {}


@pytest.fixture(scope="module")
def largest(world: dict[str, User]) -> dict[str, plans.Asked]:
    """What changed, as who administers the organization with the most members: few of a partner's thousands in a week."""
    members = Count("memberships", filter=Q(memberships__ended_at=None))
    place = Organization.objects.annotate(n=members).order_by("-n")[0]
    held = Membership.objects.open().filter(organization=place, role=OrganizationRole.ADMINISTRATOR)
    leader = held.filter(user__environment=place.environment_id).select_related("user")[0].user
    return plans.walk(leader, place, only="partnership_changes")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone counts what it reads")
def test_what_changed_of_the_largest_reads_few_rows(largest: dict[str, plans.Asked]) -> None:
    """A plan made for any times went through our organizations anew for each of those who were looked up first."""
    assert len(largest) >= 1 + len(plans.BACK), sorted(largest)
    read = {name: max((one.rows, one.table) for one in asked.read) for name, asked in largest.items()}
    assert {name: most for name, most in read.items() if most[0] > TRIED} == {}, read


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone counts what it reads")
def test_no_question_reads_very_many_rows(walked: dict[str, plans.Asked]) -> None:
    """Of any table, along whatever: with the plans that it keeps, as the page was answered."""
    assert sum(len(asked.read) for asked in walked.values()) > PAGES
    found = {
        name: sorted({(read.table, read.rows) for read in asked.read if read.rows > MOST})
        for name, asked in walked.items()
        if name not in READS
    }
    for name in found:
        for read in walked[name].read:
            if read.rows > MOST:
                print(name, read.table, read.rows, read.text, sep="\n", end="\n\n")
    assert {name: tables for name, tables in found.items() if tables} == {}


def test_a_scan_is_noticed(world: dict[str, User]) -> None:
    """What no index answers; and what one does."""
    tables = plans.big(BIG)
    text = 'SELECT "d"."id" FROM "documents_document" "d" WHERE "d".'
    assert plans.scanned(f'{text}"title" = %s', ["x"], tables) == {"documents_document"}
    assert plans.scanned(f'{text}"id" = %s', [plans.key(world["ten"].pk)], tables) == set()


def test_no_page_asks_more_because_there_is_more(
    world: dict[str, User], walked: dict[str, plans.Asked]
) -> None:
    """Beside somebody in ten organizations, looking at one with few documents and members."""
    ten = world["ten"]
    few = plans.walk(ten, lead(ten, busiest(ten)[-1]))
    assert len(few) > PAGES, sorted(few)
    grown = {
        name: (few[name].count, walked[name].count)
        for name in few.keys() & walked.keys()
        if walked[name].count > few[name].count + FEW and name not in GROWS
    }
    for name in grown:
        more = walked[name].times - few[name].times
        print(name, *(f"{n} × {sql[:600]}" for sql, n in more.most_common(8)), sep="\n", end="\n\n")
    print({name: asked.count for name, asked in walked.items() if asked.count > MANY})
    assert grown == {}
