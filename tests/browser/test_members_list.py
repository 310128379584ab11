"""The list of members where people have long names and addresses."""

import pytest
from playwright.sync_api import Page, expect

from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.environments.models import Environment
from kantoor.organizations.models import Organization, OrganizationRole
from tests.journeys.people import Person


@pytest.fixture
def place(committed_db: None) -> Organization:
    """Anna administers it; two of its members have addresses that a row has no room for."""
    anna = User.objects.get(email="anna@jansen.example")
    environment = Environment.objects.get(pk=anna.environment_id)
    where = demo.organization(environment, "Leden BV", "Zeist", anna)
    company = demo.environment("Vermeulen Schilderwerken en Onderhoud Beheer Holding BV")
    for name in ("marieke.hoekstra-vandenbroek", "willemijn.vermeulen-terhorst"):
        address = f"{name}@vermeulenschilderwerkenenonderhoudbeheer.example"
        person = demo.person(company, name.replace(".", " ").title(), address)
        demo.member(where, person, OrganizationRole.VIEWER, by=anna)
    return where


def test_a_long_address_does_not_push_the_menu_off_the_page(page: Page, place: Organization) -> None:
    Person(page).sign_in_as("Anna")
    for width in (1280, 1024, 700, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/organizations/{place.pk}/members/")
        expect(page.locator("tbody .kebab")).to_have_count(3)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for menu in page.locator("tbody .kebab").all():
            box = menu.bounding_box()
            assert box and box["x"] + box["width"] <= width
