"""What stands in a message (RFC 5322, MIME). Runs in a bounded process of its own, so it knows no Django.

`head` reads no further than the headers; `files` everything, and gives what is attached.
"""

import email
import re
from email import errors
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from itertools import islice
from pathlib import Path
from typing import Any

HEAD = 256 * 1024
MOST_PARTS, MOST_FILES, DEEPEST = 1_000, 100, 20
# Where the mail server says for whom it is; only if it says so nowhere, whom the sender wrote to.
DELIVERED, WRITTEN = ("delivered-to", "x-original-to", "envelope-to"), ("to", "cc")
# What signs or decorates a mail, and is no document.
DECORATION = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
# Where headers end is no matter of opinion: what the mail server read as one header must not be two to us.
BARE = re.compile(rb"\r(?!\n)")
MISREAD = {
    errors.FirstHeaderLineIsContinuationDefect,
    errors.MisplacedEnvelopeHeaderDefect,
    errors.MissingHeaderBodySeparatorDefect,
}
BULK = {"bulk", "junk", "list", "auto_reply"}


class TooMuch(Exception):
    """More parts, files or levels than a mail of people has."""


def head(path: str) -> dict[str, Any]:
    """Who sent it, for whom it is, and whether a machine wrote it."""
    with Path(path).open("rb") as content:
        found = content.read(HEAD)
    ends = [at for at in (found.find(b"\r\n\r\n"), found.find(b"\n\n")) if at >= 0]
    block = found[: min(ends)] if ends else found
    message = email.message_from_bytes(block)
    clear = (
        not BARE.search(block) and len(block) < HEAD and not MISREAD.intersection(map(type, message.defects))
    )
    return {
        "from": _sender(message) if clear else "",
        "to": _addresses(message, *DELIVERED) or _addresses(message, *WRITTEN),
        "id": _text(message.get("message-id"))[:500],
        "subject": _text(message.get("subject"))[:200],
        "automatic": _is_automatic(message),
    }


def _sender(message: Message) -> str:
    """The one address of the one From; with several nobody can say whose the mail server has proved."""
    written = _addresses(message, "from")
    return written[0] if len(written) == len(message.get_all("from", [])) == 1 else ""


def _addresses(message: Message, *names: str) -> list[str]:
    """As they stand: encoded words are part of names, and read before the addresses they could say anything (RFC 2047)."""
    given = [_plain(str(value))[:5_000] for name in names for value in islice(message.get_all(name, []), 50)]
    return [address.lower() for _name, address in getaddresses(given) if "@" in address][:50]


def _is_automatic(message: Message) -> bool:
    """Answers of machines, lists, bounces, and what we sent ourselves: none of them is answered (RFC 3834)."""
    submitted = _text(message.get("auto-submitted")).strip().lower()
    return (
        submitted not in ("", "no")
        or _text(message.get("precedence")).strip().lower() in BULK
        or _text(message.get("return-path")).strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or any(name in message for name in ("x-idempotency-key", "list-id", "x-autoreply", "x-loop"))
    )


def files(path: str) -> list[tuple[str, bytes]]:
    """Name and bytes of everything attached, also to mails that are attached themselves. `TooMuch`: of anything."""
    with Path(path).open("rb") as content:
        message = email.message_from_binary_file(content)
    found: list[tuple[str, bytes]] = []
    waiting: list[tuple[Any, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST or len(found) > MOST_FILES:
            raise TooMuch
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting += [(one, depth + 1) for one in reversed(inner)]
        elif _is_file(part):
            found.append((_name(part, len(found) + 1), _bytes(part)))
    return found


def _is_file(part: Message) -> bool:
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    if kind in DECORATION:
        return False
    if disposition == "attachment":
        return True
    if part.get_content_maintype() == "image":
        return "content-id" not in part and disposition != "inline"
    return part.get_content_maintype() != "text" or bool(_given_name(part))


def _given_name(part: Message) -> str:
    try:
        return _text(part.get_filename())
    except Exception:  # the parser breaks on some names
        return ""


def _name(part: Message, number: int) -> str:
    return _given_name(part).strip()[:255] or f"file-{number}"


def _bytes(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except Exception:  # a charset that nobody knows, bytes that are no base64
        found = None
    return found if isinstance(found, bytes) else b""


def _text(value: Any) -> str:
    """A header with its encoded words read; what cannot be read stays as it stands."""
    if value is None:
        return ""
    try:
        return _plain("".join(_word(word, charset) for word, charset in decode_header(str(value))))
    except Exception:
        return _plain(str(value))


def _plain(text: str) -> str:
    """Without what no database takes: NUL, and halves of characters."""
    return text.replace("\0", "?").encode("utf-8", "replace").decode()


def _word(word: str | bytes, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    try:
        return word.decode(charset or "utf-8", "replace")
    except LookupError:
        return word.decode("utf-8", "replace")
