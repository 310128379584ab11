"""Notes beside a document, and whom they mention (domain 7.2, 7.5: writing one needs *can edit*)."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from kantoor.access import readers, standing
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.standing import Standing
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.documents import documents
from kantoor.documents.models import Document, Note
from kantoor.kernel.errors import Invalid
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import fold

LONGEST = 4_000


class Shown(NamedTuple):
    """Notes; `some`: there may be others, which are not for who reads."""

    notes: list[Note]
    some: bool


def of(at: Standing) -> Shown:
    """Those for the actor, oldest first: all within the company; outside it one's own company's, and what names one."""
    found, outside = _on_now.rows(document=at.document.pk), at.is_outside
    return Shown([note for note in found if not outside or _crosses_to(at.actor, note)], some=outside)


_on_now = Prepared(
    lambda document: (
        Note.objects.filter(document_id=document).select_related("by__environment").order_by("id")
    )
)


def _crosses_to(actor: Actor, note: Note) -> bool:
    return note.by.environment_id == actor.environment_id or str(actor.user_id) in note.told


def people(at: Standing, most: int = 50) -> list[User]:
    """Whom one can mention: others who reach the document, as far as one may know them.

    A member knows the members; who was only given a share knows the people of their own company.
    """
    company = None if at.is_member else at.actor.environment_id
    found = [one for one in readers.some(at.document, most + 1, company) if one.pk != at.actor.user_id]
    return found[:most]


@action("documents.note", Permission.DOCUMENT_EDIT, of=documents.visible_to)
def add(actor: Actor, document: Document, text: str) -> Note:
    """Write a note; `@Name` of somebody who reaches the document tells them."""
    plain = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not plain:
        raise Invalid(_("Write something first."), field="text")
    if len(plain) > LONGEST:
        raise Invalid(_("This note is too long: %(most)d letters at most.") % {"most": LONGEST}, field="text")
    mentioned = mentions(plain, people(standing.on(actor, document), most=1_000))
    names, told = [person.name for person in mentioned], [str(person.pk) for person in mentioned]
    organization = document.organization
    note = Note.objects.create(
        organization=organization,
        document=document,
        by=actor.user,
        text=plain,
        mentions=names,
        told=told,
    )
    record.entry(actor, "documents.noted", document, organization=organization, document=str(document))
    for person in mentioned:
        record.entry(
            actor,
            "documents.mentioned",
            document,
            subject=person,
            organization=organization,
            document=str(document),
            note=plain[:1000],
        )
    return note


def mentions(text: str, choosable: list[User]) -> list[User]:
    """Those of them whose name stands in the text behind an @; the longest name counts."""
    left, found = fold(text), []
    for person in sorted(choosable, key=lambda one: -len(one.name)):
        sign = f"@{fold(person.name)}"
        if sign in left:
            found.append(person)
            left = left.replace(sign, "")
    return found
