"""Finding people by words of their name and addresses.

A common word is found soon by reading names in their order. For a word that few have, or nobody, that would read all of
them: there a list of trigrams says who has it (migrations 0004 and 0005, docs/decisions/0030).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from kantoor.accounts.models import User
from kantoor.kernel.loading import as_id
from kantoor.kernel.prepared import ask
from kantoor.kernel.text import fold

FEW = 200
# Looked for where nobody has the words, so that this takes as long as when somebody of another company has them.
NOBODY = UUID(int=0)
SHORTEST = 3  # a trigram
_HAVE = (
    "SELECT user_id FROM accounts_trigrams JOIN accounts_numbered ON number = accounts_trigrams.rowid"
    " WHERE accounts_trigrams MATCH %s LIMIT %s"
)


def narrow(people: QuerySet[User], sought: Sequence[str]) -> QuerySet[User]:
    """Those who have every word."""
    people = among_few(people, sought)
    for word in sought:
        people = people.filter(folded__contains=word)
    return people


def is_called(person: User, sought: Sequence[str], company: str = "") -> bool:
    """Whether the name alone, or their company's, has every word: their addresses are not for who asks."""
    name = fold(person.name)
    return all(word in name or word in company for word in sought)


def among_few(people: QuerySet[User], sought: Sequence[str]) -> QuerySet[User]:
    """The same people, or the few of them who can have every word."""
    having = few(sought)
    return people if having is None else people.filter(pk__in=having)


def few(sought: Sequence[str]) -> list[UUID] | None:
    """Who has every one of the words, in all environments, or `NOBODY`; None: more than `FEW`, or unknown."""
    found = having(sought, FEW)
    return None if found is None else [as_id(key) for key in found]


def having(sought: Sequence[str], most: int) -> list[Any] | None:
    """The same, as far as so many; ids as the database has them, which `among` takes as they are."""
    long = [word for word in sought if len(word) >= SHORTEST]
    if not long:
        return None
    if connection.vendor == "sqlite":
        found = _by_list(long, most)
    else:
        # Asked in the ordinary way, which plans for these very words: how many have them decides which way is quick.
        people = User.objects.filter(*(Q(folded__contains=word) for word in long))
        found = list(people.values_list("pk", flat=True)[: most + 1])
    return (found or [NOBODY]) if len(found) <= most else None


def _by_list(long: list[str], most: int) -> list[Any]:
    wanted = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
    return [row[0] for row in ask(_HAVE, [wanted, most + 1])]
