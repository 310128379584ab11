"""The forms of accounts: what is typed, not what is allowed (the doors say that)."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from kantoor.accounts import users
from kantoor.kernel.errors import DomainError


def tell(form: forms.Form, error: DomainError) -> None:
    """Show a refusal at its field, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _new_password(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    hint = _("At least 10 characters. A few words in a row are easy to remember and hard to guess.")
    return forms.CharField(label=label, widget=widget, strip=False, max_length=1000, help_text=hint)


class SignInForm(LoginForm):
    """Allauth's, with our words."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("Email address"), _("Password")
        login.widget.attrs = {"autocomplete": "username webauthn", "type": "email"}
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""


class ResetForm(ResetPasswordForm):
    """Allauth's, but only a verified address counts (domain 3.7)."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs = {"autocomplete": "email"}

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"]).lower()
        owner = users.owner_of(address)
        self.users = [owner] if owner is not None and owner.removed_at is None else []
        return address


class AddressForm(forms.Form):
    address = forms.CharField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class JoinForm(PersonForm):
    """An account in an environment that is there."""

    password = _new_password(_("Password"))
    terms = forms.BooleanField(label=_("I agree to the terms of use"))


class BeginForm(JoinForm):
    """An account with an environment of its own."""

    company = forms.CharField(
        label=_("Name of your company"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("This becomes your environment: your colleagues and your organizations live in it."),
    )
    field_order = ("name", "company", "password", "terms")


class AskForm(PersonForm):
    message = forms.CharField(
        label=_("Message to the administrators"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PasswordForm(forms.Form):
    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = _new_password(_("New password"))


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
