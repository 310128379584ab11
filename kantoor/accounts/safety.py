"""Telling people by mail what happened to their own account, so that they notice what was not them."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access import actor as actors
from kantoor.access.action import performing
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.kernel.ids import uuid7
from kantoor.notifications import mail

SENTENCES = {
    "totp_activated": gettext_lazy("An authenticator app was turned on for your account."),
    "totp_deactivated": gettext_lazy("The authenticator app was turned off for your account."),
    "webauthn_added": gettext_lazy("A passkey or security key was added to your account."),
    "webauthn_removed": gettext_lazy("A passkey or security key was removed from your account."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made for your account."),
    "": gettext_lazy("The way you sign in was changed."),
}


def tell(user: User, sentence: Any) -> None:
    """Mail a sentence to the primary address, in the person's language; part of a running action."""
    with translation.override(user.language):
        context = {
            "name": user.name,
            "sentence": str(sentence),
            "advice": _(
                "Was it not you? Choose a new password at once, and tell an administrator of your company."
            ),
            "link": mail.link("profile"),
            "label": _("Your profile"),
        }
    mail.queue(f"safety:{uuid7()}", user.email, "notice", context, user.language)


def changed(user: User, what: str, origin: str) -> None:
    """A second step, passkey or recovery codes changed; `what` as allauth calls it: totp_activated."""
    actor = actors.of(user.pk, origin=origin)
    if actor is None:
        return
    with performing():
        record.entry(actor, f"security.{what}"[:60], user, subject=user)
        tell(user, SENTENCES.get(what, SENTENCES[""]))
