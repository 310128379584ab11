"""What entries about documents do not tell an administrator who has no role where the documents are (domain 2, 8.6).

That something was done, by whom and when, they know; numbers, titles, parties, reasons and notes they do not.
"""

from collections.abc import Collection
from uuid import UUID

from kantoor.audit.models import Entry

ABOUT = {"documents", "drafts", "shares", "access", "holds"}
# Details that are no words of the document: all others are left out, so that a new one is not told by oversight.
PLAIN = {"status", "kind", "level", "until", "form", "documents", "channel", "shown"}


def is_about_documents(entry: Entry) -> bool:
    """Whether its details may hold words of a document."""
    if entry.action == "access.exported":  # of the overview of people
        return False
    return entry.action.partition(".")[0] in ABOUT or entry.target_kind in ("document", "share")


def kept(entry: Entry, within: Collection[UUID] | None) -> Entry:
    """The entry as who has roles in these organizations may read it; None: in all. Never saved."""
    if within is None or entry.organization_id in within or not is_about_documents(entry):
        return entry
    entry.details = {key: value for key, value in entry.details.items() if key in PLAIN}
    entry.private = {}
    return entry
