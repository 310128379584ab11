"""Links with which somebody may make an account: asked for, opened, used once, for 24 hours (domain 3.1)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kantoor.access.action import performing
from kantoor.accounts.models import SignUp, User
from kantoor.accounts.users import owner_of
from kantoor.audit import record
from kantoor.kernel import tokens
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from kantoor.notifications import mail

LIFE = dt.timedelta(hours=24)
ADDRESS_LENGTH = 254


class LinkState(StrEnum):
    """What can be told about a link; each has its own page."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    KNOWN = "known"  # somebody has an account with its address by now


@dataclass(frozen=True)
class Link:
    address: str
    state: LinkState


def clean(address: str) -> str:
    """The address as we keep it, or `Invalid`."""
    plain = address.strip().lower()
    try:
        validate_email(plain)
    except ValidationError:
        message = _("This is not an email address. It looks like name@company.example.")
        raise Invalid(message, field="address") from None
    if len(plain) > ADDRESS_LENGTH or "\0" in plain:
        raise Invalid(_("This address is too long."), field="address")
    return plain


def ask(address: str, language: str, origin: str = "") -> None:
    """Mail a link. The same work is done whether the address is known or not: only the mail differs."""
    token, signup = _new(address)
    with performing():
        signup.save(force_insert=True)
        known = owner_of(signup.address) is not None
        context = {"link": mail.link("signup_link", token=token), "to": signup.address}
        context |= {"sign_in": mail.link("account_login"), "reset": mail.link("account_reset_password")}
        template = "sign_up_known" if known else "sign_up"
        mail.queue(f"sign-up:{signup.pk}", signup.address, template, context, language)
        entry = record.entry(None, "signups.asked", signup, address=signup.address)
        entry.origin = origin


def hand_over(address: str, origin: str = "") -> str:
    """A link for whoever runs the machine to pass on where nothing is mailed; not for known addresses."""
    token, signup = _new(address)
    if owner_of(signup.address) is not None:
        raise Conflict(_("Somebody has an account with this address already. Sign in with it."))
    signup.handed_over = True
    with performing():
        signup.save(force_insert=True)
        record.entry(None, "signups.handed_over", signup, address=signup.address).origin = origin
    return mail.link("signup_link", token=token)


def nobody_yet() -> bool:
    """Whether this installation has no user at all."""
    return not User.objects.exists()


def _new(address: str) -> tuple[str, SignUp]:
    token, hashed = tokens.new()
    return token, SignUp(address=clean(address), token_hash=hashed, expires_at=now() + LIFE)


def opened(token: str) -> Link:
    """What the link leads to; `NotFound` if nobody made it."""
    signup = SignUp.objects.filter(token_hash=tokens.hashed(token)).first()
    if signup is None:
        raise NotFound
    return Link(signup.address, _state(signup))


def take(token: str) -> SignUp:
    """Use the link, as part of a running action: for one caller only; `Conflict` for the others."""
    hashed = tokens.hashed(token)
    unused = SignUp.objects.filter(token_hash=hashed, used_at=None, expires_at__gt=Now())
    taken = unused.update(used_at=Now())
    signup = SignUp.objects.filter(token_hash=hashed).first()
    if signup is None:
        raise NotFound
    if not taken:
        raise Conflict(_("This link has been used already or is too old. Ask for a new one."))
    if owner_of(signup.address) is not None:
        raise Conflict(_("Somebody has an account with this address already. Sign in with it."))
    return signup


def _state(signup: SignUp) -> LinkState:
    if signup.used_at is not None:
        return LinkState.USED
    if signup.expires_at <= now():
        return LinkState.EXPIRED
    return LinkState.KNOWN if owner_of(signup.address) is not None else LinkState.OPEN
