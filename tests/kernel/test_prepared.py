"""SQL that is made once: its parameters are bound, its constants stand in it (decision 0083)."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel import prepared
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, OrganizationRole


def test_a_constant_stands_in_the_text_and_a_parameter_does_not(cast: Cast) -> None:
    """A plan for any role would read all members to find the few administrators."""
    administrators = Prepared(
        lambda organization: (
            Membership.objects.open()
            .filter(organization_id=organization, role=OrganizationRole.ADMINISTRATOR)
            .values_list("user_id", flat=True)
        )
    )
    sql, values = administrators.sql(organization=cast.bouw.pk)
    assert '"role" = 3' in sql
    assert len(values) == sql.count("%s") == 1
    assert cast.anna.pk in administrators.rows(organization=cast.bouw.pk)
    assert administrators.rows(organization=uuid4()) == []


def test_states_are_written_out_and_texts_of_people_never(cast: Cast) -> None:
    named = Prepared(lambda word: User.objects.filter(folded__contains=word), texts=("word",))
    waiting = Prepared(
        lambda user: Request.objects.filter(to_user_id=user, state=RequestState.OPEN).values("pk")
    )
    assert "= 'open'" in waiting.sql(user=cast.anna.pk)[0]
    for text in ("open", "anna", "%", "'; DROP TABLE accounts_user; --"):
        sql, values = named.sql(word=text)
        assert text == "%" or text not in sql
        assert len(values) == 1
    assert [user.pk for user in named.rows(word="sara el")] == [cast.sara.pk]
    assert named.rows(word="%") == []


@pytest.mark.parametrize("times", [1, 3])
def test_a_log_of_queries_has_its_text(cast: Cast, times: int) -> None:
    """Also when the database keeps the plan, and is not sent the text again."""
    one = Prepared(lambda user: User.objects.filter(pk=user))
    with CaptureQueriesContext(connection) as queries:
        for _ in range(times):
            assert [user.pk for user in one.rows(user=cast.anna.pk)] == [cast.anna.pk]
    assert ["accounts_user" in (query["sql"] or "") for query in queries] == [True] * times


def test_a_moment_is_bound_as_the_database_compares_it(cast: Cast) -> None:
    """Also on the second, which SQLite's texts would else have without its microseconds."""
    begun = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
    Membership.objects.filter(organization=cast.bouw).update(valid_from=begun)
    then = Prepared(
        lambda organization, at: (
            Membership.objects.live(at).filter(organization_id=organization).values_list("user_id", flat=True)
        ),
        ("organization",),
        moments=("at",),
    )
    moments = [begun - dt.timedelta(microseconds=1), begun, begun + dt.timedelta(seconds=1)]
    found = [then.rows(organization=cast.bouw.pk, at=at) for at in moments]
    assert found == [[], [cast.anna.pk], [cast.anna.pk]]


def test_rows_that_are_read_quickly_are_those_of_django(cast: Cast) -> None:
    """With their types, through foreign keys that are empty too; of nothing none."""
    rows = Membership.objects.filter(user=cast.anna).order_by("id")
    names = ("id", "valid_from", "expires_at", "role", "partnership__valid_from", "organization__name")
    assert prepared.read(rows, *names) == list(rows.values(*names)) != []
    assert prepared.read(rows.none(), *names) == []
