"""What is made of rows without Django is what Django makes of them, down to each value and its type."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F, Model, QuerySet
from django.db.models.signals import post_init

from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.documents.models import Box, Document
from kantoor.kernel.loading import loader
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, Organization
from tests.documents.made import received

QUERIES: list[Callable[[], QuerySet[Any]]] = [
    lambda: Document.objects.order_by("pk"),
    lambda: Document.objects.select_related("organization__environment", "made_by").order_by("pk"),
    lambda: (
        Document.objects.select_related("organization").defer("invoice", "organization__name").order_by("pk")
    ),
    lambda: Document.objects.only("title").order_by("pk"),
    lambda: User.objects.annotate(again=F("name"), few=Count("memberships")).order_by("pk"),
    lambda: Membership.objects.select_related("user", "group", "partnership", "added_by").order_by("pk"),
    lambda: Document.objects.values_list("made_at", "organization_id", "amount", "invoice").order_by("pk"),
    lambda: Document.objects.order_by("pk").values_list("organization_id", flat=True),
    lambda: (
        User.objects.annotate(again=F("pk"), few=Count("memberships"))
        .order_by("pk")
        .values_list("few", "again", "environment__created_at", "name", named=True)
    ),
    lambda: Document.objects.order_by("pk").values("pk", "made_at", "organization__created_at", "amount"),
    lambda: User.objects.order_by("pk").values("name", person=F("pk"), few=Count("memberships")),
    lambda: User.objects.values_list("pk").union(Organization.objects.values_list("pk")).order_by("pk"),
]


def said(row: Model, depth: int = 2) -> dict[str, Any]:
    """Everything the row knows, and the rows it knows."""
    plain = {name: (type(value), value) for name, value in row.__dict__.items() if name != "_state"}
    beside = row._state.fields_cache
    known = {name: one and said(one, depth - 1) for name, one in beside.items()} if depth else {}
    return plain | {"_state": (row._state.db, row._state.adding)} | known


@pytest.mark.parametrize("build", QUERIES)
def test_rows_are_what_django_makes_of_them(cast: Cast, build: Callable[[], QuerySet[Any]]) -> None:
    received(cast.bouw, "1", by=cast.anna)
    received(cast.bouw, "2", box=Box.SENT, amount="0.10")
    expected, got = list(build()), Prepared(build, names=()).rows()
    assert expected
    assert got == expected
    if isinstance(expected[0], Model):
        assert_same(expected, got)
    else:
        assert [list(map(type, row)) for row in wrapped(got)] == [
            list(map(type, row)) for row in wrapped(expected)
        ]
        assert {type(row).__name__ for row in got} == {type(row).__name__ for row in expected}


def wrapped(rows: list[Any]) -> list[Any]:
    rows = [tuple(row.values()) if isinstance(row, dict) else row for row in rows]
    return [row if isinstance(row, tuple) else (row,) for row in rows]


def assert_same(expected: list[Model], got: list[Model]) -> None:
    assert [said(row) for row in got] == [said(row) for row in expected]
    assert [row.get_deferred_fields() for row in got] == [row.get_deferred_fields() for row in expected]


def test_what_was_left_out_is_fetched_and_a_change_is_saved(cast: Cast) -> None:
    row = Prepared(lambda key: Organization.objects.filter(pk=key).only("name")).rows(key=cast.bouw.pk)[0]
    assert row.city == cast.bouw.city
    row.name = "Changed"
    row.save(update_fields=["name"])
    assert Organization.objects.get(pk=cast.bouw.pk).name == "Changed"


def test_what_needs_more_than_a_dictionary_is_left_to_django(cast: Cast) -> None:
    """What points back, and models somebody listens to."""
    assert _loader(User.objects.prefetch_related("memberships")) is None

    def heard(**_said: object) -> None:
        pass

    assert _loader(User.objects.all()) is not None
    post_init.connect(heard, sender=User)
    try:
        assert _loader(User.objects.all()) is None
        assert _loader(Membership.objects.select_related("user")) is None
    finally:
        post_init.disconnect(heard, sender=User)


def _loader(queryset: QuerySet[Any, Any]) -> object:
    compiler = queryset.query.get_compiler(connection=connection)
    compiler.as_sql()
    return loader(queryset, compiler)
