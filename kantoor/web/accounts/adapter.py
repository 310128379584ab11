"""What django-allauth asks of us: our mails, our trail, our pages."""

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kantoor.access import refusals
from kantoor.accounts import passwords, safety, sign_ins
from kantoor.accounts.models import User
from kantoor.kernel.ids import uuid7
from kantoor.notifications import mail
from kantoor.web.proxies import origin_of

MAILS = {
    "account/email/password_reset_key": "password_reset",
    "account/email/unknown_account": "password_reset_unknown",
}


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's, made ours."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin with our own mailed link (accounts.signups), never with allauth's form."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through our queue; in the request's language, so that known and unknown addresses cost the same."""
        template = MAILS[template_prefix]
        link = context.get("password_reset_url") or mail.link("account_signup")
        mail.queue(
            f"{template}:{uuid7()}", email, template, {"to": email, "link": link}, get_language() or "en"
        )

    def send_notification_mail(self, template_prefix: str, user: Any, *_: Any, **__: Any) -> None:
        """Allauth tells us here what changed about the second step; passwords have their own door."""
        if template_prefix.startswith("mfa/"):
            safety.changed(user, template_prefix.rpartition("/")[2], origin_of(self.request))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Begins with the configured address, whatever host the request named."""
        uid, _dash, rest = key.partition("-")
        return mail.link("account_reset_password_from_key", uidb36=uid, key=rest)

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return str(ipaddress.ip_address(origin_of(request)))
        except ValueError:
            return "::"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Allauth's begins with the host that the request names: another port there would be another count."""
        return str(credentials.get("email", "")).lower()

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say what happened; allauth's notes would say it twice."""

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:
        """Blocked people hear it after a right password only (domain 3.6)."""
        if not sign_ins.may(user):
            helpers = refusals.environment_administrators(user.environment_id)
            return render(request, "account/account_inactive.html", {"helpers": helpers}, status=403)
        return super().pre_login(request, user, **more)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        sign_ins.began(user, origin_of(request))

    def logout(self, request: HttpRequest) -> None:
        actor = getattr(request, "actor", None)
        super().logout(request)
        if actor is not None:
            sign_ins.ended(actor)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        sign_ins.failed(str(credentials.get("email", "")), origin_of(request))

    def set_password(self, user: Any, password: str) -> None:
        """Called by the password reset only; changing one has its own page (accounts.passwords)."""
        fresh: User = user
        passwords.reset(fresh, passwords.hashed(password, fresh), origin_of(self.request))
        fresh.refresh_from_db()
        messages.success(self.request, _("Your new password is set."))

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Addresses are changed on our profile page (accounts.addresses)."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")
