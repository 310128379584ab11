"""The page of an invitation, for whoever has its link."""

from http import HTTPStatus

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.environments import welcome
from kantoor.environments.welcome import Opened, Welcome
from kantoor.kernel.errors import Conflict, DomainError, NotFound
from kantoor.web.accounts.forms import JoinForm, tell
from kantoor.web.proxies import origin_of

STATUS = {
    Welcome.OPEN: HTTPStatus.OK,
    Welcome.SOMEBODY_ELSE: HTTPStatus.OK,
    Welcome.MEMBER: HTTPStatus.OK,
    Welcome.ELSEWHERE: HTTPStatus.CONFLICT,
}


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to: an account, or why not and what to do."""
    opened = _opened(request, token)
    if opened is None or opened.state is not Welcome.OPEN:
        return _told(request, token, opened)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _accepted(request, token, form)
        except (Conflict, NotFound):
            return _told(request, token, _opened(request, token))
        except DomainError as problem:
            tell(form, problem)
    shown = {"opened": opened, "form": form, "token": token}
    return render(request, "invitations/open.html", shown, status=400 if form.errors else 200)


def _accepted(request: HttpRequest, token: str, form: JoinForm) -> HttpResponse:
    given = form.cleaned_data
    language = get_language() or "en"
    user = welcome.accept(
        token, given["name"], given["password"], language=language, origin=origin_of(request)
    )
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("home"))
    return response


@never_cache
@require_POST
def switch(request: HttpRequest, token: str) -> HttpResponse:
    """Sign out and come back to the invitation."""
    logout(request)
    return redirect("invitation", token)


def _opened(request: HttpRequest, token: str) -> Opened | None:
    try:
        return welcome.opened(token, request.actor)  # type: ignore[attr-defined]
    except NotFound:
        return None


def _told(request: HttpRequest, token: str, opened: Opened | None) -> HttpResponse:
    """Each state has its page; a forged link and an unknown one are the same."""
    if opened is None:
        return render(request, "invitations/unknown.html", status=HTTPStatus.NOT_FOUND)
    shown = {"opened": opened, "token": token, "environment": opened.invitation.environment}
    status = STATUS.get(opened.state, HTTPStatus.GONE)
    return render(request, f"invitations/{opened.state}.html", shown, status=status)
