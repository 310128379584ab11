"""Mail domains: claimed by proof, checked again daily, given up; and further ones that are allowed (domain 3.4, 3.7)."""

import datetime as dt
import secrets

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action, lock, performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.environments import administrators, people
from kantoor.environments.models import AllowedDomain, DomainClaim, Environment
from kantoor.kernel import dns, domains, ids
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from kantoor.notifications import mail

AGAIN = dt.timedelta(hours=24)
GRACE = dt.timedelta(days=7)
MOST = 20
AT_ONCE = 50


def claims(actor: Actor) -> QuerySet[DomainClaim]:
    """The open claims of the actor's environment, proven and not."""
    rows = DomainClaim.objects.live().filter(environment_id=actor.environment_id)
    return rows.select_related("environment").order_by("domain")


def allowances(actor: Actor) -> QuerySet[AllowedDomain]:
    """The further domains in which people may have additional addresses."""
    rows = AllowedDomain.objects.live().filter(environment_id=actor.environment_id)
    return rows.select_related("environment").order_by("domain")


def record_name(claim: DomainClaim) -> str:
    """Where the TXT record must stand."""
    return f"_kantoor.{claim.domain}"


def record_value(claim: DomainClaim) -> str:
    """What the TXT record must say."""
    return f"kantoor-domain={claim.token}"


def clean(domain: str) -> str:
    """The domain in its one spelling, or `Invalid`."""
    try:
        return domains.normalise(domain)
    except Invalid as error:
        raise Invalid(error.message, field="domain") from None


@action("domains.claim", Permission.DOMAINS_CLAIM, of=people.environment_of)
def claim(actor: Actor, environment: Environment, domain: str) -> DomainClaim:
    """Say that a domain is one's own; it counts when the record has been seen."""
    name = clean(domain)
    if not domains.is_claimable(name):
        said = _("Everybody can get an address at %(domain)s, so nobody can claim it.")
        raise Invalid(said % {"domain": name}, field="domain")
    open_ones = DomainClaim.objects.open().filter(environment=environment)
    current = open_ones.filter(domain=name).first()
    if current is not None:
        raise Unchanged(current)
    if open_ones.count() >= MOST:
        raise Invalid(_("%(most)d domains is the most.") % {"most": MOST}, field="domain")
    made = DomainClaim.objects.create(
        environment=environment, domain=name, token=secrets.token_hex(16), began_by=actor.user
    )
    record.entry(actor, "domains.claimed", made, domain=name)
    return made


def check(actor: Actor, claim_id: object) -> bool:
    """Look for the record now; whether it is there. Asked outside the transaction: the answer may be slow."""
    people.require(actor, Permission.DOMAINS_CLAIM)
    key = ids.parse(claim_id)
    row = claims(actor).filter(pk=key).first() if key else None
    if row is None:
        raise NotFound
    return _seen(actor, row, is_there(row))


def is_there(claim: DomainClaim) -> bool:
    """Whether the record can be seen; `DnsUnavailable` says nothing about it."""
    return record_value(claim) in {text.strip() for text in dns.txt(record_name(claim))}


@action("domains.check", Permission.DOMAINS_CLAIM, of=claims)
def _seen(actor: Actor, claim: DomainClaim, there: bool) -> bool:
    """Look for the record of a claimed domain; when it is there the claim counts."""
    newly = there and claim.proven_at is None
    if newly and _proven(claim.domain).exists():
        said = _(
            "Another environment has proven %(domain)s. It can give it up, or loses it when its record is gone."
        )
        raise Conflict(said % {"domain": claim.domain})
    _note(claim, there)
    record.entry(
        actor, "domains.proven" if newly else "domains.checked", claim, domain=claim.domain, there=there
    )
    return there


def _proven(domain: str) -> QuerySet[DomainClaim]:
    return DomainClaim.objects.open().filter(domain=domain, proven_at__isnull=False)


def _note(claim: DomainClaim, there: bool) -> None:
    """What a check found: proven from the first time it is there, missing from the first time it is gone."""
    row = DomainClaim.objects.filter(pk=claim.pk)
    row.update(checked_at=Now())
    if there:
        row.update(missing_since=None)
        row.filter(proven_at=None).update(proven_at=Now())
    else:
        row.filter(proven_at__isnull=False, missing_since=None).update(missing_since=Now())


@action("domains.give_up", Permission.DOMAINS_CLAIM, of=claims)
def give_up(actor: Actor, claim: DomainClaim) -> None:
    """No longer say that a domain is one's own; nobody loses their account."""
    DomainClaim.objects.filter(pk=claim.pk).end(actor.user, "given up")
    record.entry(actor, "domains.given_up", claim, domain=claim.domain)


@action("domains.allow", Permission.DOMAINS_CLAIM, of=people.environment_of)
def allow(actor: Actor, environment: Environment, domain: str) -> AllowedDomain:
    """Let people have additional addresses in a further domain, claimed or not."""
    name = clean(domain)
    open_ones = AllowedDomain.objects.open().filter(environment=environment)
    current = open_ones.filter(domain=name).first()
    if current is not None:
        raise Unchanged(current)
    if open_ones.count() >= MOST:
        raise Invalid(_("%(most)d domains is the most.") % {"most": MOST}, field="domain")
    made = AllowedDomain.objects.create(environment=environment, domain=name, began_by=actor.user)
    record.entry(actor, "domains.allowed", made, domain=name)
    return made


@action("domains.disallow", Permission.DOMAINS_CLAIM, of=allowances)
def disallow(actor: Actor, allowance: AllowedDomain) -> None:
    """No further addresses in this domain; those that are there stay."""
    AllowedDomain.objects.filter(pk=allowance.pk).end(actor.user, "disallowed")
    record.entry(actor, "domains.disallowed", allowance, domain=allowance.domain)


def recheck_due() -> int:
    """Look again for the records of proven domains that nobody looked for since yesterday; run by the worker.

    A record that is gone is told to the administrators; after `GRACE` without it the claim ends. A question that gets
    no answer changes nothing but the time of asking. How many were looked at.
    """
    late = Q(checked_at=None) | Q(checked_at__lte=now() - AGAIN)
    due = DomainClaim.objects.live().filter(late, proven_at__isnull=False).select_related("environment")
    rows = list(due.order_by("checked_at")[:AT_ONCE])
    for row in rows:
        _recheck(row)
    return len(rows)


def _recheck(claim: DomainClaim) -> None:
    try:
        there = is_there(claim)
    except dns.DnsUnavailable:
        DomainClaim.objects.filter(pk=claim.pk).update(checked_at=Now())
        return
    with performing():
        lock(claim)
        _note(claim, there)
        claim.refresh_from_db()
        over = claim.missing_since is not None and claim.missing_since <= now() - GRACE
        if over and DomainClaim.objects.filter(pk=claim.pk).end(None, "record missing"):
            verb = "ended"
        else:
            verb = "checked" if there else "record_missing"
        record.entry(None, f"domains.{verb}", claim, environment_id=claim.environment_id, domain=claim.domain)
        if verb != "checked":
            _tell(claim, verb)


def _tell(claim: DomainClaim, verb: str) -> None:
    """Mail to the administrators: once when the record is first missed, once when the claim ends."""
    held = administrators.lasting(claim.environment_id)
    for appointment in held.select_related("user"):
        user = appointment.user
        key = f"domain:{claim.pk}:{verb}:{claim.missing_since}:{user.pk}"
        with translation.override(user.language):
            mail.queue(key, user.email, "notice", _letter(claim, verb, user.name), user.language)


def _letter(claim: DomainClaim, verb: str, name: str) -> dict[str, str]:
    said = {
        "ended": _("%(domain)s no longer counts as yours: its record was missing for 7 days."),
        "record_missing": _("The record that proves %(domain)s is gone."),
    }[verb]
    return {
        "name": name,
        "sentence": said % {"domain": claim.domain},
        "advice": _("Put the TXT record back and check it in the settings of your environment."),
        "link": mail.link("environment"),
        "label": _("Open the settings"),
    }
