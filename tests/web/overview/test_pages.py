"""The overviews in HTTP: what is shown, picked, ended and taken out; that pages are uses."""

import pytest
from django.test import Client
from django.urls import reverse

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.organizations.models import OrganizationRole
from kantoor.overview import uses
from kantoor.overview.models import LastUse

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole
NONSENSE = {
    "q": "\0' \u202e%",
    "side": "x",
    "role": "99",
    "of": "x",
    "use": "x",
    "page": "x",
    "places": "e30",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def addresses(c: Cast) -> list[str]:
    return [
        reverse("overview"),
        reverse("organization_overview", args=[c.bouw.pk]),
        reverse("partnership_overview", args=[c.partnership.pk]),
    ]


def test_each_page_shows_people_roles_and_uses(cast: Cast) -> None:
    demo.member(cast.bouw, cast.tom, MEMBER, by=cast.anna, partnership=cast.partnership)
    anna = signed_in(cast.anna)
    for address in addresses(cast):
        page = anna.get(address).content.decode()
        assert "Tom Bakker" in page and "Van Dijk Accountants" in page and "not used yet" in page, address
        assert anna.get(address, NONSENSE).status_code == 200
        found = anna.get(address, {"q": "tom", "use": "never"}).content.decode()
        assert "Tom Bakker" in found and "Piet de Vries" not in found
        assert "Nobody found" in anna.get(address, {"q": "zzz"}).content.decode()
    assert "Piet de Vries" not in anna.get(addresses(cast)[2]).content.decode()


def test_what_is_picked_is_shown_then_ended(cast: Cast) -> None:
    """Domain 5.6, 5.8: nothing ends with the preview; then each has its result."""
    demo.member(cast.bouw, cast.tom, MEMBER, by=cast.anna, partnership=cast.partnership)
    anna = signed_in(cast.anna)
    picks = {"pick": [f"{cast.tom.pk}.{cast.bouw.pk}", f"{cast.anna.pk}.{cast.bouw.pk}"]}
    for address in addresses(cast)[:2]:
        page = anna.post(f"{address}picked/", picks).content.decode()
        assert "<b>1 membership</b> ends." in page and "last administrator" in page
        assert anna.post(f"{address}picked/", {"pick": ["x"]}).status_code == 400
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) == MEMBER
    page = anna.post(f"{addresses(cast)[0]}endings/", picks).content.decode()
    assert "1 membership has ended" in page and "What stayed" in page
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None
    assert "Nothing has ended" in anna.post(f"{addresses(cast)[0]}endings/", picks).content.decode()


def test_files_are_sent(cast: Cast) -> None:
    anna = signed_in(cast.anna)
    for address in addresses(cast):
        for form in ("csv", "jsonl"):
            answer = anna.post(f"{address}export/{form}/", {"q": "anna"})
            assert answer.status_code == 200
            assert ("Anna" in answer.getvalue().decode()) == (address != addresses(cast)[2])
        assert anna.post(f"{address}export/pdf/").status_code == 404


@pytest.mark.parametrize("who", ["tom", "sara"])
def test_opening_pages_and_documents_is_a_use_and_being_refused_is_none(cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    rests = cast.partnership if who == "tom" else None
    demo.member(cast.bouw, user, VIEWER, by=cast.anna, partnership=rests)
    fields = documents.facts(number="1", party="X")
    kind = (Box.RECEIVED, DocumentKind.INVOICE, Source.UPLOADED)
    paper = documents.begin(cast.bouw, *kind, "Invoice", by=cast.anna, fields=fields)
    client = signed_in(user)
    assert client.get(reverse("organization_overview", args=[cast.bouw.pk])).status_code == 403
    assert client.get(reverse("organization_members", args=[cast.vastgoed.pk])).status_code == 404
    assert not LastUse.objects.exists()
    assert client.get(reverse("document", args=[paper.pk])).status_code == 200
    assert LastUse.objects.get(user=user).organization_id == cast.bouw.pk
    LastUse.objects.all().delete()
    uses._next_look.clear()
    assert client.get(reverse("organization_members", args=[cast.bouw.pk])).status_code == 200
    assert LastUse.objects.filter(user=user, organization=cast.bouw).exists()
    boss = demo.person(cast.jansen, "Ada Vos", "ada@jansen.example", demo.ADMINISTRATOR)
    assert signed_in(boss).get(reverse("organization", args=[cast.bouw.pk])).status_code == 200
    assert not LastUse.objects.filter(user=boss).exists()
