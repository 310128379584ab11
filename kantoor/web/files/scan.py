"""Why a document is withheld: the look for viruses."""

from typing import Any

from kantoor.access.standing import Standing
from kantoor.retention import infected
from kantoor.uploads import scanning
from kantoor.web.request import Asked


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/scan.html."""
    scan = scanning.of(at.document) if at.document.withheld else None
    return {"scan": scan, "goes_at": infected.goes_at(scan)}
