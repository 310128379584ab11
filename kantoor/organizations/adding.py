"""Adding an organization: found in a company register or written by hand, for any country (domain 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from kantoor.access import refusals
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.environments.models import Environment
from kantoor.organizations import claims, details, memberships, registers
from kantoor.organizations.details import Details
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.organizations.registers import Company, RegisterUnavailable

SHOWN = 10
TEXT_LENGTH = 200


@dataclass(frozen=True)
class Found:
    """What the registers answered; `problems` says which of them did not, and what to do."""

    companies: list[Company]
    problems: list[str]


def search(actor: Actor, text: str) -> Found:
    """The companies that fit a name or number, of every register of this installation."""
    require(actor)
    companies: list[Company] = []
    problems: list[str] = []
    for register in registers.configured():
        try:
            companies += register.search(text.replace("\0", " ")[:TEXT_LENGTH].strip(), SHOWN)
        except RegisterUnavailable as problem:
            problems.append(str(problem))
    return Found(companies, problems)


def company(actor: Actor, register: str, number: str) -> Company | None:
    """One company of a register, to fill in the form; None if there is none. Raises RegisterUnavailable."""
    require(actor)
    asked = registers.named(register)
    return asked.company(number.replace("\0", " ")[:TEXT_LENGTH]) if asked else None


def require(actor: Actor) -> None:
    """Refused to those who may not add organizations."""
    if not actor.may(Permission.ORGANIZATIONS_ADD):
        raise refusals.refused(Permission.ORGANIZATIONS_ADD, actor.environment_id)


def _own(actor: Actor) -> QuerySet[Environment]:
    return Environment.objects.filter(pk=actor.environment_id)


@action("organizations.add", Permission.ORGANIZATIONS_ADD, of=_own)
def add(
    actor: Actor, environment: Environment, given: Details, numbers: Mapping[str, str], register: str = ""
) -> Organization:
    """Add an organization, not yet active; who adds it is its first administrator (domain 4.4)."""
    clean, wanted = details.cleaned(given), claims.parsed(numbers)
    claims.refuse_taken(environment, wanted)
    made = Organization(environment=environment, created_by=actor.user)
    details.write(made, clean)
    made.save(force_insert=True)
    details.add_numbers(made, wanted)
    memberships.begin(made, actor.user, OrganizationRole.ADMINISTRATOR, by=actor.user)
    record.entry(
        actor,
        "organizations.added",
        made,
        organization=made,
        numbers=[f"{scheme} {value}" for scheme, value in wanted],
        register=register.replace("\0", "")[:40],
    )
    return made
