"""Role, end date and message of those to be added or changed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kantoor.kernel import ids
from kantoor.organizations import lists
from kantoor.organizations.adding_members import MESSAGE_LENGTH, Pick
from kantoor.organizations.models import OrganizationRole
from kantoor.web.forms import DayInput, Levels

NOTES = {
    "1": _("Sees all documents"),
    "2": _("Also makes, sends and shares them"),
    "3": _("Also decides who is a member"),
}
MOST_PICKS = 1_000


class RoleForm(forms.Form):
    """A role and the last day; `until()` is the moment after that day."""

    role = forms.TypedChoiceField(
        label=_("Role"), coerce=int, choices=OrganizationRole.choices, widget=Levels(NOTES), initial=2
    )
    until = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        required=False,
        help_text=_("Access ends by itself after this day."),
        error_messages={"invalid": _("This is no date. Write it as 2027-03-31.")},
    )

    def clean_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["until"]
        if day is not None and not timezone.localdate() <= day <= timezone.localdate() + dt.timedelta(
            days=36500
        ):
            raise forms.ValidationError(_("Choose today or a later day, or leave the date empty."))
        return day

    def moment(self) -> dt.datetime | None:
        return moment(self.cleaned_data["until"])


class AddForm(RoleForm):
    """What is the same for everybody picked."""

    message = forms.CharField(
        label=_("Message to those who are asked"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": MESSAGE_LENGTH}),
        required=False,
        max_length=MESSAGE_LENGTH,
    )


class OneForm(RoleForm):
    """Role and end date of one of the people picked."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=int, choices=OrganizationRole.choices)


class ListForm(RoleForm):
    """A list to paste or a file to upload; role and date are for rows that name none."""

    list = forms.CharField(
        label=_("Addresses"),
        widget=forms.Textarea(attrs={"rows": 8, "data-first": "", "spellcheck": "false"}),
        required=False,
        help_text=_("One on each line; or rows of CSV with address, role and until."),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False, allow_empty_file=True)

    def rows(self) -> Sequence[lists.Row]:
        """The rows of the file if one was chosen, else of the text."""
        upload = self.cleaned_data["file"]
        text = lists.decode(upload.read(lists.MOST_BYTES + 1)) if upload else self.cleaned_data["list"]
        return lists.read(text)


def moment(day: dt.date | None) -> dt.datetime | None:
    return lists.end_of(day) if day else None


def keys(data: QueryDict) -> list[tuple[str, UUID]]:
    """The (kind, id) pairs of the picks in a form: "u-<id>" or "g-<id>", each once; nonsense is left out."""
    found: dict[str, tuple[str, UUID]] = {}
    for value in data.getlist("people")[:MOST_PICKS]:
        kind, _dash, text = value.partition("-")
        key = ids.parse(text)
        if kind in ("u", "g") and key:
            found[value] = (kind, key)
    return list(found.values())


def picks(data: QueryDict, form: RoleForm, each: Iterable[OneForm] = ()) -> list[Pick]:
    """The picks with the role and date of the form, or their own where they have one."""
    own = {one.prefix: one for one in each}
    made = []
    for kind, key in keys(data):
        source = own.get(f"{kind}-{key}", form)
        values = source.cleaned_data
        made.append(Pick(key, values.get("role") or 2, moment(values.get("until")), group=kind == "g"))
    return made
