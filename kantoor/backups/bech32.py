"""Keys as text with a checksum (Bech32, BIP 173), as age writes them."""

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
KEY = 32  # bytes


def encode(name: str, data: bytes) -> str:
    """In small letters."""
    values = _regrouped(data, 8, 5, pad=True)
    check = _sum([*_expanded(name), *values, *[0] * 6]) ^ 1
    return name + "1" + "".join(LETTERS[n] for n in [*values, *(check >> 5 * (5 - i) & 31 for i in range(6))])


def decode(name: str, text: str) -> bytes:
    """The key; `ValueError` for another name, a wrong letter or checksum, or another length."""
    if text not in (text.lower(), text.upper()):
        raise ValueError("capitals and small letters mixed")
    found, _one, letters = text.lower().rpartition("1")
    values = [LETTERS.index(letter) for letter in letters]
    if found != name or _sum([*_expanded(name), *values]) != 1:
        raise ValueError("another name, or a letter is wrong")
    data = bytes(_regrouped(values[:-6], 5, 8, pad=False))
    if len(data) != KEY:
        raise ValueError("no key has this length")
    return data


def _expanded(name: str) -> list[int]:
    return [ord(letter) >> 5 for letter in name] + [0] + [ord(letter) & 31 for letter in name]


def _sum(values: list[int]) -> int:
    total = 1
    for value in values:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate(STEPS):
            total ^= step if top >> bit & 1 else 0
    return total


def _regrouped(values: bytes | list[int], width: int, to: int, *, pad: bool) -> list[int]:
    """The same bits in groups of another width."""
    made, held, bits = [], 0, 0
    for value in values:
        held, bits = held << width | value, bits + width
        while bits >= to:
            bits -= to
            made.append(held >> bits & (1 << to) - 1)
    if pad and bits:
        made.append(held << to - bits & (1 << to) - 1)
    return made
