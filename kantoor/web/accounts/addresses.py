"""One's own addresses: added, verified, made primary, removed (domain 3.7)."""

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.accounts import addresses
from kantoor.kernel.errors import DomainError
from kantoor.web.accounts.forms import AddressForm, tell
from kantoor.web.accounts.profile import page
from kantoor.web.proxies import origin_of


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = AddressForm(request.POST)
    if not consume(request, action="address_mail"):
        return respond_429(request)
    if form.is_valid():
        try:
            row = addresses.add(actor, actor.user, form.cleaned_data["address"])
            messages.success(
                request, _("Open the link that we mailed to %(address)s.") % {"address": row.email}
            )
            return redirect("profile")
        except DomainError as error:
            tell(form, error)
    return page(request, address_form=form)


@require_POST
def link(request: HttpRequest, address_id: int) -> HttpResponse:
    """The link once more."""
    actor = request.actor  # type: ignore[attr-defined]
    if not consume(request, action="address_mail"):
        return respond_429(request)
    row = addresses.send_again(actor, actor.user, address_id)
    messages.success(request, _("Open the link that we mailed to %(address)s.") % {"address": row.email})
    return redirect("profile")


@require_POST
def primary(request: HttpRequest, address_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = addresses.make_primary(actor, actor.user, address_id)
    messages.success(request, _("%(address)s is your primary address now.") % {"address": row.email})
    return redirect("profile")


@require_POST
def removal(request: HttpRequest, address_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    addresses.remove(actor, actor.user, address_id)
    messages.success(request, _("The address is removed."))
    return redirect("profile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, key: str) -> HttpResponse:
    """What the mailed link leads to. Opening it is not enough: mail filters open links too."""
    try:
        row = (
            addresses.confirm(key, origin_of(request)) if request.method == "POST" else addresses.opened(key)
        )
    except DomainError as error:
        context = {"reason": str(error)}
        return render(request, "accounts/address_spent.html", context, status=error.status)
    return render(request, "accounts/address.html", {"address": row})
