"""The others that Kantoor leans on: mail server, bucket, virus scanner, its own worker."""

import smtplib
from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import get_connection
from django.db import DatabaseError

from kantoor.cli.checks.finding import Finding, error, fine, note, short, warning
from kantoor.jobs import figures, presence
from kantoor.retention import infected
from kantoor.uploads import clamd

PATIENCE = 10.0  # seconds
WAITS_LONG = 300  # seconds


def mail() -> Iterator[Finding]:
    if not settings.MAIL:
        yield note("Without EMAIL_URL nothing is mailed.", "Links are shown on the pages, to be handed over.")
        return
    try:
        server = get_connection(timeout=int(PATIENCE))
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as problem:
        yield error(
            f"The mail server does not take us: {short(problem)}",
            "Look at EMAIL_URL: scheme, name, password, host and port.",
        )
    else:
        yield fine("The mail server answers.")
    if settings.EMAIL_HOST_PASSWORD and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield warning(
            "The password of the mail server travels readable.",
            "Take smtp+tls:// or smtp+ssl:// in EMAIL_URL.",
        )
    if parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@localhost"):
        yield warning(
            "Mails come from an address of localhost.", "Set KANTOOR_MAIL_FROM to an address of yours."
        )


def bucket() -> Iterator[Finding]:
    if settings.FILES != "s3":
        return
    storage = storages["documents"]
    try:
        kept = storage.save("check/readable", ContentFile(b"Whether this can be read by anybody."))
        stranger = storage.open_to_all(kept)  # type: ignore[attr-defined]
        storage.delete(kept)
    except OSError as problem:
        yield error(
            f"The bucket cannot be used: {short(problem)}",
            "Look at KANTOOR_S3_BUCKET, _ENDPOINT, _KEY and _SECRET.",
        )
        return
    if stranger:
        yield error(
            "Anybody can read what lies in the bucket, or list it.", "Take its public access away at once."
        )
    else:
        yield fine("The bucket can be written and is private.")


def scanner() -> Iterator[Finding]:
    if not settings.KANTOOR_CLAMD:
        yield note("Files are not scanned for viruses.", "KANTOOR_CLAMD names a clamd that does.")
        return
    try:
        yield fine(f"The virus scanner answers: {clamd.version(settings.KANTOOR_CLAMD, PATIENCE)}.")
    except clamd.Away as problem:
        yield error(
            f"The virus scanner does not answer: {short(problem)}",
            "Start clamd; until then what is brought stays withheld.",
        )


def viruses() -> Iterator[Finding]:
    """What is kept apart, and whether anybody takes it away."""
    try:
        kept, late = infected.count(), infected.count(late=True)
    except DatabaseError:
        return  # told by database.reached
    if late:
        yield warning(
            f"{late} infected files should have been deleted by now.",
            "Start a worker, or see in its log why it does not.",
        )
    elif kept:
        yield note(f"{kept} infected files are kept apart.", "KANTOOR_INFECTED_DAYS says for how long.")


def worker() -> Iterator[Finding]:
    try:
        alive, waits = len(presence.alive()), figures.oldest().total_seconds()
        mails, tasks = figures.mails_by_state(), dict(figures.tasks())
    except DatabaseError:
        return  # told already
    if alive:
        yield fine(f"Workers that live: {alive}.")
    elif waits > WAITS_LONG:
        last = presence.last()
        since = (
            f"the last one was heard at {last:%Y-%m-%d %H:%M} UTC"
            if last
            else "none was ever heard, or it ended as told"
        )
        yield error(
            f"No worker lives ({since}), and work waits for {waits / 60:.0f} minutes.",
            "Start `kantoor worker`.",
        )
    else:
        yield warning("No worker lives: mail and notices wait.", "Start `kantoor worker`.")
    if alive and waits > WAITS_LONG:
        yield warning(
            f"Work waits for {waits / 60:.0f} minutes.",
            "Start another worker, or look into the log of those that run.",
        )
    if mails["failed"]:
        yield warning(f"Mails that could not be sent: {mails['failed']}.", "The log of the worker says why.")
    if tasks[("failed",)]:
        yield warning(
            f"Tasks that were given up: {tasks[('failed',)]:.0f}.", "The log of the worker says why."
        )
