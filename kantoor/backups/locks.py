"""With what a backup is encrypted and opened: from the command line, else from the environment."""

from collections.abc import Sequence
from pathlib import Path

from kantoor import env
from kantoor.backups import age
from kantoor.backups.troubles import NotDone, told

SHORTEST = 12  # letters of a passphrase


def to_shut(recipients: Sequence[str], passphrase_file: Path | None) -> list[age.Key]:
    """None: it is not to be encrypted."""
    public = list(recipients) or env.names("KANTOOR_BACKUP_RECIPIENTS")
    secret = _passphrase(passphrase_file)
    if public and secret:
        raise NotDone("Encrypt with a passphrase or for public keys: one of the two.")
    if secret and len(secret) < SHORTEST:
        raise NotDone(f"The passphrase is too short: {SHORTEST} characters or more.")
    return [age.Passphrase(secret)] if secret else [age.recipient(text) for text in public]


def to_open(identity_file: Path | None, passphrase_file: Path | None) -> list[age.Key]:
    """All that there is to try."""
    secret, private = _passphrase(passphrase_file), _identity(identity_file)
    found: list[age.Key] = [age.Passphrase(secret)] if secret else []
    return [*found, age.identity(private)] if private else found


def _passphrase(file: Path | None) -> str:
    return _held(file) if file else env.text("KANTOOR_BACKUP_PASSPHRASE")


def _identity(file: Path | None) -> str:
    return _held(file) if file else env.text("KANTOOR_BACKUP_IDENTITY")


def _held(file: Path) -> str:
    with told(file):
        text = file.read_text("utf-8", "replace").strip()
    if not text:
        raise NotDone(f"{file} is empty.")
    return text
