"""Documents, groups and shares of a journey's firm, so that there is a page at each of their addresses."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from kantoor.access.actor import Actor
from kantoor.demo import cast as demo
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.invoicing import drafts
from kantoor.kernel.clock import now
from kantoor.organizations import memberships
from kantoor.organizations.models import OrganizationRole
from kantoor.retention import holds
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
    mine = Share.objects.create(
        document=made, organization=it.house, user=it.ada, level=Level.VIEW, began_by=it.ada
    )
    draft = {"document_id": drafts.begin(ada, it.house).pk}
    everywhere = {
        "document_id": made.pk,
        "file_id": pdf.pk,
        "group_id": group.pk,
        "place_id": seat.pk,
        "share_id": share.pk,
        "receipt_id": _ended(it, ada),
        "hold_id": holds.place(ada, draft["document_id"], "A case in court").pk,
    }
    overseen = demo.organization(it.house.environment, f"Kist {uuid4().hex[:6]} VOF", "Urk", it.ben)
    special: dict[str, dict[str, Any]] = {
        "inbox_access": {"request_id": _asked(it, made).pk},
        "organization": {"organization_id": overseen.pk},
        "share_departure": {"document_id": made.pk, "share_id": mine.pk},
    }
    return everywhere, dict.fromkeys(DRAFTS, draft) | special


def _ended(it: Firm, ada: Actor) -> UUID | None:
    """The receipt of a membership that was ended."""
    row = demo.member(it.house, it.cleo, OrganizationRole.VIEWER, by=it.ada, partnership=it.partnership)
    return memberships.remove(ada, row).receipt


def _asked(it: Firm, document: Document) -> Request:
    """Cleo asks for a document of the firm."""
    return Request.objects.create(
        kind=Kind.ACCESS,
        to_environment=it.house.environment,
        environment=it.cleo.environment,
        asked_by=it.cleo,
        organization=it.house,
        document=document,
        expires_at=now() + dt.timedelta(days=20),
    )
