"""Whoever is blocked is given nothing by a share, whichever way the page is found (domain 3.6)."""

from kantoor.access import newest
from kantoor.access.wanted import Narrow
from kantoor.accounts.models import Block
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.sharing.models import Level, Share
from tests.documents import made


def test_a_share_gives_a_blocked_person_nothing(cast: Cast) -> None:
    """domain 3.6, 7.5, 8.1"""
    paper = made.received(cast.bouw, "VDS-1", by=cast.anna)
    Share.objects.create(document=paper, organization=cast.bouw, user=cast.piet, level=Level.VIEW)

    def listed() -> list[bool]:
        page = newest.page(cast.piet.pk, "received", Narrow(shared=True), ("-id",))
        told = Document.objects.filter(newest.tested(cast.piet.pk), pk=paper.pk)
        return [paper in page.rows, told.exists()]

    assert listed() == [True, True]
    Block.objects.create(user=cast.piet)
    assert listed() == [False, False]
