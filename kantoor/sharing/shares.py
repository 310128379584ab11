"""Shares of documents: given, changed, withdrawn; at once, and told (domain 7.5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kantoor.access import documents as reached
from kantoor.access import paths
from kantoor.access.action import Unchanged, action, hold
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.groups.models import Group
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid, Refused
from kantoor.organizations.lists import last_day
from kantoor.organizations.models import Organization
from kantoor.partnerships import partnerships
from kantoor.sharing.models import Level, Share
from kantoor.sharing.receivers import COLUMNS, Holder, Receivers, To, to
from kantoor.uploads import scanning

MOST = 500
RELATED = (
    "document__organization__environment",
    "user__environment",
    "group__partnership",
    "to_organization__environment",
    "partnership",
)


class Outcome(StrEnum):
    """What becomes of one pick."""

    GIVEN = "given"
    ALREADY = "already"
    NOT_CHOOSABLE = "not_choosable"


@dataclass(frozen=True)
class Sorted:
    """What giving would do; the preview shows it, the act carries it out."""

    picks: Sequence[To]
    outcomes: list[Outcome]
    holders: dict[To, Holder]

    def count(self, outcome: Outcome) -> int:
        return self.outcomes.count(outcome)

    def of(self, outcome: Outcome) -> list[Holder]:
        """Whom the picks with this outcome mean."""
        pairs = zip(self.picks, self.outcomes, strict=True)
        return [self.holders[pick] for pick, one in pairs if one is outcome]


def visible_to(actor: Actor) -> QuerySet[Share]:
    """The shares, live or not, of the documents on which the actor has full."""
    mine = reached.sharable(actor.user_id).filter(pk=OuterRef("document_id"))
    return Share.objects.filter(Exists(mine)).select_related(*RELATED, "began_by")


def of(document: UUID) -> QuerySet[Share]:
    """The shares of a document that hold now, newest first."""
    return reached.shares().filter(document_id=document).select_related(*RELATED, "began_by").order_by("-id")


def sort_out(receivers: Receivers, picks: Sequence[To]) -> Sorted:
    """What would become of each pick."""
    picks = list(dict.fromkeys(picks))
    found = receivers.found(picks)
    outcomes = [
        Outcome.NOT_CHOOSABLE
        if pick not in found
        else Outcome.ALREADY
        if pick in receivers.holding
        else Outcome.GIVEN
        for pick in picks
    ]
    return Sorted(picks, outcomes, found)


@action("shares.give", Permission.DOCUMENT_SHARE, of=documents.visible_to)
def give(
    actor: Actor, document: Document, picks: Sequence[To], level: int, until: dt.datetime | None = None
) -> Sorted:
    """Share a document with people, groups and organizations; it counts at once, and they are told."""
    check(actor, document, level, until)
    if not 0 < len(picks) <= MOST:
        raise Invalid(_("Choose at least one receiver, and at most 500 at once."), field="people")
    if virus := scanning.why_held(document):
        raise Conflict(virus)
    return _begin(actor, document, picks, level, until)


def _begin(
    actor: Actor, document: Document, picks: Sequence[To], level: int, until: dt.datetime | None
) -> Sorted:
    _hold(Receivers(actor, document), picks)
    receivers = Receivers(actor, document)
    sorted_out = sort_out(receivers, picks)
    given = sorted_out.of(Outcome.GIVEN)
    if not given:
        raise Unchanged(sorted_out)
    Share.objects.filter(document=document).lapse()
    for holder in given:
        made = _begun(actor, document, holder, level, until, receivers.partnership_for(holder))
        recorded(actor, "given", made, holder, level=level, until=stamp(until))
    return sorted_out


def _hold(receivers: Receivers, picks: Sequence[To]) -> None:
    """Nobody who is given something is removed or closed, and no partnership ends, until this is done.

    In the order in which everybody locks: organizations, groups, partnerships, and people last.
    """
    found = receivers.found(picks)
    holders = [found[one] for one in sorted(found)]
    pairs = {pair.pk: pair for holder in holders if (pair := receivers.partnership_for(holder))}
    groups = [one for one in holders if isinstance(one, Group) and one.partnership_id is None]
    organizations = [one for one in holders if isinstance(one, Organization)]
    people = [one for one in holders if isinstance(one, User)]
    for row in (*organizations, *groups, *(pairs[key] for key in sorted(pairs)), *people):
        hold(row)


def _begun(
    actor: Actor, document: Document, holder: Holder, level: int, until: dt.datetime | None, pair: Any
) -> Share:
    place = {COLUMNS[to(holder).kind]: holder}
    made = Share(
        document=document,
        organization_id=document.organization_id,
        level=level,
        expires_at=until,
        began_by=actor.user,
        partnership=pair,
        **place,
    )
    made.save(force_insert=True)
    return made


@action("shares.change", Permission.DOCUMENT_SHARE, of=visible_to)
def change(actor: Actor, share: Share, level: int, until: dt.datetime | None) -> Share:
    """Give another level or end date; the old row ends, a new one begins (domain 8.3)."""
    check(actor, share.document, level, until, share)
    if (share.level, share.expires_at) == (level, until):
        raise Unchanged(share)
    _end(actor, share, "changed")
    holder = holder_of(share)
    made = _begun(actor, share.document, holder, level, until, share.partnership)
    before = {"level": share.level, "until": stamp(share.expires_at)}
    recorded(actor, "changed", made, holder, before=before, level=level, until=stamp(until))
    return made


@action("shares.withdraw", Permission.DOCUMENT_SHARE, of=visible_to)
def withdraw(actor: Actor, share: Share) -> Share:
    """End a share, at once and everywhere."""
    _end(actor, share, "withdrawn")
    recorded(actor, "withdrawn", share, holder_of(share), level=share.level)
    return share


def _end(actor: Actor, share: Share, why: str) -> None:
    if not reached.shares().filter(pk=share.pk).exists():
        raise Conflict(ended_already())
    Share.objects.filter(pk=share.pk).end(actor.user, why)


def ended_already() -> str:
    """Why a share cannot be ended a second time."""
    return _("This share has ended already.")


def check(
    actor: Actor, document: Document, level: int, until: dt.datetime | None, share: Share | None = None
) -> None:
    """A level that exists and that the giver has; a date to come, not beyond the giver's own."""
    if level not in Level.values:
        raise Invalid(_("Choose view, edit or full."), field="level")
    if level > (documents.level(actor, document) or 0):
        raise Refused(_("You cannot give more than you have yourself."))
    if until is not None and until <= now():
        raise Invalid(_("Choose a day after today, or leave the date empty."), field="until")
    if share is None or share.expires_at != until:
        _refuse_outlasting(actor, document, until)


def _refuse_outlasting(actor: Actor, document: Document, until: dt.datetime | None) -> None:
    """Never more than they have, in time either: else who has full for a week would give it to themselves for good."""
    last = paths.lasts(actor.user_id, document)
    if last is not None and (until is None or until > last):
        day = date_format(last_day(last) or last)
        said = _("You have this document yourself until %(day)s: give it until that day or an earlier one.")
        raise Invalid(said % {"day": day}, field="until")


def holder_of(share: Share) -> Holder:
    """The user, group or organization that it was given to."""
    holder = share.user or share.group or share.to_organization
    assert holder is not None  # a check constraint holds it
    return holder


def stamp(at: dt.datetime | None) -> str | None:
    """A moment as the trail keeps it."""
    return at.isoformat() if at else None


def recorded(actor: Actor, verb: str, share: Share, holder: Holder, **details: Any) -> None:
    """An entry in the organization's trail; the other environment sees it when the receiver is theirs."""
    document, pair = share.document, share.partnership
    ours = document.organization.environment_id
    theirs = partnerships.across(pair, ours)
    record.entry(
        actor,
        f"shares.{verb}",
        document,
        subject=holder,
        organization=document.organization,
        partner_id=theirs,
        share=str(share.pk),
        document=str(document),
        kind=to(holder).kind,
        **details,
    )


def end_expired() -> int:
    """Write the end under shares whose date has passed; reach ignores them already. How many."""
    return Share.objects.filter(expires_at__lte=Now()).lapse()


def level_of(holder: Holder, document: Document) -> int | None:
    """What a person has on the document already; groups and organizations are not looked into."""
    return reached.level_on(holder.pk, document.pk) if isinstance(holder, User) else None


def beneath(actor: Actor, share: Share) -> int | None:
    """The level that remains when this share of a person ends (domain 7.6), as far as the actor may know."""
    mine = share.user_id == actor.user_id
    if share.user_id is None or not (mine or documents.is_member(actor, share.document)):
        return None
    ways = paths.ways(share.document, [share.user_id])
    return max((way.level for way in ways if way.share is None or way.share.pk != share.pk), default=None)
