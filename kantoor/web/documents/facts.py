"""Amount, dates and parties of a document, as its list knows them."""

from typing import Any

from kantoor.documents.models import Document
from kantoor.web.request import Asked


def context(request: Asked, document: Document) -> dict[str, Any]:
    """For documents/parts/facts.html."""
    return {"known_amount": bool(document.currency)}
