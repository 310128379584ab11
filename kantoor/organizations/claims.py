"""Whose a registered number is: claimed from activation until closing, by one only (domain 4.1)."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.environments.models import Environment
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import identifiers
from kantoor.organizations.models import Identifier, Organization, State

Number = tuple[str, str]


def field_of(scheme: str) -> str:
    """How forms name the field of a scheme."""
    return f"number_{scheme.replace('-', '_')}"


def parsed(numbers: Mapping[str, str]) -> list[Number]:
    """Scheme and canonical value of what was typed, blanks left out.

    A VAT number or Peppol id that repeats another number brings that one along: one index judges them all.
    """
    found: dict[Number, None] = {}
    for scheme, text in numbers.items():
        if text.strip():
            try:
                value = identifiers.parse(scheme, text)
            except Invalid as problem:
                raise Invalid(problem.message, field=field_of(scheme)) from problem
            found[scheme, value] = None
            found[identifiers.registration(scheme, value)] = None
    return sorted(found, key=lambda number: list(identifiers.SCHEMES).index(number[0]))


def is_registered(scheme: str) -> bool:
    """Whether a value of the scheme may be active in one organization only."""
    return identifiers.named(scheme).registered


def refuse_taken(
    environment: Environment, numbers: Iterable[Number], but: Organization | None = None
) -> None:
    """`Conflict` for a number that is active elsewhere, not telling where, or that the own company has."""
    sought = [number for number in numbers if is_registered(number[0])]
    if not sought:
        return
    rows = _with(sought).exclude(organization=but) if but else _with(sought)
    own = rows.filter(organization__environment=environment).exclude(organization__state=State.CLOSED)
    first = own.select_related("organization").first()
    if first:
        raise Conflict(
            _("Your company has added this number already, as %(name)s.") % {"name": first.organization.name},
            field=field_of(first.scheme),
        )
    elsewhere = _claimed(rows).first()
    if elsewhere:
        raise _taken(elsewhere)


def taken(organization: Organization) -> Identifier | None:
    """A number of this organization that is active in another one; what the operator is warned of."""
    own = list(organization.identifiers.filter(registered=True).values_list("scheme", "value"))
    return _claimed(_with(own)).exclude(organization=organization).first() if own else None


def claim(organization: Organization) -> None:
    """Claim every registered number of the organization; `Conflict` when another has one, also in a race."""
    clash = taken(organization)
    if clash:
        raise _taken(clash)
    rows = organization.identifiers.filter(registered=True, claimed_at=None)
    try:
        with transaction.atomic():
            rows.update(claimed_at=Now(), released_at=None)
    except IntegrityError as race:
        raise _taken(rows.first()) from race


def release(organization: Organization) -> int:
    """Give the numbers free for another organization. How many."""
    held = organization.identifiers.filter(registered=True, claimed_at__isnull=False, released_at=None)
    return held.update(released_at=Now())


def _with(numbers: Iterable[Number]) -> QuerySet[Identifier]:
    wanted = (Q(scheme=scheme, value=value) for scheme, value in numbers)
    return Identifier.objects.filter(reduce(or_, wanted), registered=True)


def _claimed(rows: QuerySet[Identifier]) -> QuerySet[Identifier]:
    return rows.filter(claimed_at__isnull=False, released_at=None)


def _taken(number: Identifier | None) -> Conflict:
    scheme = number.scheme if number else ""
    label = identifiers.named(scheme).label if scheme else _("number")
    return Conflict(
        _(
            "This %(label)s is already active on this installation. If the company is yours, ask your"
            " colleagues to make you a member of it; if somebody else took it, tell the operator."
        )
        % {"label": label},
        field=field_of(scheme) if scheme else None,
    )
