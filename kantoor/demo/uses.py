"""When the people of the demo world last did something where they are members: some lately, some long ago, some never."""

import datetime as dt

from kantoor.access import reach
from kantoor.kernel.clock import now
from kantoor.organizations.models import OrganizationRole
from kantoor.overview.models import LastUse

DAYS = (0, 1, 3, None, 12, 40, 110, None, 2, 150)


def plant() -> None:
    """The same for the same world, whatever the ids; administrators are there every day."""
    moment = now()
    rows = reach.memberships().filter(user__isnull=False).order_by("organization__folded", "name_key")
    made = []
    for number, row in enumerate(rows):
        days = number % 2 if row.role == OrganizationRole.ADMINISTRATOR else DAYS[number % len(DAYS)]
        at = moment - dt.timedelta(days=days or 0, hours=2)
        if days is not None and row.user_id is not None:
            made.append(LastUse(organization_id=row.organization_id, user_id=row.user_id, at=at))
    LastUse.objects.bulk_create(made)
