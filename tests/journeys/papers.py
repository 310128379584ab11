"""Documents, groups and shares of a journey's firm, so that there is a page at each of their addresses."""

from typing import Any

from kantoor.access.actor import Actor
from kantoor.documents import documents, files
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.groups.models import Group, GroupMembership
from kantoor.invoicing import drafts
from kantoor.sharing.models import Level, Share
from tests.einvoices import samples
from tests.guards.world import DRAFTS
from tests.journeys.firms import Firm


def of(it: Firm, ada: Actor) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What fills the places of all addresses, and of those that ask for another document."""
    made = documents.begin(
        it.house, Box.RECEIVED, DocumentKind.INVOICE, Source.UPLOADED, "Invoice", by=it.ada
    )
    pdf = files.keep(made, "page.pdf", samples.written_pdf("A page"), "application/pdf")
    group = Group.objects.create(
        environment=it.house.environment, name="Finance", folded="finance", created_by=it.ada
    )
    GroupMembership.objects.create(group=group, user=it.ada, manager=True, began_by=it.ada)
    seat = GroupMembership.objects.create(group=group, user=it.ben, began_by=it.ada)
    share = Share.objects.create(
        document=made, organization=it.house, group=group, level=Level.VIEW, began_by=it.ada
    )
    draft = {"document_id": drafts.begin(ada, it.house).pk}
    everywhere = {
        "document_id": made.pk,
        "file_id": pdf.pk,
        "group_id": group.pk,
        "place_id": seat.pk,
        "share_id": share.pk,
    }
    return everywhere, dict.fromkeys(DRAFTS, draft)
