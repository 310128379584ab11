"""The first line of a document's history says how it came; later ones what became of it (domain 7.3, 7.4)."""

from types import SimpleNamespace
from typing import Any

import pytest

from kantoor.access import standing
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.web.documents import history

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("box", "source", "words"),
    [
        (Box.RECEIVED, Source.UPLOADED, "Anna Jansen uploaded it"),
        (Box.MADE, Source.CREATED, "Anna Jansen made it"),
        (Box.RECEIVED, Source.MAILED, "Anna Jansen mailed it in"),
        (Box.RECEIVED, Source.DELIVERED, "Received from De Smet"),
    ],
)
def test_how_it_came(cast: Cast, box: Box, source: Source, words: str) -> None:
    by, fields = cast.anna, documents.facts(party="De Smet")
    made = documents.begin(cast.bouw, box, DocumentKind.INVOICE, source, "1", by=by, fields=fields)
    assert told(cast, made) == [words]


def test_a_received_one_is_taken_for_the_original_only_later(cast: Cast) -> None:
    made = documents.begin(cast.bouw, Box.RECEIVED, DocumentKind.INVOICE, Source.UPLOADED, "1", by=cast.anna)
    documents.step(made, cast.anna)
    assert told(cast, made) == ["Anna Jansen took it for the original", "Anna Jansen uploaded it"]


def told(cast: Cast, document: Any) -> list[str]:
    request: Any = SimpleNamespace(actor=cast.actor(cast.anna))
    return [event.text for event in history.context(request, standing.on(request.actor, document))["events"]]
