"""What the operator judges: applications with company data and evidence, never members (domain 4.3)."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access import refusals
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import activations, claims, evidence
from kantoor.organizations.activations import ALPHABET, LIFE, Outcome
from kantoor.organizations.models import Activation, Identifier, Method

CODE_LENGTH = 8
ORDER = ("started_at", "id")


def visible_to(actor: Actor) -> QuerySet[Activation]:
    """Every application of the installation, for the operator; nothing for anybody else."""
    if not actor.may(Permission.ACTIVATIONS_REVIEW):
        return Activation.objects.none()
    return Activation.objects.select_related("organization__environment", "started_by", "judged_by")


def queue(actor: Actor, settled: bool = False) -> QuerySet[Activation]:
    """Those that wait for the operator, or those that were settled; refused to everybody else."""
    if not actor.may(Permission.ACTIVATIONS_REVIEW):
        raise refusals.refused(Permission.ACTIVATIONS_REVIEW, actor.environment_id)
    rows = visible_to(actor)
    return rows.exclude(outcome=Outcome.OPEN) if settled else rows.filter(outcome=Outcome.OPEN)


@dataclass(frozen=True)
class Review:
    """An application with what the operator needs to judge it."""

    activation: Activation
    numbers: list[Identifier]
    taken: str
    why_not_accept: str


def one(actor: Actor, activation_id: object) -> Review:
    """An application; NotFound for whoever is not the operator."""
    found = evidence.fetch(visible_to(actor), activation_id)
    clash = claims.taken(found.organization) if found.outcome == Outcome.OPEN else None
    taken = _("%(number)s is active in another organization.") % {"number": clash.value} if clash else ""
    numbers = list(found.organization.identifiers.order_by("id"))
    return Review(found, numbers, taken, taken or _missing(found))


def _missing(activation: Activation) -> str:
    if activation.method == Method.LETTER:
        return _("The code in the letter is the proof: the applicant types it in.")
    if activation.method == Method.DNS and not activation.found_at:
        return _("The record has not been seen on the domain yet.")
    return ""


@action("activations.accept", Permission.ACTIVATIONS_REVIEW, of=visible_to)
def accept(actor: Actor, activation: Activation) -> None:
    """Find the proof sufficient: the organization is active from now on."""
    missing = _missing(activation)
    if missing:
        raise Conflict(missing)
    activations.accept(actor, activation)


@action("activations.refuse", Permission.ACTIVATIONS_REVIEW, of=visible_to)
def refuse(actor: Actor, activation: Activation, reason: str) -> None:
    """Find it insufficient, with a reason that the applicant reads; they may try again."""
    reason = reason.replace("\0", " ").strip()
    if not reason:
        raise Invalid(_("Say why, so that they know what to do better."), field="reason")
    activations.settle(activation, Outcome.REFUSED, actor, reason)
    activations.told(actor, activation, "activation_refused", reason=reason[: activations.REMARK_LENGTH])


@action("activations.print_letter", Permission.ACTIVATIONS_REVIEW, of=visible_to)
def print_letter(actor: Actor, activation: Activation) -> str:
    """Make the code of the letter, replacing an earlier one, and give it: only its hash is kept."""
    if activation.outcome != Outcome.OPEN:
        raise Conflict(activations.what_happened(activation))
    if activation.method != Method.LETTER:
        raise Conflict(_("This application is not made by letter."))
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    Activation.objects.filter(pk=activation.pk).update(
        secret=make_password(code), printed_at=Now(), tries=0, expires_at=now() + LIFE
    )
    activations.told(actor, activation, "letter_printed")
    return f"{code[:4]}-{code[4:]}"


def look(actor: Actor, activation_id: object) -> bool:
    """Ask the DNS again whether the record stands there. Raises DnsUnavailable."""
    attempt = evidence.fetch(visible_to(actor), activation_id)
    if not activations.recorded(attempt):
        return False
    note_found(actor, attempt)
    return True


@action("activations.confirm_found", Permission.ACTIVATIONS_REVIEW, of=visible_to)
def note_found(actor: Actor, activation: Activation) -> None:
    """Keep when the operator saw the record."""
    activations.mark_found(actor, activation)
