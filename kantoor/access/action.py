"""An action: everything that changes something is checked, done and recorded in one transaction (domain 8.2).

    @action("memberships.remove", Permission.MEMBERS_REMOVE, of=memberships.visible_to)
    def remove(actor: Actor, membership: Membership) -> None: ...

The caller gives the target or its id. It is looked up through what the actor can see, so that another's is simply not
found (404); its organization, environment or partnership is locked; then the permission is asked (403, recorded); then
the body runs and must record what it did (`record.entry`), or raise `Unchanged`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from kantoor.access import actor as actors
from kantoor.access import refusals
from kantoor.access.actor import Actor
from kantoor.access.belonging import document_of, group_of, organization_of
from kantoor.access.looking import find, look_up
from kantoor.access.policy import GROUNDS, Permission, Scope
from kantoor.audit import record
from kantoor.documents.models import Document
from kantoor.environments.models import Environment
from kantoor.groups.models import Group
from kantoor.kernel import ids
from kantoor.kernel.errors import Conflict, NotFound, Refused

T = TypeVar("T", bound=models.Model)
R = TypeVar("R")
More = ParamSpec("More")
Lookup = Callable[[Actor], "models.QuerySet[T]"]


@dataclass(frozen=True)
class Action:
    """An entry of the registry: what tests, docs and the roles page read."""

    name: str
    permission: Permission
    run: Callable[..., Any]
    of: Callable[[Actor], "models.QuerySet[Any]"]

    @property
    def summary(self) -> str:
        return (self.run.__doc__ or "").strip().partition("\n")[0]


REGISTRY: dict[str, Action] = {}

# Called with the entries inside the transaction, to put work on the queue (notifications).
AFTERWARDS: list[Callable[[list[record.Entry]], None]] = []


class Unchanged(Exception):
    """Raised by a body that found nothing to do; `result` is what the caller gets. Nothing is recorded."""

    def __init__(self, result: Any = None) -> None:
        super().__init__()
        self.result = result


def action(
    name: str, permission: Permission, *, of: "Lookup[T]"
) -> Callable[
    [Callable[Concatenate[Actor, T, More], R]], Callable[Concatenate[Actor, T | UUID | str, More], R]
]:
    """Register the function as an action on a target out of `of(actor)`."""

    def decorate(
        body: Callable[Concatenate[Actor, T, More], R],
    ) -> Callable[Concatenate[Actor, T | UUID | str, More], R]:
        @wraps(body)
        def run(actor: Actor, target: T | UUID | str, *args: More.args, **kwargs: More.kwargs) -> R:
            try:
                with performing():
                    fresh, found = _admit(actor, target, permission, of)
                    return body(fresh, found, *args, **kwargs)
            except Unchanged as nothing:
                result: R = nothing.result
                return result
            except Refused as refusal:
                _record_refusal(actor, name, target, of, refusal.reason)
                raise

        REGISTRY[name] = Action(name, permission, run, of)
        return run  # type: ignore[return-value]  # mypy takes `wraps` for another type

    return decorate


@contextmanager
def performing() -> Iterator[None]:
    """One transaction with its entries: for actions, and for what nobody signed in does (sign-up, expiry)."""
    try:
        with transaction.atomic(), record.Recording() as entries:
            yield
            if not entries and entries.goes_on:
                return
            if not entries:
                raise RuntimeError("an action changed something without recording it")
            if record.is_rehearsed():
                return
            record.save(entries)
            for afterwards in AFTERWARDS:
                afterwards(entries)
    except IntegrityError as clash:
        raise Conflict(_("Somebody else just did this. Reload the page to see how it stands.")) from clash


def _admit(actor: Actor, target: Any, permission: Permission, of: "Lookup[T]") -> tuple[Actor, T]:
    """The actor and the target as they are now, with the lock held; NotFound or Refused otherwise."""
    found = find(actor, target, of)
    if connection.features.has_select_for_update:
        lock(found)
        found = find(actor, target, of)
    fresh = actors.of(actor.user_id, credential=actor.credential, origin=actor.origin)
    if fresh is None:
        raise NotFound
    if not may(fresh, permission, found) or (actor.scopes is not None and permission not in actor.scopes):
        raise refusals.of(permission, fresh.environment_id, found)
    return fresh, found


def may(actor: Actor, permission: Permission, target: models.Model) -> bool:
    """Whether the actor has the permission where the target is: on its document, in its organization or environment."""
    organization, document, group = organization_of(target), document_of(target), group_of(target)
    return actor.may(
        permission,
        environment_of(target, permission),
        organization.pk if organization else None,
        document.pk if document else None,
        group.pk if group else None,
    )


def lock(target: models.Model) -> None:
    """Hold the row on which acts of this kind wait for each other, until the transaction ends.

    SQLite needs none: there, transactions that write already come one after the other.
    """
    row = (
        document_of(target)
        or organization_of(target)
        or _held_with(group_of(target))
        or getattr(target, "partnership", None)
        or getattr(target, "environment", None)
        or target
    )
    _hold(row, _with_other_side(row))


def lock_documents(documents: Collection[Document]) -> None:
    """Several at once, each as its own act would, in the order of their ids."""
    keys = {key for one in documents for key in _with_other_side(one)}
    if documents:
        _hold(next(iter(documents)), list(keys))


def hold(row: models.Model) -> None:
    """Lock exactly this row, until the transaction ends."""
    _hold(row, [row.pk])


def _hold(row: models.Model, keys: list[UUID]) -> None:
    if connection.features.has_select_for_update:
        rows = type(row)._default_manager.select_for_update(no_key=True).filter(pk__in=keys)
        list(rows.order_by("pk").values_list("pk"))


def _with_other_side(row: models.Model) -> list[UUID]:
    """Of a document at both sides of a delivery both rows, which are always locked in the order of their ids."""
    return [key for key in (row.pk, getattr(row, "counterpart_id", None)) if key is not None]


def _held_with(group: Group | None) -> models.Model | None:
    """A partner group ends with its partnership, which is locked before its groups are closed."""
    return group and (group.partnership or group)


def environment_of(target: models.Model, permission: Permission) -> UUID | None:
    """The environment in which the permission is asked; None: the actor's own, as the lookup has seen to."""
    if GROUNDS[permission].scope is not Scope.ENVIRONMENT:
        return None
    return target.pk if isinstance(target, Environment) else getattr(target, "environment_id", None)


def _record_refusal(actor: Actor, name: str, target: Any, of: "Lookup[T]", reason: str) -> None:
    """Refusals stand in the trail too, in the organization's if it is about one (domain 8.6)."""
    key = ids.parse(target.pk if isinstance(target, models.Model) else target)
    found = look_up(actor, key, of) if key else []
    organization = organization_of(found[0]) if found else None
    outside = organization is not None and organization.environment_id != actor.environment_id
    partner_id = actor.environment_id if outside else None
    with performing():
        made = record.entry(
            actor, name, organization=organization, partner_id=partner_id, refused=True, reason=reason
        )
        made.target_id = key
