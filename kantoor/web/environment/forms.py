"""What is typed on the settings page; the doors say what is allowed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kantoor.environments.models import Joining
from kantoor.environments.settings import NAME_LENGTH
from kantoor.web.forms import Choices

NOTES = {
    Joining.AT_ONCE: _("As basic users; administrators add them to organizations"),
    Joining.ASK: _("A request comes to the inbox of every administrator"),
    Joining.INVITATION: _("The page says so, and offers to tell the administrators"),
}


class SettingsForm(forms.Form):
    """Name, listing, joining."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    listed = forms.BooleanField(
        label=_("Can be found by name"),
        required=False,
        help_text=_(
            "Otherwise companies that look for partners find you by an exact registration number only."
        ),
    )
    joining = forms.ChoiceField(
        label=_("Who signs up with an address of your domains"),
        choices=Joining.choices,
        widget=Choices({key.value: note for key, note in NOTES.items()}),
    )


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=_("Domain"),
        max_length=300,
        help_text=_("The part after the @, for example jansen.nl."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
