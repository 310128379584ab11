"""Answering a deletion request: nothing names the person any more, and the trail still holds (docs/privacy.md)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kantoor.access.action import performing
from kantoor.accounts.models import SignUp, User
from kantoor.accounts.users import owner_of
from kantoor.audit import erasure, record
from kantoor.audit.models import Entry
from kantoor.environments.models import Invitation
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel import ids
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import NotFound, Refused
from kantoor.kernel.text import fold
from kantoor.notifications.models import Mail
from kantoor.organizations.models import MemberImport
from kantoor.receipts import receipts

# A domain that no mail server knows.
NOWHERE = "erased.invalid"


@dataclass(frozen=True)
class Erased:
    """What was done: entries of the trail in which names were blanked, and other rows."""

    entries: int
    rows: int
    pseudonym: str = ""


def erase(asked: str) -> Erased:
    """For an address or the id of a removed person; Refused while they are none, NotFound if nothing names them."""
    asked = asked.replace("\0", " ").strip().lower()
    if owner_of(asked) is not None:
        raise Refused(
            _("This person still has an account. Remove them first; that ends what they can reach.")
        )
    person = _person(asked)
    if person is not None:
        return _erase_person(person)
    return _erase_address(asked)


def _person(asked: str) -> User | None:
    """Somebody removed, by their id or an address that they had."""
    key = ids.parse(asked)
    if key is None:
        had = Entry.objects.filter(action="people.removed", private__addresses__icontains=asked)
        holders = [e.subject_id for e in had if asked in map(str.lower, e.private["addresses"])]
        key = holders[-1] if holders else None
    found: User | None = User.objects.filter(pk=key).first() if key else None
    if found is not None and found.removed_at is None:
        raise Refused(
            _("This person still has an account. Remove them first; that ends what they can reach.")
        )
    return found


def _erase_person(person: User) -> Erased:
    addresses = {
        address
        for kept in Entry.objects.filter(action="people.removed", subject_id=person.pk)
        for address in kept.private.get("addresses", ())
    }
    pseudonym = f"Erased {person.pk.hex[-8:]}"
    with performing():
        entries = erasure.blank_person(person.pk)
        rows = sum(_rows(address) for address in addresses) + receipts.erase(person.pk)
        User.objects.filter(pk=person.pk).update(name=pseudonym, folded=fold(pseudonym), picture="")
        record.entry(
            None, erasure.PERSON, environment_id=person.environment_id, entries=entries
        ).subject_id = person.pk
        _erase_mentions(addresses)
    return Erased(entries, rows + 1, pseudonym)


def _erase_address(address: str) -> Erased:
    with performing():
        entries, rows = _erase_mentions([address]), _rows(address)
        if not entries and not rows:
            raise NotFound(_("Nothing here names this address or person."))
        if not entries:
            record.entry(None, erasure.ADDRESS, entries=[])
    return Erased(entries, rows)


def _erase_mentions(addresses: "set[str] | list[str]") -> int:
    """Entries about nobody with an account, in which an address stands: invitations, sign-ups."""
    mentioned = erasure.with_address(addresses)
    if mentioned:
        erasure.blank_entries(mentioned)
        record.entry(None, erasure.ADDRESS, entries=[entry.hex for entry in mentioned])
    return len(mentioned)


def _rows(address: str) -> int:
    """What else names an address that nobody has any more; what was open with it is withdrawn. How many rows."""
    nobody = f"{ids.uuid7()}@{NOWHERE}"
    invited = Invitation.objects.filter(address__iexact=address)
    invited.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=Now())
    asked = Request.objects.filter(address__iexact=address)
    requests.settle_all(asked, RequestState.WITHDRAWN, None)
    mails: int = Mail.objects.filter(to__iexact=address).delete()[0]
    return (
        mails
        + invited.update(address=nobody)
        + SignUp.objects.filter(address__iexact=address).update(address=nobody)
        + asked.update(address=nobody, name="", message="")
        + _lists(address, nobody)
    )


def _lists(address: str, nobody: str) -> int:
    """Pasted and uploaded lists of members in which the address stands. How many."""
    found = list(MemberImport.objects.filter(rows__icontains=address))
    for made in found:
        made.rows = [
            row | {"address": nobody} if str(row.get("address", "")).lower() == address.lower() else row
            for row in made.rows
        ]
        made.save(update_fields=["rows"])
    return len(found)
