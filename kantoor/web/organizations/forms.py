"""The form with an organization's details and numbers."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.errors import DomainError, Invalid
from kantoor.organizations import identifiers
from kantoor.organizations.claims import field_of
from kantoor.organizations.countries import NAMES
from kantoor.organizations.details import Details
from kantoor.organizations.identifiers import Scheme

LONGEST = 200


class DetailsForm(forms.Form):
    """Fields for a company of one country: the numbers given out there, then those used everywhere."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As in the company register."))
    legal_form = forms.CharField(label=_("Legal form"), max_length=120, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    domain = forms.CharField(
        label=_("Internet domain"),
        max_length=253,
        required=False,
        help_text=_("Such as company.nl; needed only to activate by a DNS record."),
    )
    country = forms.CharField(widget=forms.HiddenInput, max_length=2)

    def __init__(self, *args: Any, country: str, locked: Collection[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.schemes = identifiers.schemes_for(country)
        for scheme in self.schemes:
            self.fields[field_of(scheme.code)] = _field(scheme, scheme.code in locked)

    def clean(self) -> dict[str, Any]:
        """Every number is looked at, so that all that is wrong with them is said at once."""
        for scheme in self.schemes:
            name = field_of(scheme.code)
            try:
                if self.cleaned_data.get(name):
                    identifiers.parse(scheme, self.cleaned_data[name])
            except Invalid as problem:
                self.add_error(name, str(problem))
        return self.cleaned_data

    @property
    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})

    @property
    def numbers(self) -> dict[str, str]:
        return {scheme.code: self.cleaned_data.get(field_of(scheme.code), "") for scheme in self.schemes}

    @property
    def own_numbers(self) -> list[forms.BoundField]:
        return [self[field_of(scheme.code)] for scheme in self.schemes if scheme.countries]

    @property
    def further_numbers(self) -> list[forms.BoundField]:
        return [self[field_of(scheme.code)] for scheme in self.schemes if not scheme.countries]

    @property
    def further_open(self) -> bool:
        return any(field.errors or field.value() for field in self.further_numbers)

    @property
    def country_name(self) -> str:
        return str(NAMES.get(str(self["country"].value()).upper(), ""))

    def blame(self, problem: DomainError) -> None:
        """Put a refusal beside the field that it is about."""
        self.add_error(problem.field if problem.field in self.fields else None, str(problem))


def _field(scheme: Scheme, locked: bool) -> forms.CharField:
    example = _("For example %(example)s.") % {"example": scheme.example}
    proven = _("Proven at activation: it stays as long as the organization is active.")
    attrs = {"readonly": True} if locked else {}
    return forms.CharField(
        label=scheme.label,
        max_length=LONGEST,
        required=False,
        help_text=proven if locked else example,
        widget=forms.TextInput(attrs=attrs),
    )


def initial(details: Details, numbers: Mapping[str, str]) -> dict[str, str]:
    """What the form begins with."""
    return vars(details) | {field_of(scheme): value for scheme, value in numbers.items()}
