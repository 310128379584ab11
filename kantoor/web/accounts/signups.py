"""Making an account: asking for a link, and what the link leads to (domain 3.1-3.3)."""

from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume, respond_429
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kantoor.accounts import joining, signups
from kantoor.accounts.joining import Destination
from kantoor.accounts.signups import LinkState
from kantoor.kernel.errors import Conflict, DomainError, NotFound
from kantoor.web.accounts.forms import AddressForm, AskForm, BeginForm, JoinForm, tell
from kantoor.web.proxies import FORWARDED, origin_of

LOOPBACK = ("localhost", "127.0.0.1", "::1")
HANDED = "handed_over_link"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """An address in; the same page out, whoever it belongs to."""
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        return render(request, "accounts/sign_up.html", {"form": form}, status=status)
    address = form.cleaned_data["address"]
    if not consume(request, action="signup", key=address.lower()):
        return respond_429(request)
    try:
        _send(request, address)
    except DomainError as error:
        tell(form, error)
        return render(request, "accounts/sign_up.html", {"form": form}, status=error.status)
    return redirect("signup_sent")


def _send(request: HttpRequest, address: str) -> None:
    origin = origin_of(request)
    if not settings.MAIL and not settings.DEMO and is_at_the_machine(request) and signups.nobody_yet():
        request.session[HANDED] = signups.hand_over(address, origin)
    else:
        signups.ask(address, get_language() or "en", origin)


def is_at_the_machine(request: HttpRequest) -> bool:
    """Whether the browser surely runs on the machine itself (docs/decisions/first-user.md)."""
    here = urlsplit(settings.ADDRESS).hostname in LOOPBACK
    return here and not request.META[FORWARDED] and request.META.get("REMOTE_ADDR") in LOOPBACK


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look in your mail; without a mail server, who to ask."""
    context = {"link": request.session.get(HANDED, ""), "mails": settings.MAIL, "demo": settings.DEMO}
    return render(request, "accounts/sign_up_sent.html", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What a link leads to: an account, asking for one, or why it no longer works."""
    opened = _opened(token)
    if opened is None or opened.state is not LinkState.OPEN:
        return _spent(request, opened)
    found = joining.destination(opened.address)
    form = _form(request, opened.address, found)
    if request.method == "POST" and found.makes_an_account and form.is_valid():
        try:
            return _joined(request, token, form)
        except Conflict:
            return _spent(request, _opened(token))
        except DomainError as error:
            tell(form, error)
    return _show(request, token, opened, found, form)


@never_cache
@require_POST
def request_to_join(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the administrators of the environment that the address's domain belongs to."""
    opened = _opened(token)
    if opened is None or opened.state is not LinkState.OPEN:
        return _spent(request, opened)
    form = AskForm(request.POST)
    found = joining.destination(opened.address)
    if form.is_valid():
        try:
            joining.ask(token, form.cleaned_data["name"], form.cleaned_data["message"], origin_of(request))
            return redirect("signup_asked")
        except Conflict:
            return _spent(request, _opened(token))
        except DomainError as error:
            tell(form, error)
    return _show(request, token, opened, found, form)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The administrators have been asked."""
    return render(request, "accounts/joining_asked.html")


def _joined(request: HttpRequest, token: str, form: forms.Form) -> HttpResponse:
    given = form.cleaned_data
    user = joining.join(
        token,
        given["name"],
        given["password"],
        company=given.get("company", ""),
        language=get_language() or "en",
        origin=origin_of(request),
    )
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("home"))
    return response


def _opened(token: str) -> signups.Link | None:
    try:
        return signups.opened(token)
    except NotFound:
        return None


def _spent(request: HttpRequest, opened: signups.Link | None) -> HttpResponse:
    """Used, expired, forged or no longer needed: each says what to do now."""
    status = HTTPStatus.GONE if opened else HTTPStatus.NOT_FOUND
    state = opened.state if opened else "forged"
    return render(request, "accounts/sign_up_spent.html", {"state": str(state)}, status=status)


def _form(request: HttpRequest, address: str, found: Destination) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    initial = {"name": joining.proposed_name(address), "company": joining.proposed_company(address)}
    if not found.makes_an_account:
        return AskForm(data, initial=initial)
    return JoinForm(data, initial=initial) if found.environment_id else BeginForm(data, initial=initial)


def _show(
    request: HttpRequest, token: str, opened: signups.Link, found: Destination, form: forms.Form
) -> HttpResponse:
    template = "accounts/sign_up_link.html" if found.makes_an_account else "accounts/joining.html"
    context = {"form": form, "token": token, "address": opened.address, "found": found}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, template, context, status=status)
