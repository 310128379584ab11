"""Periods to choose, and why something is held."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from kantoor.retention.holds import LONGEST
from kantoor.retention.models import What
from kantoor.retention.periods import LEAST, MOST, Years

NEVER = "never"


def said(years: int | None) -> str:
    """7 years."""
    if years is None:
        return str(gettext_lazy("For ever"))
    return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}


def _choices() -> Iterator[tuple[str, str]]:
    for years in range(LEAST, MOST + 1):
        yield str(years), said(years)
    yield NEVER, said(None)


def _read(value: Any) -> int | None:
    return None if value == NEVER else int(value)


def sign(years: Years) -> str:
    """7-7-2."""
    return "-".join(str(years[what]) for what in What)


class PeriodsForm(forms.Form):
    """`foreseen` is what was shown to go: nothing is saved that was not, nor over what somebody else decided since."""

    def __init__(self, data: Any, years: Years) -> None:
        given = {what.value: NEVER if one is None else str(one) for what, one in years.items()}
        super().__init__(data, initial=given)
        self.before = sign(years)
        for what in What:
            self.fields[what.value] = forms.TypedChoiceField(
                label=what.label, choices=_choices, coerce=_read, empty_value=None
            )

    @property
    def years(self) -> Years:
        return {what: self.cleaned_data[what.value] for what in What}

    @property
    def sign(self) -> str:
        """The same for the same choice."""
        return sign(self.years)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST,
        help_text=gettext_lazy("What it is needed for: those who come after you read it."),
        widget=forms.Textarea(attrs={"rows": 3, "data-first": ""}),
    )
