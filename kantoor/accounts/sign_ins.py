"""The trail of signing in and out (domain 8.6)."""

from kantoor.access import actor as actors
from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.accounts.users import owner_of
from kantoor.audit import record


def began(user: User, origin: str) -> None:
    """Somebody has signed in."""
    actor = actors.of(user.pk, origin=origin)
    if actor is not None:
        with performing():
            record.entry(actor, "sign-ins.began", subject=actor.user)


def failed(address: str, origin: str) -> None:
    """A wrong password. For unknown addresses too, without a name: so that it takes the same time."""
    user = owner_of(address)
    with performing():
        made = record.entry(
            None,
            "sign-ins.failed",
            subject=user,
            environment_id=user.environment_id if user else None,
            refused=True,
        )
        made.origin = origin


def ended(actor: Actor) -> None:
    """Somebody has signed out."""
    with performing():
        record.entry(actor, "sign-ins.ended", subject=actor.user)


def may(user: User) -> bool:
    """Not blocked and not removed."""
    return actors.of(user.pk) is not None
