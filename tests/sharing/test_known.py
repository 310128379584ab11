"""One person is found where the list of all whom the asker may know of has them, and nowhere else (domain 1, 8.4)."""

from collections import Counter
from collections.abc import Iterator

from kantoor.access import actor as actors
from kantoor.accounts import blocks
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.sharing import inquiries, shares
from kantoor.sharing.inquiries import Inquiry
from kantoor.sharing.known import Sight
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import to
from tests.documents.made import received

TWICE = 2
# Of the demo world; later tests leave their own behind it.
FIRST = {User: 40, Organization: 30, Document: 150}


def asked(asker: User) -> Iterator[Inquiry]:
    """About everything that the asker may know of; who was blocked or removed asks nothing."""
    actor = actors.of(asker.pk)
    if actor is None:
        return
    for of, rows in ((inquiries.of_organization, Organization), (inquiries.of_document, Document)):
        for row in rows.objects.order_by("pk")[: FIRST[rows]]:
            try:
                yield of(actor, row.pk)
            except NotFound:
                continue


def test_one_is_found_where_the_list_has_them(committed_db: None) -> None:
    """In the demo world, by everybody; twice for each way of standing before something."""
    everybody, seen = list(User.objects.all()), Counter[tuple[Sight, bool, bool, bool]]()
    for inquiry in (one for asker in User.objects.order_by("pk")[: FIRST[User]] for one in asked(asker)):
        known = inquiry.known
        kind = known.sight, known.outside_id is None, known.oversees, known.document_id is None
        seen[kind] += 1
        if seen[kind] <= TWICE:
            found = {one for one in everybody if known.find(one.pk)}
            assert found == set(inquiry.people()), inquiry
    assert {kind[0] for kind in seen} >= set(Sight) - {Sight.SHARES}


def test_so_it_is_for_who_has_full_by_a_share(cast: Cast) -> None:
    """domain 7.5"""
    paper = received(cast.bouw, "B-1")
    shares.give(cast.actor(cast.anna), paper.pk, [to(cast.eva)], Level.FULL)
    shares.give(cast.actor(cast.anna), paper.pk, [to(cast.sara)], Level.VIEW)
    [inquiry] = [one for one in asked(cast.eva) if one.document == paper]
    assert inquiry.sight == Sight.SHARES
    found = {one for one in User.objects.all() if inquiry.known.find(one.pk)}
    assert found == set(inquiry.people()) and {cast.eva, cast.sara} <= found


def test_so_it_is_across_a_partnership(cast: Cast) -> None:
    """domain 6.3: an administrator of a partner's sees who was put forward, and nobody who is blocked."""
    demo.member(cast.bouw, cast.eva, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    blocks.begin(cast.actor(cast.anna), cast.sara, "On leave")
    [inquiry] = [one for one in asked(cast.eva) if one.organization == cast.bouw and not one.document]
    assert inquiry.sight == Sight.EVERYTHING
    everybody = list(User.objects.all())
    found = {one.name for one in everybody if inquiry.known.find(one.pk)}
    assert found == {one.name for one in inquiry.people()}
    assert cast.eva.name in found and len(found) < len(everybody)
