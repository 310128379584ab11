"""Queries whose SQL is made once."""

import uuid

import pytest

from kantoor.access import reach
from kantoor.demo.cast import Cast
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership


def test_each_call_gives_the_rows_for_its_own_values(cast: Cast) -> None:
    of = Prepared(lambda user: Membership.objects.filter(user_id=user).select_related("organization"))
    for person in (cast.anna, cast.luc, cast.lin):
        fresh = list(Membership.objects.filter(user=person))
        assert sorted(row.pk for row in of.rows(user=person.pk)) == sorted(row.pk for row in fresh)
    assert {row.organization.name for row in of.rows(user=cast.luc.pk)} == {"De Smet & Zonen NV"}


def test_the_clock_runs_on(cast: Cast) -> None:
    """domain 8.1: a prepared check asks the database now, not when it was made."""
    row = Membership.objects.get(user=cast.anna, organization=cast.bouw)
    assert reach.role_in(cast.anna.pk, cast.bouw.pk) is not None
    Membership.objects.filter(pk=row.pk).end(None)
    assert reach.role_in(cast.anna.pk, cast.bouw.pk) is None


def test_a_parameter_that_is_not_used_or_not_given_is_told(db: None) -> None:
    with pytest.raises(TypeError, match="does not use"):
        Prepared(lambda user, other: Membership.objects.filter(user_id=user)).make()
    with pytest.raises(TypeError, match="expected"):
        Prepared(lambda user: Membership.objects.filter(user_id=user)).rows(person=uuid.uuid4())
