"""One row at a time, on either database, as `Exists` says of all."""

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel.singly import Singly
from kantoor.organizations.models import Membership, Organization, OrganizationRole


def held_or_named(how: type[Exists], cast: Cast) -> QuerySet[Organization]:
    there = Membership.objects.filter(user=cast.sara, ended_at=None, organization_id=OuterRef("pk"))
    return Organization.objects.filter(Q(how(there)) | Q(name="Jansen Beheer BV")).order_by("name")


@pytest.mark.django_db
def test_it_says_what_exists_says(cast: Cast) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    found = list(held_or_named(Singly, cast))
    assert found == list(held_or_named(Exists, cast))
    assert cast.bouw in found and cast.zonen not in found
    there = Membership.objects.filter(user=cast.sara, organization_id=OuterRef("pk"))
    assert cast.bouw not in Organization.objects.filter(~Singly(there))


@pytest.mark.django_db
def test_postgresql_does_not_collect_all_that_there_is(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        assert held_or_named(Singly, cast).explain() == held_or_named(Exists, cast).explain()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        assert "hashed" in held_or_named(Exists, cast).explain()
        assert "hashed" not in held_or_named(Singly, cast).explain()
