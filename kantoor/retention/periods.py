"""For how many years an organization keeps each class of documents.

Unless it decides otherwise: seven years for what was sent and received, as the Dutch *Algemene wet inzake
rijksbelastingen*, article 52, asks of the books of a business; two for drafts, which nobody is obliged to keep.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, State
from kantoor.retention.models import Period, What

Years = Mapping[What, int | None]
USUAL: Years = {What.INVOICES: 7, What.OTHERS: 7, What.DRAFTS: 2}
LEAST, MOST = 1, 30


def of(organization: Organization) -> dict[What, int | None]:
    """The years of each class, None where they never go."""
    own = Period.objects.filter(organization=organization).values_list("what", "years")
    return {**USUAL, **{What(what): years for what, years in own}}


@action("retention.change", Permission.RETENTION_DECIDE, of=seen.by)
def change(actor: Actor, organization: Organization, wanted: Years) -> None:
    """Decide for how many years each class of documents is kept, or that it never goes."""
    if organization.state == State.CLOSED:
        raise Conflict(_("%(name)s is closed. Its periods stay as they were.") % {"name": organization.name})
    check(wanted)
    before = of(organization)
    changed = {what: years for what, years in wanted.items() if years != before[what]}
    if not changed:
        raise Unchanged
    for what, years in changed.items():
        Period.objects.update_or_create(
            organization=organization,
            what=what,
            defaults={"years": years, "set_by": actor.user, "set_at": Now()},
        )
    record.entry(
        actor,
        "retention.changed",
        organization,
        organization=organization,
        before={what.value: before[what] for what in changed},
        after={what.value: years for what, years in changed.items()},
    )


def check(wanted: Years) -> None:
    """`Invalid` with the class for a number of years that cannot be."""
    for what, years in wanted.items():
        if years is not None and not LEAST <= years <= MOST:
            raise Invalid(_("Choose 1 to 30 years, or keep them for ever."), field=what.value)
