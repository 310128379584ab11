"""Secrets in links: random, told once, kept only as a hash."""

import hashlib
import secrets


def new() -> tuple[str, str]:
    """A token of 256 bits for the link, and the hash to keep."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    """What is looked up. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
