"""Encrypting in the format of age (age-encryption.org/v1), so that the `age` command opens a backup without Kantoor.

A file key of chance is wrapped for a passphrase (scrypt) or for public keys (X25519). The content follows in pieces of
64 KiB, each sealed with ChaCha20-Poly1305 under its number, the last one marked as such (STREAM): nothing can be
changed, exchanged or cut off unseen.
"""

import base64
import hmac
import os
from collections.abc import Sequence
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kantoor.backups import bech32
from kantoor.backups.troubles import Damaged, NotDone, WrongKey

START = b"age-encryption.org/v1\n"
PIECE, TAG = 64 * 1024, 16
WORK, MOST_WORK = 18, 20  # scrypt's cost as a power of two: 256 MB, and what is still accepted
LONGEST_LINE, MOST_LINES = 4096, 1000
SCRYPT, X25519 = b"age-encryption.org/v1/scrypt", b"age-encryption.org/v1/X25519"
CUT = "The backup ends too early (it was written or copied half), or is damaged at its end. Nothing was changed."
CHANGED = "The backup is damaged, or somebody changed it. Nothing was changed here."


class Output(Protocol):
    def write(self, data: bytes, /) -> object: ...


class Key(Protocol):
    """What a file key is wrapped for, and unwrapped with."""

    def wrap(self, file_key: bytes) -> tuple[str, bytes]:
        """The words of its stanza, and the wrapped key."""

    def unwrap(self, words: Sequence[str], body: bytes) -> bytes | None:
        """The file key; None if the stanza is not for this key."""


class Passphrase:
    def __init__(self, secret: str) -> None:
        self.secret = secret.encode()

    def wrap(self, file_key: bytes) -> tuple[str, bytes]:
        salt = os.urandom(16)
        return f"scrypt {_text(salt)} {WORK}", _sealed(self._key(salt, WORK), file_key)

    def unwrap(self, words: Sequence[str], body: bytes) -> bytes | None:
        if words[0] != "scrypt":
            return None
        salt, work = _bytes(words[1]), int(words[2])
        if not 0 < work <= MOST_WORK:
            raise Damaged(f"The backup asks for more work than is sensible to open it ({work}).")
        return _opened(self._key(salt, work), body)

    def _key(self, salt: bytes, work: int) -> bytes:
        return Scrypt(SCRYPT + salt, length=32, n=1 << work, r=8, p=1).derive(self.secret)


class Recipient:
    """A public key, `age1…`: who has it can write backups, and not read them."""

    def __init__(self, text: str) -> None:
        self.public = bech32.decode("age", text)

    def wrap(self, file_key: bytes) -> tuple[str, bytes]:
        passing = X25519PrivateKey.generate()
        share = passing.public_key().public_bytes_raw()
        shared = passing.exchange(X25519PublicKey.from_public_bytes(self.public))
        return f"X25519 {_text(share)}", _sealed(_derived(shared, share + self.public, X25519), file_key)

    def unwrap(self, words: Sequence[str], body: bytes) -> bytes | None:
        return None


class Identity:
    """The private key of a recipient, `AGE-SECRET-KEY-1…`."""

    def __init__(self, text: str) -> None:
        self.private = X25519PrivateKey.from_private_bytes(bech32.decode("age-secret-key-", text))
        self.public = self.private.public_key().public_bytes_raw()

    @property
    def recipient(self) -> str:
        return bech32.encode("age", self.public)

    def wrap(self, file_key: bytes) -> tuple[str, bytes]:
        return Recipient(self.recipient).wrap(file_key)

    def unwrap(self, words: Sequence[str], body: bytes) -> bytes | None:
        if words[0] != "X25519":
            return None
        share = _bytes(words[1])
        shared = self.private.exchange(X25519PublicKey.from_public_bytes(share))
        return _opened(_derived(shared, share + self.public, X25519), body)


def new_identity() -> str:
    """A private key of chance, as `age-keygen` makes it."""
    return bech32.encode("age-secret-key-", os.urandom(32)).upper()


class Writer:
    """What is written comes out encrypted; `close` writes the last piece, without which it cannot be read."""

    def __init__(self, out: Output, keys: Sequence[Key]) -> None:
        file_key, nonce = os.urandom(16), os.urandom(16)
        lines = [line for key in keys for line in _stanza(*key.wrap(file_key))]
        head = START + "".join(f"{line}\n" for line in lines).encode() + b"---"
        out.write(head + b" " + _text(_proof(file_key, head)).encode() + b"\n" + nonce)
        self.out, self.pieces, self.held = out, _Pieces(file_key, nonce), bytearray()

    def write(self, data: bytes, /) -> int:
        self.held += data
        while len(self.held) > PIECE:  # the last one is kept back until it is known to be the last
            self.out.write(self.pieces.seal(bytes(self.held[:PIECE]), last=False))
            del self.held[:PIECE]
        return len(data)

    def close(self) -> None:
        self.out.write(self.pieces.seal(bytes(self.held), last=True))


class Reader:
    """The content in the clear. `WrongKey`, `Damaged`: no byte is given that was not proved."""

    def __init__(self, source: "IO[bytes]", keys: Sequence[Key]) -> None:
        file_key = _file_key(source, keys)
        self.source, self.pieces = source, _Pieces(file_key, _exactly(source, 16))
        self.clear, self.ahead, self.over = b"", source.read(PIECE + TAG), False

    def read(self, size: int = -1) -> bytes:
        while not self.over and (size < 0 or len(self.clear) < size):
            self.clear += self._piece()
        given, self.clear = (self.clear, b"") if size < 0 else (self.clear[:size], self.clear[size:])
        return given

    def _piece(self) -> bytes:
        sealed, self.ahead = self.ahead, self.source.read(PIECE + TAG)
        self.over = not self.ahead
        if len(sealed) < TAG:
            raise Damaged(CUT)
        clear = self.pieces.open(sealed, last=self.over)
        if clear is None:
            raise Damaged(CUT if self.over else CHANGED)
        self.pieces.number += 1
        return clear


class _Pieces:
    """The cipher of the content, and the number of the next piece."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self.cipher, self.number = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")), 0

    def _nonce(self, last: bool) -> bytes:
        return self.number.to_bytes(11, "big") + bytes([last])

    def seal(self, clear: bytes, *, last: bool) -> bytes:
        sealed = self.cipher.encrypt(self._nonce(last), clear, None)
        self.number += 1
        return sealed

    def open(self, sealed: bytes, *, last: bool) -> bytes | None:
        try:
            return self.cipher.decrypt(self._nonce(last), sealed, None)
        except InvalidTag:
            return None


def _file_key(source: "IO[bytes]", keys: Sequence[Key]) -> bytes:
    """Out of the head, which is proved with it."""
    head, stanzas = _head(source)
    if not keys:
        raise WrongKey("This backup is encrypted: give its passphrase, or the identity it was made for.")
    signed, _space, proof = head.rpartition(b" ")
    for words, body in stanzas:
        for key in keys:
            file_key = _tried(key, words, body)
            if file_key is not None:
                if not hmac.compare_digest(_text(_proof(file_key, signed)).encode(), proof):
                    raise Damaged(CHANGED)
                return file_key
    raise WrongKey(
        "This key does not open the backup: it was made with another passphrase or for another identity"
        " (or its first lines are damaged). Nothing was changed."
    )


def _tried(key: Key, words: Sequence[str], body: bytes) -> bytes | None:
    try:
        return key.unwrap(words, body)
    except (ValueError, IndexError) as problem:
        raise Damaged(CHANGED) from problem


def _head(source: "IO[bytes]") -> tuple[bytes, list[tuple[list[str], bytes]]]:
    """The lines up to the proof, and the stanzas in them."""
    stanzas: list[tuple[list[str], bytes]] = []
    head, lines = START, 0
    if source.read(len(START)) != START:
        raise Damaged("This is no encrypted backup.")
    while lines < MOST_LINES:
        line, lines = source.readline(LONGEST_LINE), lines + 1
        if not line.endswith(b"\n"):
            raise Damaged(CUT if len(line) < LONGEST_LINE else CHANGED)
        head += line
        if line.startswith(b"--- "):
            return head.rstrip(b"\n"), stanzas
        try:
            if line.startswith(b"-> "):
                stanzas.append((line[3:].decode("ascii").split(), b""))
            else:
                stanzas[-1] = (stanzas[-1][0], stanzas[-1][1] + _bytes(line.decode("ascii").strip()))
        except (ValueError, IndexError) as problem:
            raise Damaged(CHANGED) from problem
    raise Damaged(CHANGED)


def _stanza(words: str, body: bytes) -> list[str]:
    return [f"-> {words}", _text(body)]


def _exactly(source: "IO[bytes]", size: int) -> bytes:
    found = source.read(size)
    if len(found) != size:
        raise Damaged(CUT)
    return found


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, purpose).derive(secret)


def _proof(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")


def _sealed(key: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)


def _opened(key: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), body, None)
    except InvalidTag:
        return None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def recipient(text: str) -> Recipient:
    """`NotDone` for what is no public key."""
    try:
        return Recipient(text)
    except ValueError as problem:
        raise NotDone(f"{text!r} is no public key of age (age1…).") from problem


def identity(text: str) -> Identity:
    """Out of the text of a file as `age-keygen` writes it; `NotDone` for what has no private key."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        return Identity(next(line for line in lines if line and not line.startswith("#")))
    except (ValueError, StopIteration) as problem:
        raise NotDone("The identity is no private key of age (AGE-SECRET-KEY-1…).") from problem
