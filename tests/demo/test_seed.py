"""The demo world is planted once, and only where nobody works."""

import pytest

from kantoor.accounts.models import User
from kantoor.demo import people, seed
from kantoor.demo.cast import Cast
from kantoor.documents import files
from kantoor.documents.models import Document, DocumentKind, File, Status
from kantoor.einvoices import validation
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.organizations import identifiers
from kantoor.organizations.models import Identifier, Organization

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
