"""Encryption in the format of age, held against what another program made of it."""

import base64
import io
import os

import pytest

from kantoor.backups import age
from kantoor.backups.troubles import Damaged, NotDone, WrongKey

PASSPHRASE = age.Passphrase("een lange zin van Anna")
# Made by rage, another implementation, which puts in a stanza that means nothing.
THEIRS = """
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBMU3lmZWZObWxvc1E3RFUvbzRldGNtOGx3Z3FGTGhuMW1CSkRJODc4clZBCmxpdTFlckMvVDV5
dWwrOFhHRVMzSnJTRlpubVVtMkhmMHB4VWYwWVV1TDgKLT4gai1ncmVhc2UgNTkKUkk3d0FoWHJrTXdLNGVrLzBURlJRb0FSN1l1dEl0QnM0VStQamZU
SUZFVHpIbDBGY2p6TXBmQ0phblV2Nlc1OQpTQnpTNW9EcTNTWnNNQ2ZwWUVYd25vMFBhNzhnVGYwMGpQdy9wZwotLS0gUFN4Y3NhdWlyNDkydmJOOGNs
Tk5pMC9lK2pxZmtua21ZZGp0QWx0OWFwTQoqbZ5bdZkA05ONFD0RoWcxzIg0UbOLKGCf4TVEjvYW/mlp/ZChuoqkjEyuYDLdpb996SnR
"""
THEIR_KEY = "AGE-SECRET-KEY-1SLEKFPRLFLMSNPFHLCT2D4RNJ06K7DW0S90AGDS73L3YH4YUF6NQ3R4PAZ"
THEIR_PUBLIC = "age1kzylgd87ydlj3melt40239wesw7emuuq3zyyj2x4xe00e7r3udas3n2hds"


def sealed(content: bytes, *keys: age.Key) -> bytes:
    out = io.BytesIO()
    writer = age.Writer(out, keys)
    for start in range(0, len(content), 50_000):
        writer.write(content[start : start + 50_000])
    writer.close()
    return out.getvalue()


def opened(content: bytes, *keys: age.Key) -> bytes:
    return age.Reader(io.BytesIO(content), keys).read()


def test_what_another_program_made_is_read() -> None:
    identity = age.identity(f"# created: today\n{THEIR_KEY}\n")
    assert identity.recipient == THEIR_PUBLIC
    assert opened(base64.b64decode(THEIRS), identity) == b"made by another hand"


@pytest.mark.parametrize("size", [0, 1, age.PIECE, age.PIECE + 1, 3 * age.PIECE])
def test_content_of_any_size_comes_back_in_pieces_of_any_size(size: int) -> None:
    content, one, other = os.urandom(size), *(age.identity(age.new_identity()) for _ in range(2))
    made = sealed(content, age.recipient(one.recipient), age.recipient(other.recipient))
    reader = age.Reader(io.BytesIO(made), [PASSPHRASE, other])
    assert b"".join(iter(lambda: reader.read(7_001), b"")) == content
    assert opened(sealed(content, PASSPHRASE), one, PASSPHRASE) == content


def test_another_key_is_told_and_so_is_none() -> None:
    made = sealed(b"secret", PASSPHRASE)
    with pytest.raises(WrongKey, match="does not open the backup"):
        opened(made, age.Passphrase("een andere zin"), age.identity(age.new_identity()))
    with pytest.raises(WrongKey, match="is encrypted"):
        opened(made)
    for text in ("", "age1", THEIR_PUBLIC[:-1] + "q", THEIR_PUBLIC.upper() + "x", THEIR_KEY):
        with pytest.raises(NotDone, match="no public key"):
            age.recipient(text)
        with pytest.raises(NotDone, match="no private key"):
            age.identity(text.replace("SECRET", "SECRE"))


def test_no_byte_can_be_changed_or_left_out_unseen() -> None:
    """Nothing is given that was not proved before."""
    identity = age.identity(age.new_identity())
    content = os.urandom(age.PIECE + 300)
    made = sealed(content, age.recipient(identity.recipient))
    for place in (*range(0, 400), *range(400, len(made), 1_009), len(made) - 1):
        changed = bytearray(made)
        changed[place] ^= 1 << place % 8
        with pytest.raises(NotDone):
            opened(bytes(changed), identity)
    for length in (0, 10, 100, 250, len(made) - 400, age.PIECE + 250, len(made) - 1):
        with pytest.raises(Damaged):
            opened(made[:length], identity)
    pieces = made[:-316], made[-316:]  # the last piece gone, at the very border
    with pytest.raises(Damaged, match="ends too early"):
        opened(pieces[0], identity)


def test_what_asks_for_too_much_work_is_not_begun() -> None:
    made = sealed(b"secret", PASSPHRASE).replace(b" 8\n", b" 63\n", 1)
    with pytest.raises(Damaged, match="more work"):
        opened(made, PASSPHRASE)
