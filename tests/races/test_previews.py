"""A preview beside the real act: one outcome, no trace of the preview, no error (domain 5.5, 8.5)."""

from collections.abc import Callable

from kantoor.access import actor as actors
from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel.errors import Conflict, NotFound
from kantoor.organizations import foreseeing, memberships
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.receipts.models import Receipt
from tests.races.conftest import ROUNDS
from tests.threads import threads


def act(user: User) -> Actor:
    found = actors.of(user.pk)
    assert found is not None
    return found


def test_a_preview_beside_the_removal(stage: Cast, firm: Callable[[], Organization]) -> None:
    """domain 8.5: it is done once, told once, receipted once, whoever is first; a preview too late is refused."""
    house = firm()
    for _round in range(min(ROUNDS, 40)):
        row = demo.member(house, stage.sara, OrganizationRole.MEMBER, by=stage.anna)
        foreseen: list[object] = []

        def look(row: Membership = row, foreseen: list[object] = foreseen) -> None:
            try:
                foreseen.append(foreseeing.removing(act(stage.anna), row).loses.people)
            except (NotFound, Conflict):
                foreseen.append(None)

        def remove(row: Membership = row) -> None:
            memberships.remove(act(stage.anna), row.pk)

        assert threads(look, remove, look) == [None, None, None]
        row.refresh_from_db()
        assert row.ended_at is not None and reach.role_in(stage.sara.pk, house.pk) is None
        # With nothing beneath it they lose it, or the removal came in between and it had happened.
        assert all(one in (None, set(), {stage.sara.pk}) for one in foreseen) and len(foreseen) == 2
        assert Entry.objects.filter(action="memberships.removed", target_id=row.pk).count() == 1
    assert Receipt.objects.filter(organization_id=house.pk).count() == min(ROUNDS, 40)
