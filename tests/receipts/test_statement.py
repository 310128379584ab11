"""A receipt is what was signed, to the byte (domain 8.5)."""

import json
from typing import Any

import pytest

from kantoor.kernel import signing
from kantoor.receipts import statement
from kantoor.receipts.statement import Broken, People


@pytest.fixture
def content() -> bytes:
    people = People()
    told = {"act": "people.remove", "subject": people.add("a", "José"), "by": people.add("b", "Anna")}
    text, signature = statement.sign(told, people)
    return statement.file(text, signature, people.names)


def test_a_genuine_receipt_is_read(content: bytes) -> None:
    """Domain 8.5: names stand beside the statement, sealed in it."""
    read = statement.read(content)
    assert read.told["act"] == "people.remove"
    assert read.names[read.told["subject"]] == "José"
    assert read.erased == 0


def test_every_changed_byte_is_found(content: bytes) -> None:
    """Domain 8.5: each byte in turn, replaced, left out or doubled."""
    for place in range(len(content)):
        other = bytes([content[place] ^ (32 if chr(content[place]).isalpha() else 1)])
        for changed in (
            content[:place] + other + content[place + 1 :],
            content[:place] + content[place + 1 :],
            content[:place] + content[place : place + 1] * 2 + content[place + 1 :],
        ):
            if changed == content:
                continue
            with pytest.raises(Broken):
                statement.read(changed)


def test_an_erased_name_leaves_the_signature_whole(content: bytes) -> None:
    """Domain 8.6: personal data can go; a name put in its place is found out."""
    whole: dict[str, Any] = json.loads(content)
    salt, _name, key = whole["names"].pop("p1")
    again = statement.file(json.dumps(whole["receipt"]), whole["signature"], whole["names"])
    assert statement.read(again).erased == 1
    forged = statement.file(json.dumps(whole["receipt"]), whole["signature"], {"p1": [salt, "Piet", key]})
    with pytest.raises(Broken, match="sealed"):
        statement.read(forged)


def test_another_installations_receipt_is_refused_unless_its_key_is_trusted(content: bytes) -> None:
    """Domain 8.5: whose signature counts is said by whoever checks."""
    with pytest.raises(Broken, match="key of this installation"):
        statement.read(content, ["00" * 32])
    assert statement.read(content, [signing.public()])


@pytest.mark.parametrize("junk", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 9999, b'{"receipt": 1}'])
def test_what_is_no_receipt_is_said_to_be_none(junk: bytes) -> None:
    """Domain 8.5"""
    with pytest.raises(Broken):
        statement.read(junk)


def test_the_pdf_is_signed_by_its_last_line() -> None:
    """Domain 8.5: any byte of it, the line itself included."""
    content = statement.signed_pdf(b"%PDF-1.7 something drawn %%EOF")
    statement.check_pdf(content)
    for place in range(len(content)):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(Broken):
            statement.check_pdf(changed)
    with pytest.raises(Broken):
        statement.check_pdf(content + b"\n")
