"""Which moment, or which two: days and times in the time zone of the pages."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kantoor.history.listing import FIRST
from kantoor.kernel.clock import now

BACK = dt.timedelta(days=30)
WRITTEN = "%Y-%m-%dT%H:%M"


def _century(value: dt.datetime) -> None:
    """Far outside of it, a moment has no place in another time zone."""
    try:
        year = value.astimezone(dt.UTC).year
    except OverflowError:
        year = 0
    if min(year, value.year) < FIRST.year:
        raise forms.ValidationError(_("Choose a day in this century: nothing here is older."))


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and a time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "input", "step": "60"}, format=WRITTEN)


class _Moments(forms.Form):
    """Fields that may be left empty: then it is now, or a month ago."""

    def __init__(self, data: Any) -> None:
        super().__init__({**self.usual(), **{key: data[key] for key in self.base_fields if data.get(key)}})

    def usual(self) -> dict[str, Any]:
        return {}

    @cached_property
    def now(self) -> dt.datetime:
        """When the page was asked for."""
        return now()

    @property
    def problem(self) -> str:
        """The first thing that could not be understood."""
        first = next(iter(self.errors.items()), None)
        if first is None:
            return ""
        return f"{self.fields[first[0]].label}: {first[1][0]}"

    def kept(self) -> list[tuple[str, str]]:
        """What was asked, for the buttons that export it."""
        return [(name, _written(self.data[name])) for name in self.fields if self.data.get(name)]

    def moment(self, name: str) -> dt.datetime:
        """In UTC; the minute that is not over yet is now."""
        found: dt.datetime = self.cleaned_data[name]
        here = self.now
        return here if found <= here < found + dt.timedelta(minutes=1) else found.astimezone(dt.UTC)


def _written(value: Any) -> str:
    return value.strftime(WRITTEN) if isinstance(value, dt.datetime) else str(value)


def _local(at: dt.datetime) -> dt.datetime:
    return timezone.make_naive(at).replace(second=0, microsecond=0)


class MomentForm(_Moments):
    """One moment; now, if none is said."""

    at = forms.DateTimeField(widget=MomentInput, validators=[_century], label=_("As on"))
    q = forms.CharField(required=False, max_length=200, label=_("Find a member"))

    def usual(self) -> dict[str, Any]:
        return {"at": _local(self.now)}


class WindowForm(_Moments):
    """Two moments; the last thirty days, if none is said."""

    since = forms.DateTimeField(widget=MomentInput, validators=[_century], label=_("From"))
    until = forms.DateTimeField(widget=MomentInput, validators=[_century], label=_("Until"))

    def usual(self) -> dict[str, Any]:
        return {"since": _local(self.now - BACK), "until": _local(self.now)}
