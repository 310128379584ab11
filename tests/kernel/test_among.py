"""Many ids as one value: the same rows as `__in`, on a column and on a foreign key."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.kernel import among
from kantoor.kernel.ids import uuid7
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership


@pytest.mark.parametrize("size", [0, 1, 3])
def test_it_finds_what_in_finds(cast: Cast, size: int) -> None:
    assert among.Among in User._meta.pk.get_lookups().values()
    keys = [cast.anna.pk, cast.tom.pk, cast.sara.pk][:size]
    assert set(User.objects.filter(pk__among=keys)) == set(User.objects.filter(pk__in=keys))
    assert set(Membership.objects.filter(user_id__among=frozenset(keys))) == set(
        Membership.objects.filter(user_id__in=keys)
    )


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_prepared_question_finds_the_same(cast: Cast, size: int) -> None:
    """On PostgreSQL in the format of its own: as ids, as texts that a database gave, and beside a text with a `%`."""
    keys = [cast.anna.pk, cast.tom.pk, cast.sara.pk][:size]
    asked = Prepared(
        lambda keys, word: (
            User.objects.filter(Q(pk__among=keys) & ~Q(name__contains="100%") & ~Q(name=word))
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        ("keys", "word"),
        lists=("keys",),
        texts=("word",),
    )
    for given in (keys, [str(key) for key in keys] if connection.vendor == "postgresql" else keys):
        assert asked.rows(keys=given, word="%s and 100%") == sorted(keys)


def test_more_than_sqlite_has_room_for(cast: Cast) -> None:
    keys = {uuid7() for _ in range(300_000)} | {cast.anna.pk}
    assert User.objects.get(pk__among=keys) == cast.anna
    assert not User.objects.exclude(pk__among=keys).filter(pk=cast.anna.pk).exists()


@pytest.mark.parametrize("out_of_the_way", [among.unindexed, among.aside])
def test_a_column_that_no_index_leads_by_is_the_same_column(cast: Cast, out_of_the_way: Any) -> None:
    rows = Membership.objects.alias(place=out_of_the_way("organization_id"))
    expected = set(Membership.objects.filter(organization=cast.bouw))
    assert set(rows.filter(place=cast.bouw.pk)) == set(rows.filter(place__among=[cast.bouw.pk])) == expected
