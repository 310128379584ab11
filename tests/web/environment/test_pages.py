"""The settings page in HTTP."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from kantoor.demo.cast import Cast
from kantoor.environments import domains
from kantoor.environments.models import DomainClaim, Environment
from tests.kernel.nameserver import NameServer, running
from tests.web.people.test_pages import signed_in, text_of

DOMAIN = "jansen-groep.nl"


@pytest.fixture
def names(settings: Settings) -> Iterator[NameServer]:
    with running() as nameserver:
        settings.KANTOOR_DNS_RESOLVER = nameserver.address
        yield nameserver


def test_only_administrators_get_the_page(cast: Cast) -> None:
    """Domain 2."""
    assert signed_in(cast.anna).get("/environment/").status_code == 200
    assert signed_in(cast.piet).get("/environment/").status_code == 403
    assert Client().get("/environment/").status_code == 302


def test_settings_are_saved(cast: Cast) -> None:
    data = {"name": "Jansen Holding", "joining": "ask"}
    assert signed_in(cast.anna).post("/environment/", data).status_code == 302
    row = Environment.objects.get(pk=cast.jansen.pk)
    assert (row.name, row.listed, row.joining) == ("Jansen Holding", False, "ask")


@pytest.mark.parametrize("data", [{}, {"name": "Typed", "joining": "x"}, {"name": "Typed"}])
def test_what_was_typed_stays_when_it_cannot_be_saved(cast: Cast, data: dict[str, str]) -> None:
    answer = signed_in(cast.anna).post("/environment/", data)
    assert answer.status_code == 400
    assert data.get("name", "") in answer.content.decode()
    assert Environment.objects.get(pk=cast.jansen.pk).name == cast.jansen.name


def test_a_domain_is_claimed_proven_and_given_up(cast: Cast, names: NameServer) -> None:
    """Domain 3.4."""
    anna = signed_in(cast.anna)
    assert anna.post("/environment/domains/", {"claim-domain": f"@{DOMAIN.upper()}"}).status_code == 302
    row = DomainClaim.objects.get()
    page = text_of(anna, "/environment/")
    assert domains.record_value(row) in page and "Not proven yet" in page
    own = f"/environment/domains/{row.pk}/"
    anna.post(f"{own}check")
    assert "Not proven yet" in text_of(anna, "/environment/")
    names.records[f"{domains.record_name(row)}."] = [f'"{domains.record_value(row)}"']
    anna.post(f"{own}check")
    assert "Not proven yet" not in text_of(anna, "/environment/")
    assert DOMAIN in text_of(anna, f"{own}end/")
    assert anna.post(f"{own}end/").status_code == 302
    assert DOMAIN not in text_of(anna, "/environment/").replace(f"{DOMAIN} is given up", "")


@pytest.mark.parametrize("domain", ["gmail.com", "", "nonsense", "\0", "x" * 400])
def test_a_domain_that_cannot_be_claimed_is_refused_beside_its_field(cast: Cast, domain: str) -> None:
    answer = signed_in(cast.anna).post("/environment/domains/", {"claim-domain": domain})
    assert answer.status_code == 400
    assert not DomainClaim.objects.exists()


def test_no_answer_of_the_dns_is_no_error_of_ours(cast: Cast, settings: Settings) -> None:
    settings.KANTOOR_DNS_RESOLVER = "127.0.0.1:9"
    row = domains.claim(cast.actor(cast.anna), cast.jansen.pk, DOMAIN)
    anna = signed_in(cast.anna)
    assert anna.post(f"/environment/domains/{row.pk}/check").status_code == 302
    assert "could not be read" in text_of(anna, "/environment/")
    assert DomainClaim.objects.get().checked_at is None


def test_another_environments_claim_is_not_there(cast: Cast) -> None:
    """Domain 7.7."""
    row = domains.claim(cast.actor(cast.anna), cast.jansen.pk, DOMAIN)
    eva = signed_in(cast.eva)
    assert eva.post(f"/environment/domains/{row.pk}/check").status_code == 404
    assert eva.get(f"/environment/domains/{row.pk}/end/").status_code == 404
    assert eva.post(f"/environment/domains/{row.pk}/end/").status_code == 404


def test_a_further_domain_is_allowed_and_taken_back(cast: Cast) -> None:
    """Domain 3.7."""
    anna = signed_in(cast.anna)
    assert anna.post("/environment/further-domains/", {"allow-domain": "Elders.example"}).status_code == 302
    row = domains.allowances(cast.actor(cast.anna)).get()
    assert "elders.example" in text_of(anna, "/environment/")
    assert signed_in(cast.piet).post(f"/environment/further-domains/{row.pk}/end").status_code == 403
    assert anna.post(f"/environment/further-domains/{row.pk}/end").status_code == 302
    assert not domains.allowances(cast.actor(cast.anna)).exists()
    assert anna.post("/environment/further-domains/", {"allow-domain": "?"}).status_code == 400
