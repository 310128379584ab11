"""Faces: any usual picture in, one small WebP without EXIF out, seen by those who may see the person."""

import hashlib
import io
import warnings
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from kantoor.access import faces
from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import profile
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.kernel import ids
from kantoor.kernel.errors import Invalid, NotFound

SIDE = 256
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def small(source: BinaryIO, size: int) -> bytes:
    """The picture as a square WebP of 256 pixels; `Invalid`, saying why, if it is none."""
    if size > MOST_BYTES:
        raise Invalid(_("This picture is larger than 5 MB. Choose a smaller one."), field="picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Invalid(
                        _("This picture has too many pixels. Choose a smaller one."), field="picture"
                    )
                return _encoded(picture)
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        message = _("This file is no picture that we can read. Choose a PNG, JPEG, WebP or GIF.")
        raise Invalid(message, field="picture") from None


def _encoded(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SIDE * 2, SIDE * 2))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    square = ImageOps.fit(upright, (SIDE, SIDE))
    fresh = Image.new("RGBA", square.size)
    fresh.paste(square)
    out = io.BytesIO()
    fresh.save(out, "WEBP", quality=85)
    return out.getvalue()


def put(actor: Actor, source: BinaryIO, size: int) -> User:
    """Show this picture instead of initials."""
    return _put(actor, actor.user, small(source, size))


@action("profile.picture", Permission.OWN_PROFILE, of=profile.itself)
def _put(actor: Actor, user: User, content: bytes) -> User:
    """Show a picture instead of initials."""
    print_of = hashlib.sha256(content).hexdigest()[:32]
    if print_of == fingerprint(user):
        raise Unchanged(user)
    user.picture.save(f"{user.pk}-{print_of}.webp", ContentFile(content), save=False)
    User.objects.filter(pk=user.pk).update(picture=user.picture.name)
    record.entry(actor, "profile.picture_changed", user, subject=user)
    return user


@action("profile.remove_picture", Permission.OWN_PROFILE, of=profile.itself)
def remove(actor: Actor, user: User) -> User:
    """Go back to initials."""
    if not user.picture:
        raise Unchanged(user)
    User.objects.filter(pk=user.pk).update(picture="")
    record.entry(actor, "profile.picture_removed", user, subject=user)
    return user


def of(actor: Actor, user_id: object) -> tuple[bytes, str]:
    """The picture of somebody whom the actor may see, with its fingerprint; `NotFound` otherwise."""
    key = ids.parse(user_id)
    user = faces.visible_to(actor).filter(pk=key).first() if key else None
    if user is None or not user.picture:
        raise NotFound
    try:
        with user.picture.open("rb") as file:
            return file.read(), fingerprint(user)
    except FileNotFoundError:
        raise NotFound from None


def fingerprint(user: User) -> str:
    """What tells one picture from the next; empty without a picture."""
    return (user.picture.name or "").rpartition("-")[2].partition(".")[0]
