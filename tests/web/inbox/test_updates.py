"""Inbox, tab Updates: what happened, with a dot until it was read."""

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.notifications.models import Notice

QUERIES = 7


def _tell(cast: Cast, count: int) -> None:
    rows = [
        Entry(action="memberships.removed", actor_name="Anna", organization_name=f"Org {n}")
        for n in range(count)
    ]
    Entry.objects.bulk_create(rows)
    Notice.objects.bulk_create([Notice(user=cast.sara, entry=row) for row in rows])


def _client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.sara, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def test_an_update_has_its_dot_until_it_was_seen(cast: Cast) -> None:
    _tell(cast, 1)
    sara = _client(cast)
    first, second = (sara.get("/inbox/updates/").content.decode() for _ in range(2))
    assert "Anna removed you from Org 0" in first
    assert 'class="unread"' in first
    assert 'class="unread"' not in second


def test_updates_are_only_ones_own(cast: Cast) -> None:
    Notice.objects.create(user=cast.piet, entry=Entry.objects.create(action="memberships.removed"))
    assert "removed you" not in _client(cast).get("/inbox/updates/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sara = _client(cast)
    sara.get("/inbox/updates/")  # the first visit also notes when they were last seen
    for count in (2, 40):
        _tell(cast, count)
        with django_assert_num_queries(QUERIES):
            assert sara.get("/inbox/updates/").status_code == 200
