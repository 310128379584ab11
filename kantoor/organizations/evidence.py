"""Evidence that people upload: checked by what it is, kept privately, read through one door (domain 4.3)."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.kernel import ids
from kantoor.kernel.errors import Invalid, NotFound
from kantoor.organizations.models import Activation

LARGEST = 10 * 1024 * 1024
BEGINNINGS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


@dataclass(frozen=True)
class Evidence:
    """A file to hand out, with the type that its content has."""

    file: File[Any]
    content_type: str
    name: str


def checked(file: File[Any]) -> str:
    """The kind of file it is by its content, whatever its name says; `Invalid` for what cannot be taken."""
    if not file.size:
        raise Invalid(_("This file is empty. Choose another one."), field="file")
    if file.size > LARGEST:
        raise Invalid(_("This file is too large: 10 MB at most."), field="file")
    file.seek(0)
    start = file.read(8)
    kind = next((kind for kind, beginning in BEGINNINGS.items() if start.startswith(beginning)), "")
    if not kind or (kind != "pdf" and not _is_picture(file)):
        raise Invalid(_("Choose a PDF, PNG or JPEG file; this is something else."), field="file")
    file.seek(0)
    return kind


def _is_picture(file: File[Any]) -> bool:
    file.seek(0)
    try:
        with Image.open(file) as picture:
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return False
    return True


def stored_name(kind: str) -> str:
    """A name that says nothing and clashes with nothing."""
    return f"{ids.uuid7()}.{kind}"


def shown_name(name: str) -> str:
    """The name that the person gave it, without folders and control characters."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in bare if letter.isprintable())[-200:]


def read(actor: Actor, activation_id: object) -> Evidence:
    """The file, for who uploaded it and for the operator; the operator's reading is recorded (domain 8.6)."""
    allowed = Q(started_by_id=actor.user_id)
    if actor.may(Permission.ACTIVATIONS_REVIEW):
        allowed |= Q(pk__isnull=False)
    rows = (
        Activation.objects.filter(allowed).exclude(evidence="").select_related("organization", "started_by")
    )
    found = fetch(rows, activation_id)
    if found.started_by_id != actor.user_id:
        with performing():
            record.entry(
                actor,
                "organizations.evidence_read",
                found,
                subject=found.started_by,
                organization=found.organization,
            )
    kind = str(found.evidence.name).rpartition(".")[2]
    return Evidence(found.evidence.open("rb"), TYPES[kind], found.evidence_name or f"evidence.{kind}")


def fetch(rows: QuerySet[Activation], activation_id: object) -> Activation:
    """The one with this id among the rows; NotFound for every other."""
    key = ids.parse(activation_id)
    found = rows.filter(pk=key).first() if key else None
    if found is None:
        raise NotFound
    return found
