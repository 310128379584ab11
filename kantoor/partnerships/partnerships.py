"""Which partnerships an environment has, and until when (domain 6)."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from kantoor.access import looking
from kantoor.access.action import Unchanged, action, lock
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.environments.models import Environment
from kantoor.kernel import pages
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.intervals import live
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.partnerships.models import Partnership


def visible_to(actor: Actor) -> QuerySet[Partnership]:
    """Every partnership, live or over, of the actor's environment; all its people may know the partners."""
    rows: QuerySet[Partnership] = Partnership.objects.filter(_in(actor.environment_id))
    return rows.select_related("low", "high", "began_by", "ended_by")


def _in(environment: UUID) -> Q:
    return Q(low_id=environment) | Q(high_id=environment)


def of(actor: Actor, text: str = "") -> QuerySet[Partnership]:
    """The live ones, narrowed by the name of the other side."""
    rows = visible_to(actor).filter(live())
    for word in words(text):
        low = Q(high_id=actor.environment_id, low__folded__contains=word)
        rows = rows.filter(low | Q(low_id=actor.environment_id, high__folded__contains=word))
    return rows


def called(actor: Actor) -> QuerySet[Partnership]:
    """The live ones, with the name of the other side as lists find by it, `folded`."""
    theirs = When(low_id=actor.environment_id, then=F("high__folded"))
    return of(actor).annotate(folded=Case(theirs, default=F("low__folded")))


def page(actor: Actor, text: str, cursor: str, size: int) -> pages.Page[Partnership]:
    """A page of the live ones, oldest first."""
    place = pages.place(Partnership, ("id",), cursor)
    return place.page(looking.first(actor, called, place, words(text), size + 1), size)


def count(actor: Actor) -> int:
    """How many are live."""
    return _live_now.count(environment=actor.environment_id)


def _live_of(environment: UUID) -> QuerySet[Partnership, Any]:
    """Side by side, so that each has its index."""
    rows = Partnership.objects.live().order_by()
    low, high = rows.filter(low_id=environment), rows.filter(high_id=environment)
    return low.values_list("pk").union(high.values_list("pk"), all=True)


_live_now = Prepared(_live_of)


def over(actor: Actor) -> QuerySet[Partnership]:
    """Those that were ended or are past their date."""
    return visible_to(actor).filter(_over())


def count_over(actor: Actor) -> int:
    """How many are over."""
    return _over_now.count(environment=actor.environment_id)


def _over() -> Q:
    return Q(ended_at__isnull=False) | Q(expires_at__lte=Now())


_over_now = Prepared(
    lambda environment: Partnership.objects.filter(_in(environment), _over()).order_by().values_list("pk")
)


def one(actor: Actor, key: object) -> Partnership:
    """The one with this id, for everybody of either environment; `NotFound` for others."""
    return looking.find(actor, key, visible_to)


def between(one: UUID, other: UUID) -> QuerySet[Partnership]:
    """The live partnership of two environments, if there is one."""
    low, high = sorted((one, other))
    rows: QuerySet[Partnership] = Partnership.objects.live().filter(low_id=low, high_id=high)
    return rows


def other_side(partnership: Partnership, environment_id: UUID) -> Environment:
    """The environment across."""
    return partnership.high if partnership.low_id == environment_id else partnership.low


def across(partnership: Partnership | None, environment_id: UUID) -> UUID | None:
    """The id of the environment across, of what may hang on a partnership."""
    if partnership is None:
        return None
    return partnership.high_id if partnership.low_id == environment_id else partnership.low_id


def is_live(partnership: Partnership) -> bool:
    """Whether it is in force now, asked of the database."""
    return bool(_still_now.tuples(pair=partnership.pk))


_still_now = Prepared(lambda pair: Partnership.objects.live().filter(pk=pair).order_by().values_list("pk"))


def require_live(partnership: Partnership) -> None:
    """Refuse an act on a partnership that is over."""
    if not is_live(partnership):
        raise Conflict(_("This partnership has ended. Nothing of it can be changed any more."))


def hold_pair(one: UUID, other: UUID) -> None:
    """Make the acts of a pair wait for each other: on the smaller id, so that waits never form a circle.

    The running action holds at most one environment already; whoever waits here waits for a smaller id.
    """
    lock(Environment(pk=min(one, other)))


@action("partnerships.change", Permission.PARTNERSHIPS_END, of=visible_to)
def change_end(actor: Actor, partnership: Partnership, until: dt.datetime | None) -> Partnership:
    """Set, move or take away the day on which it ends by itself; either side may, the other is told."""
    require_live(partnership)
    if until is not None and until <= now():
        raise Invalid(_("Choose a day after today, or leave the date empty."), field="until")
    if until == partnership.expires_at:
        raise Unchanged(partnership)
    before, partnership.expires_at = partnership.expires_at, until
    partnership.save(update_fields=["expires_at"])
    recorded(actor, "partnerships.changed", partnership, before=_stamp(before), until=_stamp(until))
    return partnership


def recorded(actor: Actor, name: str, partnership: Partnership, **details: Any) -> record.Entry:
    """An entry that stands in the trail of both sides, with the names that they had."""
    theirs = other_side(partnership, actor.environment_id)
    names = {"partner": theirs.name, "asker": actor.environment.name}
    return record.entry(actor, name, partnership, partner_id=theirs.pk, **{**names, **details})


def _stamp(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
