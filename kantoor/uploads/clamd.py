"""Asking clamd whether bytes hold a virus: its INSTREAM command over TCP or a Unix socket (docs/decisions/0052)."""

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from typing import NamedTuple

SECONDS = 60.0
LONGEST = 4096
END = struct.pack("!L", 0)


class Word(Enum):
    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too large"


class Answer(NamedTuple):
    """What clamd says; `found` is its name for the virus."""

    word: Word
    found: str = ""


class Away(Exception):
    """No answer, or none that can be understood: ask again later."""


def ask(address: str, pieces: Iterable[bytes], seconds: float = SECONDS) -> Answer:
    """Send the pieces to the clamd at `host:port` or `/path/of/its/socket`; `Away` when it gives no answer."""
    try:
        with _connected(address, seconds) as line:
            line.sendall(b"zINSTREAM\0")
            with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough, and says why
                for piece in pieces:
                    if piece:
                        line.sendall(struct.pack("!L", len(piece)) + piece)
                line.sendall(END)
            return understood(_line(line))
    except (OSError, ValueError) as problem:
        raise Away(f"{type(problem).__name__}: {problem}") from problem


def version(address: str, seconds: float = SECONDS) -> str:
    """What the scanner calls itself; `Away` when it gives no answer."""
    try:
        with _connected(address, seconds) as line:
            line.sendall(b"zVERSION\0")
            return _line(line)
    except (OSError, ValueError) as problem:
        raise Away(f"{type(problem).__name__}: {problem}") from problem


def understood(said: str) -> Answer:
    """`stream: OK`, `stream: Eicar-Test FOUND`, or an error."""
    text = said.partition(": ")[2]
    if text == "OK":
        return Answer(Word.CLEAN)
    if text.endswith(" FOUND"):
        return Answer(Word.INFECTED, text.removesuffix(" FOUND")[:200])
    if "size limit exceeded" in said:
        return Answer(Word.TOO_LARGE)
    raise Away(f"clamd said: {said[:200]}")


def _connected(address: str, seconds: float) -> socket.socket:
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _line(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST and (more := line.recv(LONGEST)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
