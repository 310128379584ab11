"""Signing in: allauth's view, with the cast of the demo beside it; and the first page."""

from http import HTTPStatus
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kantoor.demo import people


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The inbox, or the door."""
    if request.actor is None:  # type: ignore[attr-defined]
        return redirect("account_login")
    return redirect("inbox")


class SignInView(LoginView):
    """Address and password; in a demo, one click per person."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        cast = people.cast() if settings.DEMO else []
        return {**super().get_context_data(**more), "cast": cast}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.BAD_REQUEST
        return response


sign_in = SignInView.as_view()


@require_POST
def demo_session(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast; only mounted, and only working, in a demo."""
    user = people.by_address(request.POST.get("person", "")) if settings.DEMO else None
    if user is None:
        raise Http404
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("home"))
    return response
