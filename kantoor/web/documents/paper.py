"""The document itself, as a page to read."""

from typing import Any

from kantoor.documents import files
from kantoor.documents.models import Document
from kantoor.web.request import Asked


def context(request: Asked, document: Document) -> dict[str, Any]:
    """For documents/parts/paper.html."""
    return {"files": files.of(document)}
