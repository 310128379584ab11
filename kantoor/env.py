"""Every knob is an environment variable; `NAME_FILE` names a file that holds the value (for secrets)."""

import contextlib
import os
import re
import secrets
import tempfile
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()

LEAST_SECRET = 32  # characters
HEXADECIMAL = re.compile("[0-9a-fA-F]{64}")
ROOT = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return str(env.str(name, default=default)).strip()


def flag(name: str, default: bool = False) -> bool:
    return bool(env.bool(name, default=default))


def names(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list, without the blanks."""
    return [item.strip() for item in text(name, ",".join(default)).split(",") if item.strip()]


def number(name: str, default: float, least: float, most: float) -> float:
    """A number between `least` and `most`; anything else stops the start with a message."""
    try:
        value = float(text(name) or default)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, not {text(name)!r}.") from None
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name} must lie between {least:g} and {most:g}, not {value:g}.")
    return value


def choice(name: str, possible: tuple[str, ...]) -> str:
    """One of these words, the first of them when nothing is said."""
    value = text(name) or possible[0]
    require_known(name, [value], possible)
    return value


def require_known(name: str, given: list[str], possible: tuple[str, ...]) -> None:
    """Stop the start with a message for a word that means nothing."""
    unknown = [value for value in given if value not in possible]
    if unknown:
        raise ImproperlyConfigured(f"{name} can be {', '.join(possible)}; not {', '.join(unknown)}.")


def place(name: str) -> str:
    """`host:port` or the path of a socket; empty when nothing is said."""
    value = text(name)
    host, _colon, port = value.rpartition(":")
    if value and not value.startswith("/") and not (host and port.isdigit()):
        raise ImproperlyConfigured(f"{name} must be host:port or the path of a socket, not {value!r}.")
    return value


def data_folder() -> Path:
    """Where the SQLite database, uploaded files and the generated secret key live."""
    folder = Path(text("KANTOOR_DATA") or ROOT / ".data").resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """KANTOOR_SECRET_KEY, else one made once and kept in the data folder, readable by its owner only."""
    given = text("KANTOOR_SECRET_KEY")
    if given:
        if len(given) < LEAST_SECRET:
            raise ImproperlyConfigured(f"KANTOOR_SECRET_KEY is too short: {LEAST_SECRET} characters or more.")
        return given
    return _kept(folder / "secret-key", secrets.token_urlsafe(50))


def signing_key(folder: Path) -> str:
    """KANTOOR_SIGNING_KEY, 64 hexadecimal digits, else one made once and kept in the data folder."""
    given = text("KANTOOR_SIGNING_KEY")
    if given and not HEXADECIMAL.fullmatch(given):
        raise ImproperlyConfigured(
            "KANTOOR_SIGNING_KEY must be 64 hexadecimal digits (openssl rand -hex 32)."
        )
    return given or _kept(folder / "signing-key", secrets.token_hex(32))


def public_keys(name: str) -> list[str]:
    """Public keys of 64 hexadecimal digits, separated by commas."""
    given = [key.lower() for key in names(name)]
    if not all(HEXADECIMAL.fullmatch(key) for key in given):
        raise ImproperlyConfigured(f"{name} must be public keys as `kantoor audit key` prints them.")
    return given


def anchor_places(folder: Path) -> list[str]:
    """KANTOOR_AUDIT_ANCHORS: files and web addresses; a file in the data folder if not said."""
    given = names("KANTOOR_AUDIT_ANCHORS", (str(folder / "audit-anchors"),))
    for place in given:
        if "://" in place and not place.startswith(("https://", "http://")):
            raise ImproperlyConfigured(
                f"KANTOOR_AUDIT_ANCHORS: {place!r} is neither a file nor a web address."
            )
    return given


def _kept(path: Path, value: str) -> str:
    """What the file holds; first `value` is put there, whole at once and readable by its owner only."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as made:
            made.write(value)
            made.flush()
            with contextlib.suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_text().strip()
