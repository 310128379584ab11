"""Writing the trail: in the same transaction as what is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction

from kantoor.audit.models import Entry

if TYPE_CHECKING:
    from kantoor.access.actor import Actor

# Details that say something of a person: kept apart, so that they can be erased (audit.erasure).
PERSONAL = {"address", "addresses", "reason", "invited_by", "message", "name", "note", "searched"}
PERSONAL_OF_SUBJECT = {"before", "after"}

_open: ContextVar["Entries | None"] = ContextVar("entries of the running action", default=None)


_rehearsed: ContextVar[bool] = ContextVar("what is recorded is taken back anyway", default=False)


class Entries(list[Entry]):
    """What one action recorded; `goes_on`: it needs no entry of its own."""

    goes_on = False


class Recording:
    """Collects the entries that one action writes; writes them together at its end."""

    def __enter__(self) -> Entries:
        self._entries = Entries()
        self._token = _open.set(self._entries)
        return self._entries

    def __exit__(self, *problem: object) -> None:
        _open.reset(self._token)


def entry(
    actor: "Actor | None",
    action: str,
    target: models.Model | None = None,
    *,
    subject: models.Model | None = None,
    organization: models.Model | None = None,
    environment_id: UUID | None = None,
    partner_id: UUID | None = None,
    refused: bool = False,
    **details: Any,
) -> Entry:
    """What was done to what, concerning whom; `details` are JSON values. Belongs to the running action."""
    personal = PERSONAL | PERSONAL_OF_SUBJECT if subject else PERSONAL
    made = Entry(
        action=action,
        refused=refused,
        actor_id=actor.user_id if actor else None,
        actor_name=actor.user.name if actor else "",
        credential=actor.credential if actor else "system",
        origin=actor.origin if actor else "",
        environment_id=environment_id
        or getattr(organization, "environment_id", None)
        or (actor.environment_id if actor else None),
        partner_id=partner_id,
        organization_id=organization.pk if organization else None,
        organization_name=getattr(organization, "name", ""),
        subject_id=subject.pk if subject else None,
        subject_name=getattr(subject, "name", "")[:120],
        target_kind=(target._meta.model_name or "") if target else "",
        target_id=target.pk if target else None,
        details={key: value for key, value in details.items() if key not in personal},
        private={key: value for key, value in details.items() if key in personal},
    )
    running = _open.get()
    if running is None:
        raise RuntimeError(f"{action} was recorded outside an action")
    running.append(made)
    return made


def goes_on() -> None:
    """The running action goes on with what an entry of a moment ago tells: savings of a draft as somebody types."""
    running = _open.get()
    if running is None:
        raise RuntimeError("nothing is running that could go on")
    running.goes_on = True


@contextmanager
def rehearsing() -> Iterator[None]:
    """A transaction that is taken back at its end: acts record, but no entries or receipts are written, nobody is told.

    Of all that an act writes these alone give nobody access, and take it from nobody.
    """
    with transaction.atomic():
        token = _rehearsed.set(True)
        try:
            yield
        finally:
            _rehearsed.reset(token)
            transaction.set_rollback(True)


def is_rehearsed() -> bool:
    """Whether what happens now is taken back."""
    return _rehearsed.get()


def save(entries: list[Entry]) -> None:
    """Write the entries; one statement for a thousand."""
    Entry.objects.bulk_create(entries, batch_size=500)
