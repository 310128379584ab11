"""What is typed about people; the doors say what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kantoor.accounts.blocks import REASON_LENGTH
from kantoor.environments.models import EnvironmentRole
from kantoor.kernel import ids
from kantoor.organizations.models import OrganizationRole
from kantoor.web.forms import Levels
from kantoor.web.members.forms import NOTES as MEMBER_NOTES

NOTES = {
    "1": _("Works in the organizations they are a member of"),
    "2": _("Also makes groups, and can be relationship manager"),
    "3": _("Also invites and removes people, adds organizations, and does all the rest"),
}


class RoleForm(forms.Form):
    """The role in the environment and the mark."""

    role = forms.TypedChoiceField(
        label=_("Role"), coerce=int, choices=EnvironmentRole.choices, widget=Levels(NOTES), initial=1
    )
    relationship_manager = forms.BooleanField(
        label=_("Relationship manager"),
        required=False,
        help_text=_("Finds partners, sends and answers relationship requests. Not for basic users."),
    )


class ReasonForm(forms.Form):
    """Why somebody is kept out."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Other administrators read it; the person does not."),
    )


class InviteForm(forms.Form):
    """Addresses, a starting role, and organizations to be a member of at once."""

    addresses = forms.CharField(
        label=_("Email addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("One or more, apart by spaces, commas or lines."),
    )
    role = forms.TypedChoiceField(
        label=_("Role here"), coerce=int, choices=EnvironmentRole.choices, widget=Levels(NOTES), initial=1
    )
    organization_role = forms.TypedChoiceField(
        label=_("Role in these organizations"),
        coerce=int,
        choices=OrganizationRole.choices,
        widget=Levels(MEMBER_NOTES),
        initial=2,
    )

    def places(self) -> list[tuple[Any, int]]:
        """The organizations that were ticked, with the role in them; what is no id can be no organization."""
        chosen = [ids.parse(value) for value in self.data.getlist("organizations")]  # type: ignore[attr-defined]
        return [(key or NOBODY, self.cleaned_data["organization_role"]) for key in chosen]


NOBODY = ids.uuid7()
