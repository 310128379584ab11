"""What is typed about a group."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kantoor.access.actor import Actor
from kantoor.groups.groups import NAME_LENGTH
from kantoor.groups.people import MOST
from kantoor.kernel import ids
from kantoor.partnerships import partnerships
from kantoor.web.forms import Choices

OFFERED = 6  # partners as cards; of more, one is looked for


class NameForm(forms.Form):
    """The name of a group."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"data-first": ""})
    )


class NewForm(NameForm):
    """A new one: of the own company, or with a partner; `many`: of whom there are too many to stand here."""

    partnership = forms.ChoiceField(label=_("Whose people"), required=False, widget=Choices())

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        pairs = partnerships.page(actor, "", "", OFFERED + 1).rows
        self.many = len(pairs) > OFFERED
        if self.many:
            self.fields["partnership"] = forms.CharField(label=_("Partner"), required=False)
            return
        own = [("", _("Our people, and people of partners one by one"))]
        names = [(str(pair.pk), partnerships.other_side(pair, actor.environment_id).name) for pair in pairs]
        said = _("Partner group with %(name)s: ends with the partnership")
        self.fields["partnership"].choices = own + [(key, said % {"name": name}) for key, name in names]  # type: ignore[attr-defined]

    def clean_partnership(self) -> str:
        chosen: str = self.cleaned_data["partnership"]
        if chosen and ids.parse(chosen) is None:
            raise forms.ValidationError(_("Choose one of the partners found, or none."))
        return chosen


class AddForm(forms.Form):
    """What those who are asked read."""

    message = forms.CharField(
        label=_("Message to those who are asked"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
        required=False,
        max_length=1000,
    )


def picks(data: QueryDict) -> list[UUID]:
    """The people in a form, each once; nonsense is left out."""
    values = [value.removeprefix("u-") for value in data.getlist("people")[: MOST + 1]]
    return list(dict.fromkeys(key for value in values if (key := ids.parse(value))))
