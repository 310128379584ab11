"""Which documents may be named where somebody's past is told."""

from collections.abc import Collection
from uuid import UUID

from kantoor.access import documents as reached
from kantoor.documents.models import Document
from kantoor.history.sight import Sight


def known_to(sight: Sight, papers: Collection[Document]) -> set[UUID]:
    """To oneself those that one still sees; to an organization's administrators all of it; to others none."""
    keys = [paper.pk for paper in papers]
    if not keys or sight.but is not None:
        return set()
    if sight.within is not None:
        return {paper.pk for paper in papers if not paper.withheld}
    return set(reached.reached(sight.person.pk).filter(pk__in=keys).values_list("pk", flat=True))
