"""One's own name, language, picture and password."""

from http import HTTPStatus
from typing import Any

from allauth.core.ratelimit import consume, respond_429
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from kantoor.accounts import addresses, passwords, pictures, profile, sessions
from kantoor.kernel.errors import DomainError, Invalid
from kantoor.web.accounts.forms import AddressForm, PasswordForm, PersonForm, PictureForm, tell


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Everything about oneself on one page."""
    return page(request)


def page(request: HttpRequest, **forms_with_errors: forms.Form) -> HttpResponse:
    """The profile; a form with errors takes the place of the empty one, so that nothing typed is lost."""
    actor = request.actor  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "name_form": PersonForm(initial={"name": actor.user.name}),
        "address_form": AddressForm(),
        "picture_form": PictureForm(),
        "addresses": addresses.of(actor),
        "sessions": sessions.of(actor),
        "session_key": request.session.session_key,
        **forms_with_errors,
    }
    status = HTTPStatus.BAD_REQUEST if forms_with_errors else HTTPStatus.OK
    return render(request, "accounts/profile.html", context, status=status)


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            profile.rename(actor, actor.user, form.cleaned_data["name"])
            messages.success(request, _("Your name is changed."))
            return redirect("profile")
        except Invalid as error:
            tell(form, error)
    return page(request, name_form=form)


@require_POST
def speak(request: HttpRequest) -> HttpResponse:
    """Pages and mails in another language; for visitors kept in a cookie only."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is not None:
        profile.speak(actor, actor.user, request.POST.get("language", ""))
    return set_language(request)


@require_POST
def picture(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["picture"]
        try:
            pictures.put(actor, upload.file, upload.size)
            messages.success(request, _("Your picture is changed."))
            return redirect("profile")
        except Invalid as error:
            tell(form, error)
    return page(request, picture_form=form)


@require_POST
def picture_removal(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    pictures.remove(actor, actor.user)
    return redirect("profile")


@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Another password: every other session ends."""
    actor = request.actor  # type: ignore[attr-defined]
    form = PasswordForm(request.POST or None)
    if not consume(request, action="change_password"):
        return respond_429(request)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.change(
                actor, form.cleaned_data["current"], form.cleaned_data["password"], _key(request)
            )
        except DomainError as error:
            tell(form, error)
        else:
            _keep_signed_in(request)
            messages.success(request, _("Your password is changed, and you are signed out everywhere else."))
            return redirect("profile")
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/password.html", {"form": form}, status=status)


def _keep_signed_in(request: HttpRequest) -> None:
    actor, before = request.actor, _key(request)  # type: ignore[attr-defined]
    actor.user.refresh_from_db(fields=["password"])
    update_session_auth_hash(request, actor.user)
    sessions.renewed(actor, before, _key(request))


def _key(request: HttpRequest) -> str:
    return request.session.session_key or ""
