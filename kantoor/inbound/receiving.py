"""Taking in a message: whose it is, what is attached, and what became of each file (domain 3.7, 7.3).

The mail server has proved who sent it (docs/mail-and-jobs.md); here the address must be a verified one of somebody
who may make documents in the organization. To anybody else nothing is said.
"""

import hashlib
import io
import logging
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kantoor.access import actor as actors
from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts import users
from kantoor.documents.models import Box, Document, Source
from kantoor.inbound import answers, mailboxes, messages
from kantoor.kernel import bounded
from kantoor.kernel.errors import DomainError
from kantoor.organizations.models import Organization
from kantoor.uploads import intake

log = logging.getLogger(__name__)

SECONDS, MB = 20.0, 1_000_000
MOST_PLACES = 5  # organizations that one mail goes to


class Outcome(StrEnum):
    """What became of a message; said in the log, and to its sender only if they are known here."""

    TAKEN = "taken"
    AUTOMATIC = "automatic"
    UNREADABLE = "unreadable"
    NOBODYS = "nobodys"


@dataclass
class Result:
    """What became of one file."""

    name: str
    document: Document | None = None
    problem: str = ""


@dataclass
class Answer:
    """What the sender is told of one organization."""

    actor: Actor
    organization: Organization
    address: str
    subject: str
    results: list[Result] = field(default_factory=list)
    problem: str = ""


def receive(path: Path, recipient: str = "", sender: str | None = None) -> Outcome:
    """Take in the message in this file. `recipient`, `sender`: of the envelope, where the mail server gives them."""
    try:
        head = bounded.run(messages.head, str(path), seconds=SECONDS)
    except (bounded.Exceeded, bounded.Failed):
        return _settled(Outcome.UNREADABLE)
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    if head["automatic"] or sender == "" or head["from"] == own:
        return _settled(Outcome.AUTOMATIC)
    found = _answers(head, [recipient] if recipient else head["to"])
    if not found:
        return _settled(Outcome.NOBODYS)
    problem, files = _files(path, found[0])
    for answer in found:
        answer.problem = problem
        answer.results = [_take_in(answer, name, content) for name, content in files]
        answers.send(answer, _key(path, head, answer))
    return _settled(Outcome.TAKEN)


def _settled(outcome: Outcome) -> Outcome:
    log.info("a message came by mail: %s", outcome)
    return outcome


def _answers(head: dict[str, Any], addresses: list[str]) -> list[Answer]:
    """One for each organization among the addresses that the sender has a role in; a viewer is told why not."""
    user = users.owner_of(head["from"]) if head["from"] else None
    actor = actors.of(user.pk, credential="mail") if user else None
    if actor is None:
        return []
    places = dict.fromkeys(place for one in addresses if (place := mailboxes.organization_at(one)))
    held = [place for place in places if reach.role_in(actor.user_id, place.pk) is not None]
    return [Answer(actor, place, head["from"], head["subject"]) for place in held[:MOST_PLACES]]


def _files(path: Path, answer: Answer) -> tuple[str, list[tuple[str, bytes]]]:
    """What is attached, or why nothing of it is taken."""
    with translation.override(answer.actor.user.language):
        most = settings.KANTOOR_MAIL_IN_LARGEST
        if path.stat().st_size > most * MB:
            return _("This mail is too large: %(most)g MB at most.") % {"most": most}, []
        try:
            room = int(most * MB) + bounded.MB
            found = bounded.run(
                messages.files, str(path), seconds=SECONDS, memory=bounded.MEMORY + 6 * room, answer=room
            )
        except bounded.Failed as problem:
            if problem.kind == messages.TooMuch.__name__:
                return _("There is too much in this mail: too many parts, or mails within mails."), []
            return _("This mail could not be read."), []
        except bounded.Exceeded:
            return _("This mail could not be read."), []
        return ("" if found else _("There was no file in this mail.")), found


def _take_in(answer: Answer, name: str, content: bytes) -> Result:
    """One file; what is wrong with it stops no other."""
    with translation.override(answer.actor.user.language):
        try:
            made = intake.take_in(
                answer.actor,
                answer.organization.pk,
                Box.RECEIVED,
                name,
                io.BytesIO(content),
                again=False,
                source=Source.MAILED,
            )
        except intake.Twice as twice:
            return Result(name, twice.document, str(twice))
        except DomainError as problem:
            return Result(name, problem=str(problem) or _("It could not be taken in."))
    return Result(name, made)


def _key(path: Path, head: dict[str, Any], answer: Answer) -> str:
    """The same for a message that the mail server hands over once more: it is answered once."""
    with path.open("rb") as content:
        named = head["id"] or hashlib.sha256(content.read(messages.HEAD)).hexdigest()
    what = f"{named} {head['from']} {answer.organization.pk}"
    return f"mailed-in:{hashlib.sha256(what.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"
