"""Level and end date of a share, and what is asked at an address that shows nothing."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kantoor.kernel import ids
from kantoor.sharing.asking import MESSAGE_LENGTH
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import COLUMNS, To
from kantoor.sharing.shares import MOST
from kantoor.web.forms import Levels
from kantoor.web.members.forms import RoleForm

NOTES = {
    "1": _("Sees it and its files"),
    "2": _("Also changes its status, notes and tags, and edits drafts"),
    "3": _("Also shares it on"),
}


class ShareForm(RoleForm):
    """A level and the last day."""

    role = None  # type: ignore[assignment]  # how Django forms leave out a field of the form they build on
    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=Level.choices, widget=Levels(NOTES), initial=1
    )
    field_order = ("level", "until")


class QuestionForm(forms.Form):
    """What somebody writes with their question; they need not."""

    message = forms.CharField(
        label=_("Message"),
        help_text=_("For example what you need it for. You may leave it empty."),
        required=False,
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MESSAGE_LENGTH}),
    )


def picks(data: QueryDict) -> list[To]:
    """The receivers in a form: "u-<id>", "g-<id>" or "o-<id>", each once; nonsense is left out."""
    found: dict[To, None] = {}
    for value in data.getlist("people")[:MOST]:
        kind, _dash, text = value.partition("-")
        key = ids.parse(text)
        if kind in COLUMNS and key:
            found[To(kind, key)] = None
    return list(found)
