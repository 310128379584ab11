"""Words on documents, of an organization's own choosing (domain 7.2: tags may change when nothing else may)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import documents
from kantoor.documents.models import Document, Tag, Tagging
from kantoor.kernel.errors import Invalid
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import fold

LONGEST = 60


def of(organization: UUID) -> list[Tag]:
    """Those of an organization, by name; for its members."""
    return _of_now.rows(organization=organization)


_of_now = Prepared(
    lambda organization: Tag.objects.filter(organization_id=organization).order_by("folded")[:200]
)


def choosable(actor: Actor, organization: UUID) -> list[Tag]:
    """What the actor may narrow a list of the organization by: nothing for who only has shares in it."""
    return of(organization) if reach.role_in(actor.user_id, organization) is not None else []


def on(rows: Iterable[Document]) -> dict[UUID, list[Tag]]:
    """The tags of each document of a page. One query."""
    found: dict[UUID, list[Tag]] = {}
    for tagging in _on_now.rows(documents=[row.pk for row in rows]):
        found.setdefault(tagging.document_id, []).append(tagging.tag)
    return found


_on_now = Prepared(
    lambda documents: (
        Tagging.objects.filter(document_id__among=documents).select_related("tag").order_by("tag__folded")
    ),
    (),
    lists=("documents",),
)


@action("documents.tag", Permission.DOCUMENT_EDIT, of=documents.visible_to)
def put(actor: Actor, document: Document, name: str) -> Tag:
    """Put a word on the document; a new word becomes one of the organization's tags."""
    plain = " ".join(name.replace("\0", "").split())
    if not plain or len(plain) > LONGEST:
        raise Invalid(_("Write a tag of at most %(most)d letters.") % {"most": LONGEST}, field="tag")
    tag, _made = Tag.objects.get_or_create(
        organization_id=document.organization_id, folded=fold(plain), defaults={"name": plain}
    )
    _tagging, made = Tagging.objects.get_or_create(
        document=document, tag=tag, defaults={"organization_id": document.organization_id}
    )
    if not made:
        raise Unchanged(tag)
    record.entry(actor, "documents.tagged", document, organization=document.organization, tag=tag.name)
    return tag


@action("documents.untag", Permission.DOCUMENT_EDIT, of=documents.visible_to)
def take_off(actor: Actor, document: Document, tag_id: UUID) -> None:
    """Take a word off the document; one that is on no document any more is forgotten."""
    tagging = Tagging.objects.filter(document=document, tag_id=tag_id).select_related("tag").first()
    if tagging is None:
        raise Unchanged
    tagging.delete()
    if not Tagging.objects.filter(tag_id=tag_id).exists():
        Tag.objects.filter(pk=tag_id).delete()
    record.entry(
        actor, "documents.untagged", document, organization=document.organization, tag=tagging.tag.name
    )
