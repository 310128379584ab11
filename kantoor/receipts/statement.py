"""What a receipt says, as the bytes that are signed, and reading them again.

    {"names": {"p1": [salt, name, id]}, "receipt": {"ended": […], "left": {…}, "seals": {…}}, "signature": …}

    {"names": {"p1": [salt, name, id]}, "receipt": {"ended": […], "left": {…}, "seals": {…}}, "signature": …}
the signature still holds. A file has exactly the bytes that `file` writes: one that differs anywhere is found out.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from kantoor.audit.canonical import ENCODE
from kantoor.kernel import signing

VERSION = 1
HEX = re.compile("[0-9a-f]{128}")
PDF_END = re.compile(rb"\n%Kantoor ([0-9a-f]{64}) ([0-9a-f]{128})\n\Z")
Names = dict[str, list[str]]


class Broken(Exception):
    """It is not what the installation signed; `str()` says why."""


@dataclass(frozen=True)
class Read:
    """A genuine receipt, and how many of its names were erased."""

    told: Mapping[str, Any]
    names: Mapping[str, str]
    erased: int


class People:
    """The people of one statement: each name once, under a short reference."""

    def __init__(self) -> None:
        self.names: Names = {}
        self._known: dict[object, str] = {}

    def add(self, key: object, name: str) -> str:
        """The reference of this person."""
        if key not in self._known:
            self._known[key] = f"p{len(self._known) + 1}"
            self.names[self._known[key]] = [secrets.token_hex(16), name, str(key)]
        return self._known[key]

    @property
    def seals(self) -> dict[str, str]:
        return {ref: seal(*kept) for ref, kept in self.names.items()}


def seal(salt: str, name: str, key: str) -> str:
    return sha256(ENCODE([salt, name, key]).encode()).hexdigest()


def sign(told: Mapping[str, Any], people: People) -> tuple[str, str]:
    """The statement and its signature."""
    text = ENCODE({**told, "key": signing.public(), "seals": people.seals, "version": VERSION})
    return text, signing.sign(text)


def file(statement: str, signature: str, names: Names) -> bytes:
    """The file that people keep."""
    whole = {"names": names, "receipt": json.loads(statement), "signature": signature}
    return f"{ENCODE(whole)}\n".encode()


def read(content: bytes, trust: Iterable[str] | None = None) -> Read:
    """What a file says; `Broken` when a byte of it is not as it was."""
    try:
        whole = json.loads(content)
        told, names, signature = whole["receipt"], whole["names"], whole["signature"]
        seals, key = told["seals"], told["key"]
        same = whole.keys() == {"receipt", "names", "signature"} and f"{ENCODE(whole)}\n".encode() == content
        kept = {ref: str(name) for ref, (_salt, name, _key) in names.items()}
        fitting = all(seal(*names[ref]) == seals.get(ref) for ref in names)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise Broken("this is no receipt") from problem
    if not same:
        raise Broken("it is not written as receipts are: something in it was changed")
    if not HEX.fullmatch(str(signature)) or not signing.genuine(ENCODE(told), signature, str(key), trust):
        raise Broken("what it says is not what a key of this installation signed")
    if not fitting:
        raise Broken("a name in it is not the one that was sealed")
    return Read(told, kept, len(seals) - len(names))


def signed_pdf(drawn: bytes) -> bytes:
    """The drawing with a last line that signs all before it."""
    return drawn + f"\n%Kantoor {signing.public()} {signing.sign(sha256(drawn).hexdigest())}\n".encode()


def check_pdf(content: bytes, trust: Iterable[str] | None = None) -> None:
    """`Broken` when a byte of the PDF is not as it was drawn."""
    end = PDF_END.search(content)
    if end is None:
        raise Broken("this PDF has no signature of a receipt at its end")
    key, signature = end[1].decode(), end[2].decode()
    if not signing.genuine(sha256(content[: end.start()]).hexdigest(), signature, key, trust):
        raise Broken("this PDF is not what a key of this installation signed")
