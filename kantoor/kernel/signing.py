"""The installation's key (Ed25519): what it signs, anybody with its public part can check."""

from collections.abc import Iterable
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


@cache
def _key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def public() -> str:
    """The public part, 64 hexadecimal digits."""
    return _key(settings.SIGNING_KEY).public_key().public_bytes_raw().hex()


def trusted() -> frozenset[str]:
    """The public part, and those of keys that were in use before."""
    return frozenset([public(), *settings.SIGNING_KEYS_BEFORE])


def sign(text: str) -> str:
    """The signature, 128 hexadecimal digits."""
    return _key(settings.SIGNING_KEY).sign(text.encode()).hex()


def genuine(text: str, signature: str, key: str, trust: Iterable[str] | None = None) -> bool:
    """Whether `key` signed the text and is one of those trusted (the installation's own, if not said)."""
    if key not in (trusted() if trust is None else trust):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), text.encode("utf-8", "surrogatepass")
        )
    except (InvalidSignature, ValueError):
        return False
    return True
