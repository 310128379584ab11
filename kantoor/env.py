"""Every knob is an environment variable; `NAME_FILE` names a file that holds the value (for secrets)."""

import contextlib
import ipaddress
import os
import re
import secrets
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()

LEAST_SECRET, LEAST_TOKEN = 32, 16  # characters
DATABASES = ("postgres", "postgresql", "sqlite")
HEXADECIMAL = re.compile("[0-9a-fA-F]{64}")
ROOT = Path(__file__).resolve().parent.parent
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
YES, NO = ("1", "true", "on", "ok", "y", "yes"), ("", "0", "false", "off", "n", "no")
# What was asked for so far, so that `kantoor check` can tell a name that means nothing.
asked: set[str] = set()


def text(name: str, default: str = "") -> str:
    asked.add(name)
    try:
        return str(env.str(name, default=default)).strip()
    except OSError as problem:
        why = problem.strerror or "cannot be read"
        raise ImproperlyConfigured(f"{name}_FILE names {problem.filename}: {why}.") from None


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    require_known(name, [value], YES + NO)
    return value in YES if value else default


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
        raise ImproperlyConfigured(
            f"{name} can be {', '.join(filter(None, possible))}; not {', '.join(unknown)}."
        )


def database(default: str) -> dict[str, Any]:
    """DATABASE_URL: PostgreSQL or SQLite."""
    address = text("DATABASE_URL") or default
    if address.partition("://")[0] not in DATABASES:
        known = ", ".join(f"{scheme}://" for scheme in DATABASES)
        raise ImproperlyConfigured(f"DATABASE_URL begins with {known}; this one does not.")
    try:
        return dict(env.db_url_config(address))
    except ValueError as problem:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {problem}.") from None


def mail() -> dict[str, Any]:
    """EMAIL_URL as Django's settings; nothing is sent without it."""
    address = text("EMAIL_URL")
    if not address:
        return {"MAIL": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if address.partition("://")[0] not in env.EMAIL_SCHEMES:
        known = ", ".join(f"{scheme}://" for scheme in ("smtp", "smtp+tls", "smtp+ssl"))
        raise ImproperlyConfigured(f"EMAIL_URL begins with {known}; this one does not.")
    try:
        return {"MAIL": True, **env.email_url_config(address)}
    except ValueError as problem:
        raise ImproperlyConfigured(f"EMAIL_URL cannot be read: {problem}.") from None


def place(name: str) -> str:
    """`host:port` or the path of a socket; empty when nothing is said."""
    value = text(name)
    host, _colon, port = value.rpartition(":")
    if value and not value.startswith("/") and not (host and port.isdigit()):
        raise ImproperlyConfigured(f"{name} must be host:port or the path of a socket, not {value!r}.")
    return value


def proxies(name: str) -> tuple[bool, list[Network]]:
    """Whether proxies are believed, and which: networks, or none for whoever connects (`yes`)."""
    value = text(name)
    if value.lower() in YES + NO:
        return value.lower() in YES, []
    try:
        return True, [ipaddress.ip_network(one) for one in names(name)]
    except ValueError as problem:
        raise ImproperlyConfigured(
            f"{name} is yes, no, or addresses of proxies (10.0.0.7, 10.0.0.0/24): {problem}."
        ) from None


def level(name: str) -> str:
    """A level of logging; INFO when nothing is said."""
    value = text(name, "INFO").upper()
    require_known(name, [value], ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
    return value


def metrics_token() -> str:
    """KANTOOR_METRICS_TOKEN: long enough not to be guessed, and only where the extra `metrics` is installed."""
    token = text("KANTOOR_METRICS_TOKEN")
    if token and len(token) < LEAST_TOKEN:
        raise ImproperlyConfigured(f"KANTOOR_METRICS_TOKEN is too short: {LEAST_TOKEN} characters or more.")
    if token and find_spec("prometheus_client") is None:
        raise ImproperlyConfigured("KANTOOR_METRICS_TOKEN needs the extra: pip install 'kantoor[metrics]'.")
    return token


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
