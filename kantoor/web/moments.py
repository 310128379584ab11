"""Moments and days for people: relative while that helps, exact when it does not."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WEEK, FORTNIGHT, TWO_MONTHS = 7, 14, 60  # days


def exact(moment: datetime) -> str:
    """Date, time and zone in full, for the hint."""
    return _exact(moment, get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=4096)
def _exact(moment: datetime, _language: str | None, _zone: str) -> str:
    return formats.date_format(timezone.localtime(moment), pgettext("exact moment", "j F Y, H:i T"))


class Said(NamedTuple):
    """For the many moments of one page: the language and the zone are looked up once."""

    language: str | None
    zone: str
    now: datetime

    @classmethod
    def now_here(cls) -> "Said":
        return cls(get_language(), timezone.get_current_timezone_name(), minute())

    def exact(self, moment: datetime) -> str:
        return _exact(moment, self.language, self.zone)

    def since(self, moment: datetime) -> str:
        return _since(moment, self.now, self.language, self.zone)

    def day(self, day: date) -> str:
        return _day(day, self.language)


def calendar_day(day: date) -> str:
    """A day, short: 14 Nov 2026."""
    return _day(day, get_language())


@lru_cache(maxsize=4096)
def _day(day: date, _language: str | None) -> str:
    return formats.date_format(day, pgettext("short date", "j M Y"))


def relative(moment: datetime, now: datetime | None = None) -> str:
    """How long ago or ahead, up to a week back and two months ahead; beyond that the day."""
    now = now or timezone.now()
    days = (timezone.localdate(moment) - timezone.localdate(now)).days
    if moment > now:
        return _ahead(moment - now, days) or calendar_day(timezone.localdate(moment))
    return _ago(now - moment, -days) or calendar_day(timezone.localdate(moment))


@lru_cache(maxsize=4096)
def _since(moment: datetime, now: datetime, _language: str | None, _zone: str) -> str:
    return relative(moment, now)


def minute() -> datetime:
    """Now, at the end of the minute: what is said of the past stays true until then."""
    now = timezone.now()
    return now.replace(second=0, microsecond=0) + MINUTE if now.second or now.microsecond else now


def is_far(moment: datetime) -> bool:
    """Whether `relative` has nothing to say but the day."""
    return relative(moment) == calendar_day(timezone.localdate(moment))


def _ago(span: timedelta, days: int) -> str:
    if span < MINUTE:
        return _("just now")
    if span < HOUR:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", span // MINUTE) % {"n": span // MINUTE}
    if days == 0 or span < 6 * HOUR:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", span // HOUR) % {"n": span // HOUR}
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days} if days < WEEK else ""


def _ahead(span: timedelta, days: int) -> str:
    if span < HOUR:
        return ngettext("in %(n)d minute", "in %(n)d minutes", span // MINUTE + 1) % {"n": span // MINUTE + 1}
    if days == 0:
        return ngettext("in %(n)d hour", "in %(n)d hours", span // HOUR) % {"n": span // HOUR}
    if days == 1:
        return _("tomorrow")
    if days < FORTNIGHT:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return (
        ngettext("in %(n)d week", "in %(n)d weeks", days // WEEK) % {"n": days // WEEK}
        if days < TWO_MONTHS
        else ""
    )


def local_day(value: date | datetime) -> date:
    """The day in the person's time zone."""
    return timezone.localdate(value) if isinstance(value, datetime) else value
