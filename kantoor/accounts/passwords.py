"""Passwords: long enough, not common, not the person's own name; changing one ends the other sessions."""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access.action import action, performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import profile, safety, sessions, users
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.kernel.errors import Invalid, NotFound
from kantoor.notifications import mail

LONGEST = 1000


def check(password: str, user: User | None = None, *, field: str = "password") -> None:
    """`Invalid`, saying what to do, unless the password will do."""
    if len(password) > LONGEST or "\0" in password:
        raise Invalid(_("This password cannot be used. Choose another one."), field=field)
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Invalid(" ".join(problem.messages), field=field) from None


def hashed(password: str, user: User) -> str:
    """The checked password as it is kept. Slow on purpose: call it before a transaction, not in it."""
    check(password, user)
    return make_password(password)


def is_right(user: User, password: str) -> bool:
    return bool(password) and len(password) <= LONGEST and user.check_password(password)


def change(actor: Actor, current: str, new: str, keep_session: str = "") -> None:
    """Take a new password; every session ends but the one with the key `keep_session`."""
    if not is_right(actor.user, current):
        raise Invalid(_("This is not your current password."), field="current")
    _change(actor, actor.user, hashed(new, actor.user), keep_session)


@action("passwords.change", Permission.OWN_PROFILE, of=profile.itself)
def _change(actor: Actor, user: User, password_hash: str, keep_session: str) -> None:
    """Change one's own password; every other session ends."""
    User.objects.filter(pk=user.pk).update(password=password_hash)
    ended = sessions.end_all(user, but=keep_session)
    record.entry(actor, "passwords.changed", user, subject=user, sessions_ended=ended)
    safety.tell(user, gettext_lazy("Your password was changed."))


def hand_over(address: str) -> str:
    """A link to choose a new password, for whoever runs the machine to pass on."""
    user = users.owner_of(address)
    if user is None:
        raise NotFound(_("Nobody has an account with this address."))
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    with performing():
        record.entry(None, "passwords.handed_over", user, subject=user, environment_id=user.environment_id)
    return mail.link("account_reset_password_from_key", uidb36=user_pk_to_url_str(user), key=token)


def reset(user: User, password_hash: str, origin: str = "") -> None:
    """A new password by mailed link, by somebody not signed in; every session ends."""
    with performing():
        User.objects.filter(pk=user.pk).update(password=password_hash)
        ended = sessions.end_all(user)
        made = record.entry(
            None,
            "passwords.reset",
            user,
            subject=user,
            environment_id=user.environment_id,
            sessions_ended=ended,
        )
        made.origin = origin
        safety.tell(user, gettext_lazy("A new password was chosen for your account by a mailed link."))
