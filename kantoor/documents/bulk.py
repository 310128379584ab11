"""The same act on many documents: each is its own action, so that one refusal stops none of the others (domain 5.8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kantoor.access import newest
from kantoor.access.actor import Actor
from kantoor.documents.models import Document
from kantoor.kernel import ids
from kantoor.kernel.errors import DomainError, NotFound
from kantoor.kernel.prepared import Prepared

MOST = 1_000


@dataclass
class Outcome:
    """To which it was done, and for the others why not, one by one."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)


def each(keys: Iterable[UUID], act: Callable[[UUID], Any]) -> Outcome:
    """Do it to every one; what is not there for the actor is left out without a word."""
    told = Outcome()
    for key in keys:
        try:
            act(key)
            told.done.append(key)
        except NotFound:
            continue
        except DomainError as problem:
            told.refused[key] = str(problem)
    return told


def told(actor: Actor, outcome: Outcome) -> list[tuple[Document, str]]:
    """Each document with why it was left alone (empty: it was done), those left alone first."""
    rows = reached(actor, [*outcome.refused, *outcome.done])
    every = [(document, outcome.refused.get(document.pk, "")) for document in rows]
    return sorted(every, key=lambda row: not row[1])


def picked(texts: Iterable[str]) -> list[UUID]:
    """The ids among what was posted, each once."""
    found = dict.fromkeys(key for key in map(ids.parse, texts) if key is not None)
    return list(found)[:MOST]


def reached(actor: Actor, keys: list[UUID]) -> list[Document]:
    """Those of the documents that the actor reaches now."""
    return _reached_now.rows(user=actor.user_id, keys=keys) if keys else []


def _reached(user: UUID, keys: list[UUID]) -> QuerySet[Document]:
    rows = Document.objects.filter(newest.tested(user, keys), pk__among=keys)
    return rows.select_related("organization__environment").order_by("-pk")


_reached_now: Prepared[Document] = Prepared(_reached, ("user",), lists=("keys",))
