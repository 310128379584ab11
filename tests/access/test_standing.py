"""What is read once for a document's page is what the actor is told when each is asked apart (domain 2, 7.5)."""

from typing import Any
from uuid import UUID

import pytest

from kantoor.access import refusals, standing
from kantoor.access.policy import GROUNDS, Permission, Scope
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.documents.conftest import invoice  # noqa: F401

ABOUT = [one for one in Permission if GROUNDS[one].scope in (Scope.ORGANIZATION, Scope.DOCUMENT)]


def told(actor: Any, document: Document) -> dict[Permission, tuple[bool, str]]:
    """Each asked of the database anew."""
    where: dict[str, UUID] = {"organization_id": document.organization_id, "document_id": document.pk}
    return {
        one: (
            actor.may(one, **where),
            refusals.why_not(actor, one, document.organization, document),
        )
        for one in ABOUT
    }


@pytest.mark.parametrize("scopes", [None, frozenset({Permission.DOCUMENT_SEE})])
def test_a_standing_says_what_the_actor_is_told(
    cast: Cast,
    invoice: Document,  # noqa: F811
    scopes: frozenset[Permission] | None,
) -> None:
    lent = {"document": invoice, "organization": invoice.organization, "began_by": cast.anna}
    Share.objects.create(**lent, user=cast.tom, partnership=cast.partnership, level=Level.EDIT)
    demo.member(invoice.organization, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    seen = set()
    for person in (cast.anna, cast.sara, cast.tom, cast.eva, cast.luc):
        actor = cast.actor(person)
        if scopes is not None:
            actor = type(actor)(actor.user, actor.role, scopes=scopes)
        at = standing.on(actor, invoice)
        assert {one: (at.may(one), at.why_not(one)) for one in ABOUT} == told(actor, invoice), person
        assert (at.level, at.is_member) == (
            documents.level(actor, invoice),
            documents.is_member(actor, invoice),
        )
        assert at.is_outside == (person in (cast.tom, cast.eva, cast.luc) and not at.is_member)
        seen.add((at.role, at.level))
    assert len(seen) >= 4
    with pytest.raises(ValueError, match="is not about a document"):
        at.may(Permission.PEOPLE_SEE)


def test_a_standing_is_that_of_a_moment(cast: Cast, invoice: Document) -> None:  # noqa: F811
    """It is handed on within one answer; an act asks anew, and so does the next page."""
    lent = {"document": invoice, "organization": invoice.organization, "began_by": cast.anna}
    share = Share.objects.create(**lent, user=cast.tom, partnership=cast.partnership, level=Level.EDIT)
    tom = cast.actor(cast.tom)
    before = standing.on(tom, invoice)
    Share.objects.filter(pk=share.pk).end(cast.anna)
    assert before.may(Permission.DOCUMENT_EDIT)
    assert not standing.on(tom, invoice).may(Permission.DOCUMENT_SEE)
    assert not tom.may(Permission.DOCUMENT_SEE, document_id=invoice.pk)
