"""Every knob is an environment variable; `NAME_FILE` names a file that holds the value (for secrets)."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()

LEAST_SECRET = 32  # characters
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
    kept = folder / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()
