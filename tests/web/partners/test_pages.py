"""The Partners pages in HTTP: what each person gets, and that nothing typed is lost."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kantoor.accounts.models import User
from kantoor.demo.cast import Cast, member
from kantoor.environments.models import Environment
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships import asking, ending, hanging, partnerships
from kantoor.partnerships.models import Participant, Partnership

OK, SEEN_ELSEWHERE, WRONG, REFUSED, NOT_THERE, LATE = 200, 302, 400, 403, 404, 409


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def text(client: Client, address: str, status: int = OK, **data: str) -> str:
    response = client.get(address, data)
    assert response.status_code == status, address
    return response.content.decode()


def of(cast: Cast, rest: str = "") -> str:
    return f"/partners/{cast.partnership.pk}/{rest}"


def test_everybody_sees_partners_and_participants(cast: Cast) -> None:
    """Domain 6: names for all; acting for relationship managers and administrators."""
    for user in (cast.piet, cast.anna, cast.sara):
        page = text(signed_in(user), "/partners/")
        assert "Van Dijk Accountants" in page and "Tom Bakker" in page and "Lin Chen" not in page
    assert "/ending/" in text(signed_in(cast.anna), "/partners/")
    basic = text(signed_in(cast.sara), "/partners/")
    assert "/ending/" not in basic and "removal" not in basic
    assert "Only relationship managers and administrators" in basic


def test_strangers_see_none_of_it(cast: Cast) -> None:
    """Domain 7.7: not yours and not there are the same answer."""
    luc = signed_in(cast.luc)
    assert "Van Dijk" not in text(luc, "/partners/")
    ending.end(cast.actor(cast.eva), cast.partnership)
    pages = ["", "participants/new/", "end-date/", "ending/", "receipt/", f"memberships/of/{cast.jansen.pk}/"]
    for rest in pages:
        theirs = luc.get(of(cast, rest))
        nothing = luc.get(f"/partners/{uuid4()}/{rest}")
        assert theirs.status_code == nothing.status_code == NOT_THERE
    assert "Van Dijk" not in text(luc, "/partners/ended/")


@pytest.mark.parametrize("rest", ["participants/new/", "end-date/", "ending/"])
def test_basic_users_of_either_side_are_refused_what_only_some_may(cast: Cast, rest: str) -> None:
    """Domain 2: yours but not allowed, with who can help."""
    for user in (cast.sara, cast.tom):
        for response in (signed_in(user).get(of(cast, rest)), signed_in(user).post(of(cast, rest))):
            assert response.status_code == REFUSED
    assert "Anna Jansen" in signed_in(cast.sara).get(of(cast, rest)).content.decode()
    assert partnerships.is_live(cast.partnership)


def test_finding_and_asking(cast: Cast) -> None:
    """Domain 6.1, 6.2: search, ask with a message, see it waiting on top; the other side sees who asks."""
    piet = signed_in(cast.piet)
    page = text(piet, "/partners/find/", q="zonen")
    assert f"/partners/requests/new/?to={cast.desmet.pk}" in page and "Gent" in page
    assert "Ask De Smet" in text(piet, "/partners/requests/new/", to=str(cast.desmet.pk))
    data = {"to": str(cast.desmet.pk), "message": "Shall we?"}
    assert piet.post("/partners/requests/new/", data).status_code == SEEN_ELSEWHERE
    assert "Withdraw" in text(piet, "/partners/")
    assert "Piet de Vries" in text(signed_in(cast.luc), "/partners/")
    assert "Withdraw" not in text(signed_in(cast.sara), "/partners/")


def test_finding_is_refused_to_others(cast: Cast) -> None:
    """Domain 2."""
    for user in (cast.sara, cast.tom):
        text(signed_in(user), "/partners/find/", REFUSED, q="zonen")
        text(signed_in(user), "/partners/requests/new/", REFUSED, to=str(cast.desmet.pk))


def test_a_message_that_is_too_long_comes_back(cast: Cast) -> None:
    """Style: nothing typed is lost."""
    data = {"to": str(cast.desmet.pk), "message": "Keep me " + "x" * 1000}
    response = signed_in(cast.piet).post("/partners/requests/new/", data)
    assert response.status_code == WRONG
    assert "Keep me" in response.content.decode()
    assert not Request.objects.exists()


def test_asking_a_partner_says_that_they_are(cast: Cast) -> None:
    """Domain 6.2: no open request beside an active partnership."""
    data = {"to": str(cast.vandijk.pk), "message": "Keep me"}
    response = signed_in(cast.piet).post("/partners/requests/new/", data)
    assert response.status_code == LATE
    assert "partners already" in response.content.decode() and "Keep me" in response.content.decode()


def test_an_unlisted_firm_is_asked_through_its_number(cast: Cast) -> None:
    """Domain 6.1: the number goes along from the search to the question."""
    Environment.objects.filter(pk=cast.desmet.pk).update(listed=False)
    piet = signed_in(cast.piet)
    assert "De Smet" not in text(piet, "/partners/find/", q="smet")
    assert "number=0403.170.701" in text(piet, "/partners/find/", q="0403.170.701")
    text(piet, "/partners/requests/new/", NOT_THERE, to=str(cast.desmet.pk))
    text(piet, "/partners/requests/new/", to=str(cast.desmet.pk), number="0403.170.701")
    data = {"to": str(cast.desmet.pk), "number": "0403.170.701"}
    assert piet.post("/partners/requests/new/", data).status_code == SEEN_ELSEWHERE


def test_withdrawing_and_reminding(cast: Cast) -> None:
    """Domain 6.2: by the asking side; too late or too soon is said, not shown as an error."""
    piet = cast.actor(cast.piet)
    made = asking.ask(piet, cast.jansen, cast.desmet.pk)
    client = signed_in(cast.piet)
    for verb in ("reminder", "reminder", "withdrawal", "withdrawal"):
        assert client.post(f"/partners/requests/{made.pk}/{verb}").status_code == SEEN_ELSEWHERE
    made.refresh_from_db()
    assert made.state == RequestState.WITHDRAWN
    for user, status in ((cast.luc, NOT_THERE), (cast.sara, REFUSED)):
        assert signed_in(user).post(f"/partners/requests/{made.pk}/withdrawal").status_code == status


def test_putting_forward_and_taking_out(cast: Cast) -> None:
    """Domain 6.3, 6.5: the other side sees it at once."""
    eva, piet = signed_in(cast.eva), signed_in(cast.piet)
    assert "Lin Chen" in text(eva, of(cast, "participants/new/"), q="lin")
    response = eva.post(of(cast, "participants/new/"), {"users": [str(cast.lin.pk)]})
    assert response.status_code == SEEN_ELSEWHERE
    assert "Lin Chen" in text(piet, "/partners/")
    place = Participant.objects.get(user=cast.lin)
    assert piet.post(f"/partners/participants/{place.pk}/removal").status_code == NOT_THERE
    said = eva.post(f"/partners/participants/{place.pk}/removal", follow=True).content.decode()
    assert "stays as it is" in said
    assert "Lin Chen" not in text(piet, "/partners/")


def test_choosing_nobody_or_somebody_of_theirs_is_said(cast: Cast) -> None:
    """Domain 6.3: nothing half done."""
    eva = signed_in(cast.eva)
    for users in ([], ["nonsense"], [str(cast.anna.pk)], [str(cast.lin.pk), str(cast.anna.pk)]):
        assert eva.post(of(cast, "participants/new/"), {"users": users}).status_code == WRONG
    assert not Participant.objects.filter(user__in=[cast.anna, cast.lin]).exists()


def test_all_active_users_at_once(cast: Cast) -> None:
    """Domain 6.3."""
    eva = signed_in(cast.eva)
    eva.post(of(cast, "participants/new/"), {"everybody": "1"})
    assert "All 3" in text(signed_in(cast.piet), "/partners/")
    assert "All active users are participants" in text(signed_in(cast.piet), of(cast))


def test_the_end_date_changes_or_says_why_not(cast: Cast) -> None:
    """Domain 6.4."""
    piet = signed_in(cast.piet)
    later = (now() + dt.timedelta(days=100)).date().isoformat()
    for day, status in (
        ("2001-01-01", WRONG),
        ("nonsense", WRONG),
        ("9999-12-31", WRONG),
        (later, SEEN_ELSEWHERE),
    ):
        response = piet.post(of(cast, "end-date/"), {"until": day})
        assert response.status_code == status
        assert status != WRONG or day in response.content.decode()
    assert Partnership.objects.get().expires_at is not None
    piet.post(of(cast, "end-date/"), {"until": ""})
    assert Partnership.objects.get().expires_at is None


def test_what_ends_comes_after_the_page_where_it_is_very_much(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself or by its link, to the same people."""
    member(cast.accountants, cast.piet, OrganizationRole.VIEWER, cast.eva, partnership=cast.partnership)
    piet, address = signed_in(cast.piet), of(cast, "ending/")
    monkeypatch.setattr(hanging, "MANY", 0)
    page = text(piet, address)
    assert f"{address}?counted" in page and "1 membership" not in page
    assert "1 membership" in text(piet, address, counted="")
    part = piet.get(address, {"counted": ""}, headers={"HX-Request": "true"}).content.decode()
    assert "1 membership" in part and "<html" not in part and "<form" not in part
    basic = signed_in(cast.tom).get(address, {"counted": ""}, headers={"HX-Request": "true"})
    assert basic.status_code == REFUSED and "1 membership" not in basic.content.decode()
    monkeypatch.setattr(hanging, "MANY", 1)
    assert "1 membership" in text(piet, address)


def test_ending_shows_first_and_gives_a_receipt_to_both(cast: Cast) -> None:
    """Domain 6.4, 8.5: preview, end, receipt, names before and after."""
    member(cast.bouw, cast.tom, OrganizationRole.VIEWER, cast.anna, partnership=cast.partnership)
    piet, eva = signed_in(cast.piet), signed_in(cast.eva)
    names = of(cast, f"memberships/of/{cast.vandijk.pk}/")
    assert "1 membership" in text(piet, of(cast, "ending/"))
    assert "Tom Bakker" in text(eva, names) and "Jansen Bouw BV" in text(eva, names)
    assert Membership.objects.live().filter(user=cast.tom, organization=cast.bouw).exists()
    assert piet.post(of(cast, "ending/"), follow=True).redirect_chain == [
        (of(cast, "receipt/"), SEEN_ELSEWHERE)
    ]
    for client in (piet, eva):
        receipt = text(client, of(cast, "receipt/"))
        assert "1 membership" in receipt and "0 left" in receipt and "Piet de Vries" in receipt
        assert "Tom Bakker" in text(client, names)
        assert "Receipt" in text(client, "/partners/ended/")
    assert piet.post(of(cast, "ending/")).status_code == LATE
    assert "/receipt/" not in text(signed_in(cast.sara), "/partners/ended/")
    assert signed_in(cast.sara).get(of(cast, "receipt/")).status_code == REFUSED


def test_a_part_or_side_that_does_not_exist_is_not_there(cast: Cast) -> None:
    """No input gives an error page of ours."""
    piet = signed_in(cast.piet)
    for rest in (f"nothing/of/{cast.jansen.pk}/", f"memberships/of/{cast.desmet.pk}/"):
        assert piet.get(of(cast, rest)).status_code == NOT_THERE


@pytest.mark.parametrize("odd", ["\0", "%00", "x" * 20_000, "<script>alert(1)</script>", "' OR 1=1", "🙂"])
def test_odd_input_is_no_error(cast: Cast, odd: str) -> None:
    """Every query and form parameter takes anything."""
    piet = signed_in(cast.piet)
    for address in (
        "/partners/",
        "/partners/ended/",
        "/partners/find/",
        of(cast),
        of(cast, "participants/new/"),
    ):
        page = text(piet, address, q=odd, page=odd, side=odd)
        assert "<script>alert" not in page
    assert piet.get("/partners/requests/new/", {"to": odd, "number": odd}).status_code == NOT_THERE
    assert piet.post("/partners/requests/new/", {"to": [odd, odd], "message": odd}).status_code == NOT_THERE
    assert piet.post(of(cast, "end-date/"), {"until": odd}).status_code == WRONG
    assert piet.post(of(cast, "participants/new/"), {"users": [odd]}).status_code == WRONG


def test_the_page_asks_the_same_number_of_questions_however_many_partners(cast: Cast) -> None:
    """Style: queries are stated and constant."""
    piet = signed_in(cast.piet)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(piet, "/partners/")
        return len(queries)

    text(piet, "/partners/")
    few = asked()
    for n in range(20):
        other = Environment.objects.create(name=f"Firm {n}", folded=f"firm {n}")
        low, high = sorted((cast.jansen, other), key=lambda side: side.pk)
        made = Partnership.objects.create(low=low, high=high, asked_by_low=True)
        person = User.objects.create(environment=other, name=f"P{n}", email=f"p{n}@firm.example")
        Participant.objects.create(partnership=made, environment=other, user=person)
    assert asked() == few
    assert few <= 16
