"""Who can be chosen on the sign-in page of a demo."""

from kantoor.accounts import users
from kantoor.accounts.models import User

ADDRESSES = (
    "anna@jansen.example",
    "piet@jansen.example",
    "sara@jansen.example",
    "eva@vandijk.example",
    "tom@vandijk.example",
    "lin@vandijk.example",
    "luc@desmet.example",
    "olga@kantoor.example",
)


def cast() -> list[User]:
    """The named people of the demo world, in the order of the story."""
    return users.with_addresses(list(ADDRESSES))


def by_address(address: str) -> User | None:
    """One of them; nobody else can be signed in with a click."""
    return next(iter(users.with_addresses([address])), None) if address in ADDRESSES else None
