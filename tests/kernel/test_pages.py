"""Cursors that nobody made (kernel.pages)."""

import base64
import json

import pytest

from kantoor.demo.cast import Cast
from kantoor.kernel import pages
from kantoor.organizations.memberships import SORTS
from kantoor.organizations.models import Membership


def forged(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ("name", ("n", "\ud800", "00000000-0000-0000-0000-000000000000")),
        ("since", ("n", "0001-01-01 00:00:00+14:00", "00000000-0000-0000-0000-000000000000")),
        ("-since", ("p", "9999-12-31 23:59:59-14:00", "00000000-0000-0000-0000-000000000000")),
        ("role", ("n", "9" * 30, "a", "00000000-0000-0000-0000-000000000000")),
        ("role", ("n", "9" * 5000, "a", "00000000-0000-0000-0000-000000000000")),
    ],
)
def test_a_forged_cursor_never_breaks_a_list(cast: Cast, sort: str, values: tuple[str, ...]) -> None:
    """Values that the database cannot take: half a character, a moment out of all time, an endless number."""
    every = set(Membership.objects.values_list("pk", flat=True))
    page = pages.keyset(Membership.objects.all(), SORTS[sort], forged(*values))
    assert every and {row.pk for row in page.rows} <= every
    if sort != "role":  # a number that no role has is one nevertheless
        assert page.rows == pages.keyset(Membership.objects.all(), SORTS[sort]).rows
