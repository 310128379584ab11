"""What is looked for in the trail."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kantoor.audit.trail import Search

SENSIBLE = [MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2999, 12, 31))]


class SearchForm(forms.Form):
    """Words, kind and days; days count whole, in the installation's time zone."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.RegexField(r"^[a-z_.-]*$", required=False, max_length=60)
    since = forms.DateField(required=False, validators=SENSIBLE, label=_("From"))
    until = forms.DateField(required=False, validators=SENSIBLE, label=_("Up to and including"))
    person = forms.UUIDField(required=False)

    @property
    def wanted(self) -> Search:
        """What was understood; what was not is left out, and `problem` says so."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        until = given.get("until")
        return Search(
            text=given.get("q") or "",
            kind=given.get("kind") or "",
            since=_midnight(given.get("since")),
            until=_midnight(until + dt.timedelta(days=1)) if until else None,
            person=given.get("person"),
        )

    @property
    def problem(self) -> str:
        """The first thing that could not be understood."""
        for name in ("since", "until"):
            if name in self.errors:
                return f"{self.fields[name].label}: {self.errors[name][0]}"
        return str(next(iter(self.errors.values()))[0]) if self.errors else ""

    def kept(self) -> list[tuple[str, str]]:
        """What was typed, for the buttons that export it."""
        return [(name, str(self.data[name])) for name in self.fields if self.data.get(name)]


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min)) if day else None
