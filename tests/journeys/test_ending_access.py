"""Ending access, as people do it in a browser: a partnership from both sides, and somebody who leaves (domain 6.4, 5.7)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kantoor.access import actor as actors
from kantoor.access import reach
from kantoor.demo import cast as demo
from kantoor.organizations.models import OrganizationRole
from kantoor.receipts import statement
from tests.journeys.firms import Firm, acting, firm, person
from tests.journeys.people import Person

pytestmark = pytest.mark.usefixtures("committed_db")
Comes = Callable[..., Person]
VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


@pytest.fixture
def kist(committed_db: None) -> Firm:
    return firm()


def downloaded(who: Person, name: str) -> bytes:
    with who.page.expect_download() as waiting:
        who.page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_partnership_ends_with_a_preview_and_a_receipt_for_both_sides(comes: Comes, kist: Firm) -> None:
    """domain 6.4, 8.5: what it takes is told beforehand; each side keeps its own signed receipt."""
    demo.member(kist.house, kist.cleo, VIEWER, by=kist.ada, partnership=kist.partnership)
    ada, cleo = comes().sign_in(kist.ada.email), comes().sign_in(kist.cleo.email)
    ada.page.goto(f"/partners/{kist.partnership.pk}/ending/")
    ada.sees("loses sight of")
    ada.sees("Cleo Loep")
    ada.page.get_by_role("button", name="End partnership").click()
    ada.sees("The partnership with")
    said = statement.read(downloaded(ada, "Signed file (JSON)"))
    assert said.told["counts"]["membership"] == 1 and kist.house.name in str(said.told["ended"])
    statement.check_pdf(downloaded(ada, "PDF"))
    cleo.page.goto("/partners/ended/")
    cleo.page.get_by_role("link", name="Receipt").first.click()
    theirs = statement.read(downloaded(cleo, "Signed file (JSON)"))
    assert theirs.told["number"] != said.told["number"] and kist.house.name not in str(theirs.told)
    cleo.page.goto("/receipts/")
    cleo.page.get_by_role("link", name="The partnership with").click()
    expect(cleo.page.get_by_text("0 left").first).to_be_visible()


def test_the_only_administrator_of_an_organization_is_off_boarded(comes: Comes, kist: Firm) -> None:
    """domain 5.7, 3.6, 8.5: they hand over first, on the same page, in the same act."""
    leaver = person(kist.house.environment, "Dora Vertrek")
    shop = demo.organization(kist.house.environment, f"Winkel {leaver.pk.hex[-6:]} BV", "Zwolle", leaver)
    ada = comes().sign_in(kist.ada.email)
    ada.page.goto(f"/people/{leaver.pk}/removal/")
    expect(ada.page.get_by_role("button", name="Remove")).to_have_attribute("aria-disabled", "true")
    ada.page.goto(f"/people/{leaver.pk}/")
    ada.page.get_by_role("button", name="More about Dora Vertrek").click()
    ada.page.get_by_role("link", name="Off-board").click()
    ada.page.get_by_role("button", name="Hand over and end their access").click()
    ada.sees(f"Choose who has {shop.name} from now on")
    ada.page.get_by_role("combobox", name=shop.name).press_sequentially(kist.ben.name)
    ada.page.get_by_role("option", name=kist.ben.name).click()
    ada.page.get_by_role("button", name="Hand over and end their access").click()
    expect(ada.page.get_by_role("heading", name="Dora Vertrek was removed")).to_be_visible()
    ada.sees("Ben Smal")
    assert reach.role_in(kist.ben.pk, shop.pk) == ADMINISTRATOR
    assert actors.of(leaver.pk) is None and acting(kist.ben)
    read = statement.read(downloaded(ada, "Signed file (JSON)"))
    assert "Dora Vertrek" in read.names.values() and not any(read.told["left"].values())
