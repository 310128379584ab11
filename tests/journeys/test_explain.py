"""An auditor's question, by clicking: who could see this invoice on 3 March, and by which path? (domain 8.3, 8.4)"""

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import expect

from kantoor.accounts.models import User
from kantoor.documents import documents
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.organizations.models import Organization
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Share
from tests.journeys.firms import person
from tests.journeys.people import Person
from tests.threads import threads

Comes = Callable[..., Person]
NUMBER = "AUD-2026-0042"
TODAY = dt.datetime.now(dt.UTC)
YEAR = TODAY.year if TODAY.month > 3 else TODAY.year - 1
MARCH = dt.datetime(YEAR, 3, 1, 9, tzinfo=dt.UTC)


def shared_in_march() -> str:
    """An invoice of Jansen Bouw, that Tom of the accountants had for a week, and has again for a month; Zwier, new here, has
    nothing, whatever the tests before this one gave to others."""
    anna, tom = User.objects.get(email="anna@jansen.example"), User.objects.get(email="tom@vandijk.example")
    place = Organization.objects.get(name="Jansen Bouw BV")
    person(place.environment, "Zwier Nieuw")
    fields = documents.facts(number=NUMBER, party="Van Damme Staalbouw NV")
    made = documents.begin(
        place,
        Box.RECEIVED,
        DocumentKind.INVOICE,
        Source.UPLOADED,
        "Invoice",
        by=anna,
        fields=fields,
        made_at=MARCH,
    )
    pair = Partnership.objects.get(participants__user=tom)
    times = {"valid_from": MARCH, "ended_at": MARCH + dt.timedelta(days=7), "ended_why": "withdrawn"}
    for more in (times | {"ended_by": anna, "level": 2}, {"level": 1}):
        Share.objects.create(
            document=made, organization=place, user=tom, partnership=pair, began_by=anna, **more
        )
    return f"/documents/{made.pk}/"


def test_an_auditor_asks_who_could_see_an_invoice_and_ends_a_path(comes: Comes, committed_db: None) -> None:
    (url,) = threads(shared_in_march)
    page = comes().sign_in_as("Anna").page
    page.goto(url)
    page.get_by_role("link", name="Who can see this?").click()
    expect(page.get_by_role("heading", name="Who can see this invoice?")).to_be_visible()
    page.get_by_label("Show it as on").fill(f"{YEAR}-03-03")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name=f"Who could see this invoice on 3 Mar {YEAR}?")).to_be_visible()
    page.get_by_role("link", name="Tom Bakker").click()

    expect(
        page.get_by_role("heading", name=re.compile("Why could Tom Bakker see this invoice"))
    ).to_be_visible()
    expect(page.locator(".head")).to_contain_text("They could edit it")
    expect(page.get_by_role("img", name=re.compile("Why could Tom Bakker")).first).to_be_visible()
    expect(page.locator(".reasons > .counts")).to_contain_text(f"Shared on 1 Mar {YEAR} by Anna Jansen.")

    page.get_by_label("Show it as on").fill(f"{YEAR}-03-20")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("Why could Tom Bakker not see"))).to_be_visible()
    expect(
        page.locator(".reasons").get_by_text(f"Withdrawn on 8 March {YEAR}, 10:00 CET by Anna Jansen.")
    ).to_be_visible()

    page.get_by_role("link", name="Back to today").first.click()
    expect(page.locator(".head")).to_contain_text("Today they may view it")
    here = page.url
    page.get_by_role("link", name="Withdraw the share").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(
        page.get_by_role("heading", name=re.compile("Why can Tom Bakker not see this invoice"))
    ).to_be_visible()
    assert page.url == here
    page.get_by_role("link", name="Share with them").click()
    page.get_by_role("button", name="Share with 1").click()
    expect(
        page.get_by_role("heading", name=re.compile("Why can Tom Bakker see this invoice"))
    ).to_be_visible()

    page.get_by_role("link", name="Somebody else").click()
    page.get_by_label("Find somebody").fill("zwier")
    page.get_by_role("link", name="Zwier Nieuw").click()
    expect(page.locator("#smallest")).to_contain_text("Would need: a share of this document")
