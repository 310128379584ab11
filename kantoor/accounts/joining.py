"""From a sign-up link to an account, or to asking for one: the address's domain decides (domain 3.2, 3.3)."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.accounts import operators, passwords, signups, users
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.environments.models import DomainClaim, Environment, EnvironmentRole, Joining
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Invalid, Refused
from kantoor.kernel.text import fold

ENVIRONMENT_NAME_LENGTH = 120
MESSAGE_LENGTH = 1000
PROVIDERS = {
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "yahoo",
    "icloud",
    "me",
    "proton",
} | {"protonmail", "ziggo", "kpnmail", "xs4all", "telenet", "skynet", "gmx", "web", "aol", "mail"}


@dataclass(frozen=True)
class Destination:
    """Where an address leads: to a new environment, or to the one that claimed its domain."""

    environment_id: UUID | None = None
    name: str = ""
    joining: Joining | None = None

    @property
    def makes_an_account(self) -> bool:
        return self.joining in (None, Joining.AT_ONCE)


def destination(address: str) -> Destination:
    """What the policy of the environment that claimed the address's domain says; none: a new environment."""
    claim = (
        DomainClaim.objects.live()
        .filter(domain=domain_of(address), proven_at__isnull=False)
        .select_related("environment")
        .first()
    )
    if claim is None:
        return Destination()
    return Destination(claim.environment_id, claim.environment.name, Joining(claim.environment.joining))


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def join(
    token: str, name: str, password: str, *, company: str = "", language: str = "en", origin: str = ""
) -> User:
    """Make the account that the link was for; the link is used up."""
    name = users.clean_name(name)
    address = signups.opened(token).address
    password_hash = passwords.hashed(password, User(name=name, email=address))
    with performing():
        link = signups.take(token)
        found = destination(link.address)
        if not found.makes_an_account:
            raise Refused(_("%(name)s decides who joins. Open the link again.") % {"name": found.name})
        environment = _environment(found, company)
        role = EnvironmentRole.BASIC if found.environment_id else EnvironmentRole.ADMINISTRATOR
        user = users.create(
            environment, name, link.address, role, password_hash=password_hash, language=language
        )
        record.entry(
            None, "signups.accepted", user, subject=user, environment_id=environment.pk, role=int(role)
        ).origin = origin
        if link.handed_over and not operators.there_are():
            operators.begin(user)
    return user


def _environment(found: Destination, company: str) -> Environment:
    """The environment to live in; a new one if no other has claimed the domain."""
    if found.environment_id:
        return Environment.objects.get(pk=found.environment_id)
    name = " ".join(company.replace("\0", " ").split())
    if not name:
        raise Invalid(_("Give the name of your company, or your own if you work alone."), field="company")
    if len(name) > ENVIRONMENT_NAME_LENGTH:
        most = {"most": ENVIRONMENT_NAME_LENGTH}
        raise Invalid(_("This name is too long: %(most)d characters at most.") % most, field="company")
    made = Environment.objects.create(name=name, folded=fold(name))
    record.entry(None, "environments.created", made, environment_id=made.pk, name=name)
    return made


def ask(token: str, name: str, message: str = "", origin: str = "") -> None:
    """Ask the administrators of the environment that claimed the domain; the link is used up."""
    name = users.clean_name(name)
    if len(message) > MESSAGE_LENGTH or "\0" in message:
        most = {"most": MESSAGE_LENGTH}
        raise Invalid(_("This message is too long: %(most)d characters at most.") % most, field="message")
    with performing():
        link = signups.take(token)
        found = destination(link.address)
        if found.makes_an_account:
            raise Refused(_("Nobody needs to be asked any more. Open the link again."))
        _ask(found, link.address, name, message).origin = origin


def _ask(found: Destination, address: str, name: str, message: str) -> record.Entry:
    before = Request.objects.filter(
        kind=Kind.JOINING, to_environment_id=found.environment_id, address=address
    )
    requests.settle_all(before.filter(expires_at__lte=Now()), RequestState.EXPIRED, None)
    waiting = before.filter(state=RequestState.OPEN).first()
    if waiting is not None:
        return requests.told(None, waiting, "asked_again")
    asked = Request.objects.create(
        kind=Kind.JOINING,
        to_environment_id=found.environment_id,
        address=address,
        name=name,
        message=message,
        expires_at=now() + requests.LIFE,
    )
    return requests.told(None, asked, "asked", address=address, name=name)


@requests.on_accept(Kind.JOINING)
def accepted(actor: Actor, request: Request) -> None:
    """The administrator's yes is an invitation, mailed to the newcomer."""
    from kantoor.environments import invitations  # noqa: PLC0415 - it makes users itself

    invitations.invite(actor, actor.environment_id, request.address)


def proposed_name(address: str) -> str:
    """A name for the person, from an address such as anna.jansen@…; empty when it tells nothing."""
    words = [
        word
        for word in address.partition("@")[0].replace("_", ".").replace("-", ".").split(".")
        if word.isalpha()
    ]
    return " ".join(word.capitalize() for word in words) if len(words) > 1 else ""


def proposed_company(address: str) -> str:
    """A name for the environment: the domain's own word; empty for generic mail providers."""
    word = domain_of(address).partition(".")[0]
    return "" if word in PROVIDERS else word.replace("-", " ").title()
