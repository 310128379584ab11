"""A page of a list stays under 60 KB before compression, with as many rows as it shows, in a large world."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db.models import Count, Q
from django.test import Client
from pytest_django import DjangoDbBlocker

from bench.subjects import Subjects
from kantoor.accounts.models import User
from kantoor.demo.worlds.sizes import Size
from kantoor.partnerships.models import Partnership
from tests.worlds import planted

pytestmark = pytest.mark.once
MOST = 60_000  # bytes
SIZE = Size(30, 100, 1_500, 6_000, 3_000, 900)
ROW = re.compile(
    r'<tr(?! class="part")|<details class="partnership"|<li>\s*<span class="avatar|role="option"'
)
CROWD = "/organizations/{crowd}/"

# Address, who looks, how many rows at the least; one more where a head is counted.
LISTS = (
    (CROWD + "members/", "leader", 51),
    (CROWD + "members/?sort=-since", "leader", 51),
    (CROWD + "members/?which=partners&q=a", "leader", 51),
    (CROWD + "members/new/", "leader", 26),
    (CROWD + "members/new/options/?q=a", "leader", 20),
    (CROWD + "members/then/", "leader", 26),
    (CROWD + "overview/", "leader", 51),
    (CROWD + "why/", "leader", 45),
    (CROWD + "activity/", "leader", 51),
    ("/people/", "leader", 51),
    ("/people/new/", "leader", 51),
    ("/people/overview/", "leader", 26),
    ("/partners/", "leader", 20),
    ("/partners/{pair}/changes/?since=2015-01-01T00:00", "leader", 16),
    ("/activity/", "leader", 51),
    ("/organizations/", "many", 50),
    ("/documents/", "many", 51),
    ("/inbox/in/", "many", 51),
    ("/inbox/out/", "many", 51),
    ("/shares/", "many", 51),
    ("/shares/?which=with", "many", 20),
)


@pytest.fixture(scope="module")
def subjects(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Subjects]:
    with planted(SIZE, django_db_blocker):
        yield Subjects()


@pytest.mark.parametrize(("address", "who", "rows"), LISTS)
def test_a_page_of_a_list_is_light(subjects: Subjects, address: str, who: str, rows: int) -> None:
    page = _page(_person(subjects, who), address.format(crowd=subjects.crowd, pair=_busiest(subjects)))
    assert len(ROW.findall(page)) >= rows
    assert len(page.encode()) < MOST, len(page.encode())


def _busiest(subjects: Subjects) -> UUID:
    """The partnership of the leader's company on which most hangs."""
    side = subjects.leader.environment_id
    pairs = Partnership.objects.live().filter(Q(low_id=side) | Q(high_id=side))
    return pairs.annotate(n=Count("memberships")).order_by("-n")[0].pk


def _person(subjects: Subjects, who: str) -> User:
    return subjects.leader if who == "leader" else subjects.person(who)


def _page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()
