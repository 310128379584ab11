"""The trail of the installation, for who runs it: from the command line only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kantoor.access.action import performing
from kantoor.audit import exports, linking, record
from kantoor.audit.models import Entry
from kantoor.environments.models import Environment
from kantoor.kernel import ids
from kantoor.kernel.errors import Invalid


def export(environment_id: object = None) -> Iterator[exports.Row]:
    """All entries, or those of one environment; the export is recorded first."""
    key = ids.parse(environment_id) if environment_id else None
    if environment_id and not (key and Environment.objects.filter(pk=key).exists()):
        raise Invalid(_("There is no environment with this id."))
    with performing():
        record.entry(None, "activity.exported", environment_id=key, by="command line")
    linking.all_waiting()
    return exports.rows(Entry.objects.filter(environment_id=key) if key else Entry.objects.all())
