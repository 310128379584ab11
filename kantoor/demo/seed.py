"""Plants the demo world in an empty database."""

from django.db import transaction

from kantoor.accounts.models import User
from kantoor.demo import cast, papers, past, town, uses

MARK = "olga@kantoor.example"


class NotEmpty(Exception):
    """The database holds the work of real people: the demo world, with its well-known password, stays out."""


@transaction.atomic
def plant() -> None:
    """Write the cast and their world, once."""
    if User.objects.filter(email=MARK).exists():
        return
    if User.objects.exists():
        raise NotEmpty("This database is in use. Run with --empty, or choose another folder: --data FOLDER")
    made = town.build(cast.build())
    papers.plant(made)
    past.plant(made)
    uses.plant()
