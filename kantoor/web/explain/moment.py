"""The moment for which something is explained: a day, perhaps a time; none is now."""

import datetime as dt

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.kernel.clock import now
from kantoor.web.activity.forms import SENSIBLE
from kantoor.web.moments import calendar_day

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MomentForm(forms.Form):
    """A day in the installation's time zone; without a time, its end."""

    on = forms.DateField(label=gettext_lazy("Show it as on"), required=False, widget=DAY, validators=SENSIBLE)
    time = forms.TimeField(
        label=gettext_lazy("At"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def clean(self) -> None:
        """Nobody knows what is to come."""
        at = self._at()
        if at is not None and at > now():
            self.add_error("on", _("Choose a moment that has been; what is to come is not known yet."))

    def _at(self) -> dt.datetime | None:
        day, time = self.cleaned_data.get("on"), self.cleaned_data.get("time")
        if day is None or (day == timezone.localdate() and time is None):
            return None
        return timezone.make_aware(dt.datetime.combine(day, time or dt.time.max))

    @property
    def at(self) -> dt.datetime | None:
        """None: now."""
        return self._at() if self.is_valid() else None

    @property
    def problem(self) -> str:
        """The first thing that could not be understood."""
        return "" if self.is_valid() else str(next(iter(self.errors.values()))[0])

    @property
    def said(self) -> str:
        """The moment in words; empty for now."""
        at, time = self.at, self.cleaned_data.get("time") if self.is_valid() else None
        if at is None:
            return ""
        day = calendar_day(timezone.localdate(at))
        return _("%(day)s at %(time)s") % {"day": day, "time": f"{time:%H:%M}"} if time else day

    @cached_property
    def query(self) -> str:
        """To stand in an address, so that the moment goes along."""
        kept = QueryDict(mutable=True)
        for name in ("on", "time"):
            if self.at is not None and self.data.get(name):
                kept[name] = self.data[name]
        return f"?{kept.urlencode()}" if kept else ""


def asked(data: QueryDict) -> MomentForm:
    """The form with what the address says."""
    first = {"on": data.get("on") or timezone.localdate().isoformat(), "time": data.get("time", "")}
    return MomentForm(first)
