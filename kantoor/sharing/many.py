"""Many documents shared at once: each on its own, so that one refusal stops none of the others (domain 5.8, 7.5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kantoor.access import documents as reached
from kantoor.access import refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.documents import bulk
from kantoor.documents.models import Document
from kantoor.kernel.errors import DomainError, NotFound
from kantoor.sharing import shares
from kantoor.sharing.receivers import Receiver, Receivers, To
from kantoor.sharing.shares import Outcome, Sorted
from kantoor.uploads import scanning

MOST_AT_ONCE = 200
MOST_PLACES = 5  # organizations whose receivers are offered together


@dataclass(frozen=True)
class Result:
    """One row: without a document it is not there for the actor; `problem` is empty where it can be, or was, shared."""

    key: UUID
    document: Document | None
    problem: str = ""
    said: str = ""


def picked(actor: Actor, keys: Sequence[UUID]) -> list[Result]:
    """What sharing these would do."""
    wanted = list(keys)[:MOST_AT_ONCE]
    there = {row.pk: row for row in bulk.reached(actor, wanted)}
    allowed = reached.sharable_among(actor.user_id, list(there))
    return [_foreseen(actor, key, there.get(key), key in allowed) for key in wanted]


def _foreseen(actor: Actor, key: UUID, document: Document | None, allowed: bool) -> Result:
    if document is None:
        return Result(key, None, _("This document is not there."))
    if allowed:
        return Result(key, document, scanning.why_held(document))
    return Result(key, document, refusals.why_not(actor, Permission.DOCUMENT_SHARE, document=document))


def give(
    actor: Actor, rows: Sequence[Result], picks: Sequence[To], level: int, until: dt.datetime | None
) -> list[Result]:
    """Share those that can be."""
    return [row if row.problem else _given(actor, row, picks, level, until) for row in rows]


def _given(actor: Actor, row: Result, picks: Sequence[To], level: int, until: dt.datetime | None) -> Result:
    try:
        said = told(shares.give(actor, row.key, picks, level, until))
    except NotFound:
        return Result(row.key, None, _("This document is not there."))
    except DomainError as refusal:
        return Result(row.key, row.document, str(refusal))
    return Result(row.key, row.document, said=said)


def told(done: Sorted) -> str:
    """What became of the receivers of one document, in words."""
    given, already = done.count(Outcome.GIVEN), done.count(Outcome.ALREADY)
    gone = done.count(Outcome.NOT_CHOOSABLE)
    words = []
    if given:
        words.append(ngettext("Shared with %(n)d", "Shared with %(n)d", given) % {"n": given})
    if already:
        said = ngettext("%(n)d has a share already", "%(n)d have a share already", already)
        words.append(said % {"n": already})
    if gone:
        said = ngettext("%(n)d cannot be chosen for it", "%(n)d cannot be chosen for it", gone)
        words.append(said % {"n": gone})
    return ", ".join(words)


def places(actor: Actor, rows: Sequence[Result]) -> list[Receivers]:
    """Who can be given some of these: the receivers of one document of each of their organizations."""
    first = {row.document.organization_id: row.document for row in rows if row.document and not row.problem}
    return [Receivers(actor, document) for document in list(first.values())[:MOST_PLACES]]


def search(places: Sequence[Receivers], text: str) -> list[Receiver]:
    """Those of all the places, each once."""
    return _merged([one for place in places for one in place.search(text)])


def described(places: Sequence[Receivers], picks: Sequence[To]) -> list[Receiver]:
    """The picks with their words, as far as they are somebody for one of the places."""
    return _merged([one for place in places for one in place.described(picks)])


def _merged(found: Sequence[Receiver]) -> list[Receiver]:
    """Each once and open to be picked: a share of one document is told with that document's result."""
    return list(
        {one.to: Receiver(one.holder, one.company, one.outside, one.people) for one in found}.values()
    )
