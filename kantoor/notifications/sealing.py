"""Mails rest encrypted: they carry links that open things (docs/decisions/sealed-mail.md)."""

import base64
import json
from functools import lru_cache
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Attached(NamedTuple):
    """A file that goes with a mail: its name in the storage called "documents", not its bytes."""

    name: str
    media_type: str
    stored: str


class Letter(NamedTuple):
    """What the person reads."""

    subject: str
    text: str
    html: str
    attached: tuple[Attached, ...] = ()
    reply_to: str = ""


class Unreadable(Exception):
    """Sealed with a key that is gone: KANTOOR_SECRET_KEY was changed meanwhile."""


def seal(letter: Letter) -> str:
    """The letter as text that only this installation's secret key opens."""
    return _box().encrypt(json.dumps(letter).encode()).decode()


def unseal(sealed: str) -> Letter:
    """The letter that was sealed; `Unreadable` when the key is another."""
    try:
        subject, text, html, *more = json.loads(_box().decrypt(sealed))
    except InvalidToken:
        raise Unreadable from None
    attached, reply_to = more or ((), "")  # those of an earlier version have neither
    return Letter(subject, text, html, tuple(Attached(*one) for one in attached), reply_to)


def _box() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache(maxsize=8)
def _key(secret: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"kantoor mail at rest").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
