"""Making and finding people."""

import datetime as dt
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.environments.models import Appointment, Environment, EnvironmentRole
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Invalid
from kantoor.kernel.text import fold

SEEN_EVERY = dt.timedelta(minutes=10)
NAME_LENGTH = 120


def folded(name: str, addresses: list[str]) -> str:
    """What a search for a person looks through: the name first, so that it also sorts."""
    return fold(" ".join([name, *addresses]))[:600]


def create(
    environment: Environment,
    name: str,
    address: str,
    role: EnvironmentRole,
    *,
    password: str | None = None,
    password_hash: str = "",
    relationship_manager: bool = False,
    by: User | None = None,
    language: str = "en",
) -> User:
    """A new user with one verified primary address and their role; part of a running action.

    `password_hash` spares the transaction the time that hashing takes (passwords.hashed).
    """
    address = address.lower()
    user = User(environment=environment, name=name, email=address, folded=folded(name, [address]))
    user.language = language
    if password_hash:
        user.password = password_hash
    else:
        user.set_password(password)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Appointment.objects.create(
        environment=environment, user=user, role=role, relationship_manager=relationship_manager, began_by=by
    )
    return user


def owner_of(address: str) -> User | None:
    """Who can sign in with the address; only verified addresses count (domain 3.7)."""
    found = EmailAddress.objects.filter(email=address.strip().lower(), verified=True)
    row = found.select_related("user").first()
    return row.user if row else None


def clean_name(name: str) -> str:
    """A person's name as it is kept, or `Invalid`."""
    plain = " ".join(name.replace("\0", " ").split())
    if not plain:
        raise Invalid(_("Give your name, so that colleagues know who you are."), field="name")
    if len(plain) > NAME_LENGTH:
        raise Invalid(
            _("This name is too long: %(most)d characters at most.") % {"most": NAME_LENGTH}, field="name"
        )
    return plain


def refold(user: User) -> None:
    """Make the user findable by name and verified addresses as they are now; part of a running action."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "email")
    user.folded = folded(user.name, list(addresses.values_list("email", flat=True)))
    User.objects.filter(pk=user.pk).update(folded=user.folded)


def seen(actor: Actor) -> None:
    """Note that somebody is here: one write in ten minutes, whatever they do."""
    last = actor.user.last_seen_at
    if last is not None and dt.datetime.now(dt.UTC) - last < SEEN_EVERY:
        return
    long_ago = Q(last_seen_at=None) | Q(last_seen_at__lt=Now() - SEEN_EVERY)
    User.objects.filter(long_ago, pk=actor.user_id).update(last_seen_at=Now())


def with_addresses(addresses: list[str]) -> list[User]:
    """The users with these primary addresses, in the order given; those that are not there are left out."""
    found = {
        user.email: user for user in User.objects.filter(email__in=addresses).select_related("environment")
    }
    return [found[address] for address in addresses if address in found]


def by_id(user_id: UUID) -> User | None:
    return User.objects.filter(pk=user_id, removed_at=None).first()
