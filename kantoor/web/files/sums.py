"""The checksum extension of tus: `sha256 BASE64` beside a piece of a file."""

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import IO

from django.utils.translation import gettext as _

from kantoor.kernel.errors import Invalid

KNOWN = ("sha1", "sha256")


def check(header: str) -> "Callable[[IO[bytes]], bool] | None":
    """A function that says whether bytes have this sum; None when no sum came."""
    if not header:
        return None
    algorithm, _space, text = header.partition(" ")
    try:
        sum_ = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        sum_ = b""
    if algorithm not in KNOWN or not sum_:
        raise Invalid(_("The header %(name)s cannot be read.") % {"name": "Upload-Checksum"})
    return lambda content: hashlib.file_digest(content, algorithm).digest() == sum_  # type: ignore[arg-type]
