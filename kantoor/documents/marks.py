"""What a person has not read yet: received, come in the last 30 days, and neither opened nor marked as read.

Who becomes a member of an organization is not told that years of documents are unread.
"""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kantoor.access import newest
from kantoor.access.actor import Actor
from kantoor.documents.models import Box, Document, Mark
from kantoor.kernel.prepared import Prepared

LATELY = dt.timedelta(days=30)


def since() -> UUID:
    """The least id of a document that came in the last 30 days."""
    moment = timezone.now() - LATELY
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def unread(user: UUID, fresh: UUID) -> Q:
    """For lists: what this person has not read. `fresh`: `since()`, as of now."""
    mine = Mark.objects.filter(user_id=user, document_id=OuterRef("pk"))
    unmarked = Q(pk__gte=fresh) & ~Exists(mine)
    return Q(box=Box.RECEIVED) & (unmarked | Exists(mine.filter(read=False)))


def unread_among(actor: Actor, documents: Iterable[Document]) -> set[UUID]:
    """Those of the page that are unread. One query."""
    marked = {row.pk: row for row in documents if row.box == Box.RECEIVED}
    if not marked:
        return set()
    said = dict(_said_now.rows(user=actor.user_id, documents=marked))
    edge = since()
    return {pk for pk in marked if not said.get(pk, pk < edge)}


_said_now = Prepared(
    lambda user, documents: Mark.objects.filter(user_id=user, document_id__among=documents).values_list(
        "document_id", "read"
    ),
    ("user",),
    lists=("documents",),
)


def note_opened(actor: Actor, document: Document) -> None:
    """That the person has it before them: it is read. Written once, not at every opening."""
    if unread_among(actor, [document]):
        _write(actor, {document.pk: document.organization_id}, read=True)


def set_read(actor: Actor, ids: Iterable[UUID], read: bool = True) -> int:
    """Mark those of them that the person reaches. Their own affair: nobody else sees it, so the trail does not tell."""
    candidates = list(ids)
    reached = Document.objects.filter(newest.tested(actor.user_id), pk__in=candidates, box=Box.RECEIVED)
    return _write(actor, dict(reached.values_list("pk", "organization_id")), read)


def _write(actor: Actor, organizations: dict[UUID, UUID], read: bool) -> int:
    """Of these documents, each with its organization. Made only where there is none, whatever makes it the only one."""
    there = Mark.objects.filter(user_id=actor.user_id, document_id__in=list(organizations))
    if there.update(read=read) < len(organizations):
        Mark.objects.bulk_create(
            (
                Mark(organization_id=organization, user_id=actor.user_id, document_id=pk, read=read)
                for pk, organization in organizations.items()
            ),
            ignore_conflicts=True,
        )
    return len(organizations)
