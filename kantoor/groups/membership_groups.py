"""The groups that are members of an organization."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kantoor.access import groups as standings
from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.groups import listing
from kantoor.groups.listing import Line
from kantoor.kernel import pages
from kantoor.organizations.models import Membership, Organization


@dataclass(frozen=True)
class Row:
    """A group's membership; `opens`: the asker may open the group's page."""

    membership: Membership
    line: Line
    opens: bool


def of(actor: Actor, organization: Organization, cursor: str) -> tuple[pages.Page[Membership], list[Row]]:
    """A page of them, for somebody who has reached the organization."""
    held = reach.memberships().filter(pk__in=_of_groups(organization))
    related = ("group__environment", "group__partnership__low", "group__partnership__high")
    page = pages.keyset(held.select_related(*related), ("name_key", "id"), cursor)
    groups = [row.group for row in page.rows if row.group is not None]
    overseen = actor.environment_id if actor.is_environment_administrator else None
    known = standings.visible(actor.user_id, overseen).filter(pk__in=[group.pk for group in groups])
    opens = set(known.values_list("pk", flat=True))
    lines = listing.described(actor, groups)
    rows = zip(page.rows, lines, strict=True)
    return page, [Row(row, line, line.group.pk in opens) for row, line in rows]


def _of_groups(organization: Organization) -> QuerySet[Membership, Any]:
    """By the index of groups: by that of names all of a hundred thousand members would be gone through."""
    rows = Membership.objects.open().filter(organization=organization, group__isnull=False)
    return rows.order_by().values("pk")
