"""What became of a document, step by step (domain 7.4)."""

from typing import Any

from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.web.request import Asked


def context(request: Asked, document: Document) -> dict[str, Any]:
    """For documents/parts/history.html."""
    return {"steps": documents.steps(document)}
