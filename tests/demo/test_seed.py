"""The demo world is planted once, and only where nobody works."""

import datetime as dt

import pytest

from kantoor.access.names import Names
from kantoor.accounts.models import Block, User
from kantoor.demo import past, people, seed
from kantoor.demo.cast import Cast
from kantoor.documents import files
from kantoor.documents.models import Document, DocumentKind, File, Status
from kantoor.einvoices import validation
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import now
from kantoor.organizations import identifiers
from kantoor.organizations.models import Identifier, Membership, Organization, OrganizationRole
from kantoor.sharing.models import Share

pytestmark = pytest.mark.django_db


def test_planting_twice_plants_once() -> None:
    seed.plant()
    people = User.objects.count()
    seed.plant()
    assert User.objects.count() == people > 0


def test_it_stays_out_of_a_database_in_use(cast: Cast) -> None:
    """Its password is known to everybody."""
    User.objects.filter(pk=cast.olga.pk).update(email="olga@real.example")
    with pytest.raises(seed.NotEmpty):
        seed.plant()
    assert not User.objects.filter(email=seed.MARK).exists()


def test_lists_look_lived_in() -> None:
    """demo-world.md: some forty further people, twelve organizations, one open request of each kind."""
    seed.plant()
    assert User.objects.count() - len(people.ADDRESSES) == 41
    assert Organization.objects.count() - 5 == 12
    waiting = Request.objects.filter(state=RequestState.OPEN)
    assert sorted(waiting.values_list("kind", flat=True)) == sorted(Kind)
    for number in Identifier.objects.all():
        assert identifiers.parse(number.scheme, number.value) == number.value


def test_documents_of_every_kind_and_status_obey_the_rules() -> None:
    """demo-world.md; what is shown as an e-invoice is a valid one."""
    seed.plant()
    assert set(Document.objects.values_list("kind", flat=True)) == set(DocumentKind)
    shown = set(Document.objects.values_list("status", flat=True))
    assert set(Status) - shown <= {Status.SENT, Status.UNDER_REVIEW, Status.OPENED}
    newest = File.objects.filter(media_type="application/xml").order_by("-id")[:8]
    assert [validation.check(files.opened(file).read()) for file in newest] == [[]] * 8


def test_it_has_a_past_that_holds_together() -> None:
    """People came over two years and some left again; nothing is older than what it hangs on; old names are told."""
    seed.plant()
    today, rows = now(), Membership.objects.select_related("organization", "partnership")
    days = sorted((today - row.valid_from).days for row in rows)
    assert days[0] < 200
    assert days[-1] > 600
    assert {"removed", "left", "expired", "changed"} <= set(rows.values_list("ended_why", flat=True))
    for row in rows:
        assert row.valid_from >= row.organization.created_at
        assert row.partnership is None or row.valid_from > row.partnership.valid_from
        assert row.ended_at is None or row.valid_from < row.ended_at < today
    assert Block.objects.filter(ended_at__isnull=False).exists()
    assert set(Share.objects.values_list("ended_why", flat=True)) == {"", "withdrawn", "expired"}
    infra = Organization.objects.get(name="Jansen Infra BV")
    names = Names([infra.pk])
    assert names.at(infra.pk, today - dt.timedelta(days=300), infra.name) == past.FORMER
    assert names.at(infra.pk, today, infra.name) == infra.name
    femke = User.objects.get(name="Femke Smit")
    roles = rows.filter(user=femke, organization__name="Jansen Bouw BV").order_by("valid_from")
    assert [row.role for row in roles] == [OrganizationRole.VIEWER, OrganizationRole.MEMBER]
    assert roles[0].ended_at == roles[1].valid_from
