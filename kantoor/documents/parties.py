"""Who is at the other side of a document, as its reader knows them."""

from kantoor.access.actor import Actor
from kantoor.documents.models import Document
from kantoor.organizations.models import Organization
from kantoor.partnerships import partnerships


def partner(actor: Actor, document: Document) -> str:
    """The company of the other side, if it is on the platform and a partner of the reader's; else empty."""
    if document.party_organization_id is None:
        return ""
    rows = Organization.objects.filter(pk=document.party_organization_id).select_related("environment")
    other = rows.first()
    if other is None or other.environment_id == actor.environment_id:
        return ""
    known = partnerships.between(actor.environment_id, other.environment_id).exists()
    return other.environment.name if known else ""
