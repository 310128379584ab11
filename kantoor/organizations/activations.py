"""Proving that one may act for the company: by letter, by evidence, by a DNS record (domain 4.3)."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.files.base import File
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import looking
from kantoor.access.action import action, performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.kernel import dns, domains, pages
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict
from kantoor.organizations import claims, evidence, seen
from kantoor.organizations.models import Activation, Method, Organization, State

LIFE = dt.timedelta(days=60)
TRIES = 5
REMARK_LENGTH = 1000
RECORD = "kantoor-organization="
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
Outcome = Activation.Outcome


def visible_to(actor: Actor) -> QuerySet[Activation]:
    """The attempts for organizations of the actor's own environment."""
    rows = Activation.objects.filter(seen.knows(actor, "organization_id"))
    return rows.filter(organization__environment_id=actor.environment_id).select_related(
        "organization__environment", "started_by", "judged_by"
    )


def history(actor: Actor, organization: Organization) -> list[Activation]:
    """The latest attempts for an organization, newest first."""
    newest = pages.place(Activation, ("-started_at", "-id"))
    return looking.first(actor, visible_to, newest, most=20, within={"organization_id": organization.pk})


@action("activations.ask_letter", Permission.ORGANIZATIONS_ACTIVATE, of=seen.by)
def ask_letter(actor: Actor, organization: Organization) -> Activation:
    """Ask the operator for a letter with a code, to the address of the organization."""
    if not (organization.street and organization.postal_code and organization.city):
        raise Conflict(_("A letter needs street, postal code and city. Fill them in under Details first."))
    return _begin(actor, organization, Method.LETTER, expires_at=now() + LIFE)


@action("activations.give_evidence", Permission.ORGANIZATIONS_ACTIVATE, of=seen.by)
def give_evidence(actor: Actor, organization: Organization, file: File[Any], remark: str = "") -> Activation:
    """Hand in an extract or other evidence for the operator to judge."""
    kind = evidence.checked(file)
    file.name, name = evidence.stored_name(kind), evidence.shown_name(file.name or "")
    remark = remark.replace("\0", " ").strip()[:REMARK_LENGTH]
    return _begin(actor, organization, Method.EVIDENCE, evidence=file, evidence_name=name, remark=remark)


@action("activations.prove_domain", Permission.ORGANIZATIONS_ACTIVATE, of=seen.by)
def prove_domain(actor: Actor, organization: Organization) -> Activation:
    """Get the TXT record that is to stand on the company's domain."""
    if not organization.domain:
        raise Conflict(_("Fill in the internet domain of the organization under Details first."))
    if not domains.is_claimable(organization.domain):
        raise Conflict(_("Many people share this domain, so it proves nothing about one company."))
    value = RECORD + secrets.token_hex(16)
    return _begin(actor, organization, Method.DNS, secret=value, expires_at=now() + LIFE)


def _begin(actor: Actor, organization: Organization, method: Method, **more: Any) -> Activation:
    claims.refuse_taken(
        organization.environment,
        list(organization.identifiers.values_list("scheme", "value")),
        but=organization,
    )
    begun = Organization.objects.filter(pk=organization.pk, state=State.NOT_ACTIVATED)
    if not begun.update(state=State.UNDER_REVIEW):
        raise Conflict(_standing(organization))
    made = Activation.objects.create(organization=organization, method=method, started_by=actor.user, **more)
    told(actor, made, "activation_asked")
    return made


def _standing(organization: Organization) -> str:
    return {
        State.ACTIVE: _("%(name)s is active already."),
        State.CLOSED: _("%(name)s is closed. Add it anew to use it again."),
    }.get(State(organization.state), _("%(name)s is under review already.")) % {"name": organization.name}


@action("activations.withdraw", Permission.ORGANIZATIONS_ACTIVATE, of=visible_to)
def withdraw(actor: Actor, activation: Activation) -> None:
    """Take an attempt back; another can be made at once."""
    settle(activation, Outcome.WITHDRAWN)
    told(actor, activation, "activation_withdrawn")


@dataclass(frozen=True)
class Entered:
    """What a typed code led to."""

    activated: bool
    tries_left: int


@action("activations.enter_code", Permission.ORGANIZATIONS_ACTIVATE, of=visible_to)
def enter_code(actor: Actor, activation: Activation, code: str) -> Entered:
    """Type the code of the letter; wrong ones count, so they do not raise, and the fifth ends the attempt."""
    _require_open(activation)
    if activation.method != Method.LETTER or not activation.printed_at:
        raise Conflict(_("The letter has not been printed yet. It brings the code."))
    if activation.expires_at and activation.expires_at <= now():
        raise Conflict(
            _("This code is too old: it counts for 60 days. Withdraw it and ask for another letter.")
        )
    if check_password(plain_code(code), activation.secret):
        accept(actor, activation)
        return Entered(True, TRIES)
    Activation.objects.filter(pk=activation.pk).update(tries=F("tries") + 1)
    left = TRIES - activation.tries - 1
    told(actor, activation, "code_wrong", tries_left=left)
    if left <= 0:
        settle(activation, Outcome.REFUSED, reason=_("The code was wrong five times."))
        told(None, activation, "activation_refused", reason=_("The code was wrong five times."))
    return Entered(False, max(left, 0))


def plain_code(text: str) -> str:
    """The code without spaces and dashes, in capitals."""
    return "".join(letter for letter in text[:100].upper() if letter in ALPHABET)


def look(actor: Actor, activation_id: object) -> bool:
    """Ask the DNS whether the record stands there; outside any transaction, because it may take seconds."""
    attempt = evidence.fetch(visible_to(actor), activation_id)
    if not recorded(attempt):
        return False
    note_found(actor, attempt)
    return True


@action("activations.note_found", Permission.ORGANIZATIONS_ACTIVATE, of=visible_to)
def note_found(actor: Actor, activation: Activation) -> None:
    """Keep when the record was seen, for the operator who judges."""
    mark_found(actor, activation)


def mark_found(actor: Actor, activation: Activation) -> None:
    """The same for whoever looked, as part of their action."""
    _require_open(activation)
    Activation.objects.filter(pk=activation.pk).update(found_at=Now())
    told(actor, activation, "domain_found", domain=activation.organization.domain)


def recorded(activation: Activation) -> bool:
    """Whether the record stands in the DNS now. Raises DnsUnavailable."""
    if activation.method != Method.DNS or activation.outcome != Outcome.OPEN:
        return False
    return activation.secret in dns.txt(activation.organization.domain)


def accept(actor: Actor, activation: Activation) -> None:
    """Make the organization active and claim its numbers, as part of a running action; exactly once."""
    organization = activation.organization
    settle(activation, Outcome.ACCEPTED, actor)
    claims.claim(organization)
    told(actor, activation, "activated")


def settle(activation: Activation, outcome: str, by: Actor | None = None, reason: str = "") -> None:
    """Leave `open`, once, and bring the organization into the state that follows."""
    still_open = Activation.objects.filter(pk=activation.pk, outcome=Outcome.OPEN)
    judged = {"judged_by": by and by.user, "judged_at": Now(), "reason": reason[:REMARK_LENGTH]}
    if not still_open.update(outcome=outcome, **judged):
        activation.refresh_from_db()
        raise Conflict(what_happened(activation))
    organization = Organization.objects.filter(pk=activation.organization_id, state=State.UNDER_REVIEW)
    if outcome == Outcome.ACCEPTED:
        organization.update(state=State.ACTIVE, activated_at=Now())
    else:
        organization.update(state=State.NOT_ACTIVATED)


def _require_open(activation: Activation) -> None:
    if activation.outcome != Outcome.OPEN:
        raise Conflict(what_happened(activation))


def what_happened(activation: Activation) -> str:
    """A sentence for somebody who comes too late."""
    return {
        Outcome.ACCEPTED: _("This application was accepted already."),
        Outcome.REFUSED: _("This application was refused already."),
        Outcome.WITHDRAWN: _("This application was withdrawn. There is nothing left to judge."),
        Outcome.EXPIRED: _("This application has expired. A new one can be made."),
    }.get(Outcome(activation.outcome), _("This application is still open."))


def told(actor: Actor | None, activation: Activation, verb: str, **details: Any) -> None:
    """The entry; `subject` is who applied, so that they can be told."""
    record.entry(
        actor,
        f"organizations.{verb}",
        activation,
        subject=activation.started_by,
        organization=activation.organization,
        method=activation.method,
        **details,
    )


def expire_due() -> int:
    """End the attempts whose 60 days are over; run by the worker. How many."""
    due = Activation.objects.filter(outcome=Outcome.OPEN, expires_at__lte=Now())
    found = list(due.select_related("organization", "started_by")[:500])
    for activation in found:
        with performing():
            settle(activation, Outcome.EXPIRED)
            told(None, activation, "activation_expired")
    return len(found)
