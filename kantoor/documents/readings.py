"""Who read a document: in the trail, at most once an hour for each person and document (domain 8.6)."""

import datetime as dt

from django.db.models import QuerySet

from kantoor.access import reading
from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record, trail
from kantoor.audit.models import READ, Entry
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.organizations import seen

ANEW = dt.timedelta(hours=1)


def note(actor: Actor, document: Document) -> None:
    """Write down that the actor has the document's page before them, unless that stands there already."""
    if trail.read_lately(actor.user_id, document.pk, ANEW):
        return
    outside = document.organization.environment_id != actor.environment_id
    with performing():
        record.entry(
            actor,
            READ,
            document,
            organization=document.organization,
            partner_id=actor.environment_id if outside else None,
            document=str(document),
        )


def activity(actor: Actor, document: Document, wanted: trail.Search) -> QuerySet[Entry]:
    """What was done to the document, for who administers its organization; refused to others who see it."""
    reading.find(actor, document.organization_id, seen.by, Permission.ORGANIZATION_ACTIVITY)
    return trail.search(trail.about(document.organization_id, document.pk, document.made_at), wanted)


def find(actor: Actor, key: object) -> Document:
    """The document whose trail is asked for."""
    return reading.find(actor, key, documents.visible_to, Permission.DOCUMENT_SEE)
