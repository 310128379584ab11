"""Ending much at once: each membership by its own act, so that one refusal stops none of the others (domain 5.6, 5.8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access import overview, refusals
from kantoor.access.actor import Actor
from kantoor.access.overview import Cell, Scope
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.kernel import ids
from kantoor.kernel.errors import DomainError, Invalid, NotFound
from kantoor.organizations import memberships
from kantoor.organizations.memberships import Removal
from kantoor.organizations.models import Organization, OrganizationRole

MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What becomes, or has become, of one person's membership of one organization; `problem`: it stays, and why."""

    pick: str
    person: User
    organization: Organization
    role: int
    problem: str = ""
    left: tuple[str, ...] = ()

    @property
    def role_label(self) -> str:
        return str(OrganizationRole(self.role).label)

    @property
    def outside(self) -> bool:
        return self.person.environment_id != self.organization.environment_id


def preview(actor: Actor, scope: Scope, picks: Iterable[str]) -> list[Outcome]:
    """What would end and what not, found out by the acts themselves, which are then taken back."""
    with record.rehearsing():
        return _each(actor, scope, picks)


def end(actor: Actor, scope: Scope, picks: Iterable[str]) -> list[Outcome]:
    """End them, each in a transaction of its own."""
    return _each(actor, scope, picks)


def _each(actor: Actor, scope: Scope, picks: Iterable[str]) -> list[Outcome]:
    """In the order of the organizations' ids, as these are locked one after the other."""
    found = sorted(_chosen(scope, picks), key=lambda one: (one[0].organization.pk, one[0].person.pk))
    told = [_one(actor, outcome, cell, memberships.remove) for outcome, cell in found]
    return sorted(told, key=lambda one: (one.person.folded, one.organization.folded))


def _one(actor: Actor, outcome: Outcome, cell: Cell, act: Callable[[Actor, UUID], Removal]) -> Outcome:
    if cell.membership is None:
        return replace(outcome, problem=_without(cell))
    try:
        ended = act(actor, cell.membership)
    except NotFound:
        refusal = refusals.why_not(actor, Permission.MEMBERS_REMOVE, outcome.organization)
        return replace(outcome, problem=refusal or _("This membership has just ended."))
    except DomainError as problem:
        return replace(outcome, problem=str(problem))
    return replace(outcome, left=tuple(ended.left_through))


def _without(cell: Cell) -> str:
    """Why somebody without a membership of their own stays."""
    if cell.groups:
        named = ", ".join(cell.groups)
        return _("Only through %(groups)s. Take them out of the group instead.") % {"groups": named}
    return _("They read what is closed, as its last administrator. That cannot be ended.")


def _chosen(scope: Scope, picks: Iterable[str]) -> list[tuple[Outcome, Cell]]:
    """What was posted as PERSON.ORGANIZATION, or as PERSON for all they have in the scope; each once."""
    pairs, whole = set(), set()
    for user, place in (_parsed(text) for text in list(picks)[: 2 * MOST]):
        if user and place:
            pairs.add((user, place))
        elif user:
            whole.add(user)
    # Counted by the database before it is read: one person can have thousands of organizations.
    _check(sum(held for held, _used in overview.numbers(scope, list(whole)).values()))
    cells = overview.cells(
        scope, list({user for user, _place in pairs}), list({place for _user, place in pairs})
    )
    found = {pair: cell for pair, cell in cells.items() if pair in pairs} | overview.cells(scope, list(whole))
    _check(len(found))
    people = User.objects.select_related("environment").in_bulk({user for user, _place in found})
    organizations = Organization.objects.in_bulk({place for _user, place in found})
    return [
        (Outcome(f"{user}.{place}", people[user], organizations[place], cell.role), cell)
        for (user, place), cell in found.items()
    ]


def _check(number: int) -> None:
    if number > MOST:
        raise Invalid(_("At most %(most)d can be ended at once. Pick fewer.") % {"most": MOST})


def _parsed(text: str) -> tuple[UUID | None, UUID | None]:
    """Without a second part the organization is None; with one that is no id, so is the person."""
    user, dot, place = text.partition(".")
    one, other = ids.parse(user), ids.parse(place)
    return (None, None) if dot and other is None else (one, other)
