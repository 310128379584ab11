"""The pages of organizations, by who asks for them (domain 2, 4)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast

OK, REDIRECT, REFUSED, NOT_THERE = 200, 302, 403, 404


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("organization", "anna", REDIRECT),
        ("organization", "sara", NOT_THERE),
        ("organization", "luc", NOT_THERE),
        ("organization_details", "anna", OK),
        ("organization_details", "sara", NOT_THERE),
        ("organization_activity", "anna", OK),
        ("organization_activity", "eva", NOT_THERE),
        ("organization_activation", "anna", OK),
        ("organization_closure", "anna", OK),
        ("organization_closure", "luc", NOT_THERE),
        ("organization_takeover", "anna", OK),
        ("organization_takeover", "piet", NOT_THERE),
    ],
)
def test_each_page_opens_for_who_may_and_is_not_there_for_strangers(
    cast: Cast, name: str, who: str, status: int
) -> None:
    """Domain 7.7: not yours is not there."""
    client = signed_in(getattr(cast, who))
    assert client.get(reverse(name, args=[cast.bouw.pk])).status_code == status


@pytest.mark.parametrize("name", ["organizations", "organization_new", "organization_new_details"])
def test_the_list_and_the_add_pages_open_for_environment_administrators(cast: Cast, name: str) -> None:
    assert signed_in(cast.anna).get(reverse(name)).status_code == OK


@pytest.mark.parametrize("name", ["organization_new", "organization_new_details"])
def test_others_are_told_who_can_add_organizations(cast: Cast, name: str) -> None:
    """Domain 2, last line."""
    response = signed_in(cast.piet).get(reverse(name))
    assert response.status_code == REFUSED
    assert cast.anna.name in response.content.decode()


def test_the_reviews_are_the_operators_alone(cast: Cast) -> None:
    """Domain 1: the operator reviews activations."""
    assert signed_in(cast.olga).get(reverse("reviews")).status_code == OK
    assert signed_in(cast.anna).get(reverse("reviews")).status_code == REFUSED


def test_an_inactive_organization_leads_to_its_activation(cast: Cast) -> None:
    """Domain 4.2."""
    response = signed_in(cast.anna).get(reverse("organization", args=[cast.beheer.pk]))
    assert response["Location"] == reverse("organization_activation", args=[cast.beheer.pk])


def test_one_who_only_oversees_is_told_whom_to_ask_and_gets_no_further(cast: Cast) -> None:
    """Domain 2: not their documents."""
    hidden = demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    client = signed_in(cast.anna)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("organization", args=[hidden.pk]))
    assert page.status_code == OK
    named = [one for one in queries if 'ORDER BY "organizations_membership"."partnership_id"' in one["sql"]]
    assert len(named) == 1  # whom to ask is the same for everything in the menu
    assert cast.piet.name in page.content.decode()
    for name in ("organization_details", "organization_activity", "organization_closure"):
        assert client.get(reverse(name, args=[hidden.pk])).status_code == REFUSED
