"""Claiming mail domains by proof, losing them, allowing further ones; against a real name server (domain 3.4, 3.7)."""

import datetime as dt
from collections.abc import Iterator

import dns.rcode
import pytest
from pytest_django import Settings

from kantoor.accounts import addresses
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.environments import domains, settings
from kantoor.environments.models import DomainClaim, Environment, Joining
from kantoor.kernel.clock import now
from kantoor.kernel.dns import DnsUnavailable
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.notifications.models import Mail
from tests.kernel.nameserver import NameServer, failing, running

DOMAIN = "jansen-groep.nl"


@pytest.fixture
def names(settings: Settings) -> Iterator[NameServer]:
    with running() as nameserver:
        settings.KANTOOR_DNS_RESOLVER = nameserver.address
        yield nameserver


def claim(cast: Cast, domain: str = DOMAIN) -> DomainClaim:
    return domains.claim(cast.actor(cast.anna), cast.jansen.pk, domain)


def publish(names: NameServer, row: DomainClaim) -> None:
    names.records[f"{domains.record_name(row)}."] = ['"something else"', f'"{domains.record_value(row)}"']


def proven(cast: Cast, names: NameServer) -> DomainClaim:
    row = claim(cast)
    publish(names, row)
    assert domains.check(cast.actor(cast.anna), row.pk)
    return DomainClaim.objects.get(pk=row.pk)


def overdue() -> None:
    DomainClaim.objects.update(checked_at=now() - dt.timedelta(hours=25))


def test_a_claim_counts_when_its_record_has_been_seen(cast: Cast, names: NameServer) -> None:
    """Domain 3.4: by proof, not by being first."""
    row = claim(cast)
    assert not domains.check(cast.actor(cast.anna), row.pk)
    assert DomainClaim.objects.get().proven_at is None
    publish(names, row)
    assert domains.check(cast.actor(cast.anna), row.pk)
    assert DomainClaim.objects.get().proven_at is not None


def test_another_claims_record_proves_nothing(cast: Cast, names: NameServer) -> None:
    other = domains.claim(cast.actor(cast.eva), cast.vandijk.pk, DOMAIN)
    row = claim(cast)
    publish(names, other)
    assert not domains.check(cast.actor(cast.anna), row.pk)


def test_a_name_server_in_trouble_changes_nothing(cast: Cast, names: NameServer) -> None:
    row = proven(cast, names)
    names.reply = failing(dns.rcode.SERVFAIL)
    with pytest.raises(DnsUnavailable):
        domains.check(cast.actor(cast.anna), row.pk)
    overdue()
    assert domains.recheck_due() == 1
    assert domains.recheck_due() == 0, "it is asked again tomorrow"
    assert DomainClaim.objects.get().missing_since is None


@pytest.mark.parametrize("domain", ["gmail.com", "GMAIL.com", "hotmail.com", "co.uk"])
def test_domains_of_everybody_are_never_claimed(cast: Cast, domain: str) -> None:
    """Domain 3.4."""
    with pytest.raises(Invalid):
        claim(cast, domain)


@pytest.mark.parametrize("domain", ["", "x", "a b.nl", "10.0.0.1", "\0.nl", "x" * 300 + ".nl", "-.nl"])
def test_what_is_no_domain_is_refused_at_its_field(cast: Cast, domain: str) -> None:
    with pytest.raises(Invalid) as refused:
        claim(cast, domain)
    assert refused.value.field == "domain"


def test_only_own_administrators_claim_check_and_give_up(cast: Cast, names: NameServer) -> None:
    """Domain 2, 7.7."""
    row = claim(cast)
    with pytest.raises(Refused):
        domains.claim(cast.actor(cast.piet), cast.jansen.pk, "x.example")
    for act in (domains.check, domains.give_up):
        with pytest.raises(Refused):
            act(cast.actor(cast.piet), row.pk)
        with pytest.raises(NotFound):
            act(cast.actor(cast.eva), row.pk)
    assert names.asked == []


def test_a_domain_is_proven_by_one_environment_only(cast: Cast, names: NameServer) -> None:
    proven(cast, names)
    other = domains.claim(cast.actor(cast.eva), cast.vandijk.pk, DOMAIN)
    publish(names, other)
    with pytest.raises(Conflict):
        domains.check(cast.actor(cast.eva), other.pk)
    overdue()
    domains.recheck_due()
    DomainClaim.objects.filter(missing_since__isnull=False).update(missing_since=now() - dt.timedelta(days=8))
    overdue()
    domains.recheck_due()
    assert domains.check(cast.actor(cast.eva), other.pk), "the first has lost its record and so its claim"


def test_claiming_again_changes_nothing_and_giving_up_makes_room(cast: Cast, names: NameServer) -> None:
    """Domain 3.4: claims can be given up again."""
    row = proven(cast, names)
    assert claim(cast) == row
    domains.give_up(cast.actor(cast.anna), row.pk)
    assert not domains.claims(cast.actor(cast.anna)).exists()
    assert claim(cast).proven_at is None


def test_a_lost_record_is_told_and_ends_the_claim_after_seven_days(cast: Cast, names: NameServer) -> None:
    """Domain 3.4, our rule (docs/domain-notes.md)."""
    proven(cast, names)
    names.records.clear()
    overdue()
    assert domains.recheck_due() == 1
    row = DomainClaim.objects.get()
    assert row.missing_since is not None and row.ended_at is None
    assert Mail.objects.filter(to=cast.anna.email).count() == 1
    overdue()
    domains.recheck_due()
    assert Mail.objects.filter(to=cast.anna.email).count() == 1, "told once"
    DomainClaim.objects.update(missing_since=now() - dt.timedelta(days=7, minutes=1))
    overdue()
    domains.recheck_due()
    assert DomainClaim.objects.get().ended_why == "record missing"
    assert Entry.objects.filter(action="domains.ended").count() == 1


def test_a_record_that_comes_back_saves_the_claim(cast: Cast, names: NameServer) -> None:
    row = proven(cast, names)
    names.records.clear()
    overdue()
    domains.recheck_due()
    publish(names, row)
    overdue()
    domains.recheck_due()
    assert DomainClaim.objects.get().missing_since is None


def test_what_was_checked_today_or_never_proven_is_left_alone(cast: Cast, names: NameServer) -> None:
    proven(cast, names)
    claim(cast, "other.example")
    names.asked.clear()
    assert domains.recheck_due() == 0
    assert names.asked == []


def test_a_further_domain_allows_additional_addresses(cast: Cast) -> None:
    """Domain 3.7."""
    with pytest.raises(Invalid):
        addresses.add(cast.actor(cast.sara), cast.sara, "sara@elders.example")
    anna = cast.actor(cast.anna)
    row = domains.allow(anna, cast.jansen.pk, "Elders.example")
    assert domains.allow(anna, cast.jansen.pk, "elders.example") == row
    addresses.add(cast.actor(cast.sara), cast.sara, "sara@elders.example")
    domains.disallow(anna, row.pk)
    with pytest.raises(Invalid):
        addresses.add(cast.actor(cast.piet), cast.piet, "piet@elders.example")


def test_only_administrators_allow_further_domains(cast: Cast) -> None:
    with pytest.raises(Refused):
        domains.allow(cast.actor(cast.piet), cast.jansen.pk, "elders.example")


# settings


def test_administrators_change_the_settings_and_everything_follows(cast: Cast) -> None:
    """Domain 3.3, 6.1."""
    settings.change(cast.actor(cast.anna), cast.jansen.pk, " Jansén  Groep ", False, Joining.ASK)
    row = Environment.objects.get(pk=cast.jansen.pk)
    assert (row.name, row.folded, row.listed, row.joining) == ("Jansén Groep", "jansen groep", False, "ask")


def test_the_same_settings_again_change_nothing(cast: Cast) -> None:
    settings.change(cast.actor(cast.anna), cast.jansen.pk, cast.jansen.name, True, cast.jansen.joining)
    assert not Entry.objects.filter(action="environment.changed").exists()


@pytest.mark.parametrize(
    ("name", "joining"), [("", "ask"), ("\0", "ask"), ("x" * 121, "ask"), ("Jansen", "always")]
)
def test_settings_that_cannot_be_are_refused(cast: Cast, name: str, joining: str) -> None:
    with pytest.raises(Invalid):
        settings.change(cast.actor(cast.anna), cast.jansen.pk, name, True, joining)


def test_only_own_administrators_change_the_settings(cast: Cast) -> None:
    """Domain 2."""
    with pytest.raises(Refused, match="Anna Jansen"):
        settings.change(cast.actor(cast.piet), cast.jansen.pk, "Ours", True, Joining.ASK)
    with pytest.raises(NotFound):
        settings.change(cast.actor(cast.eva), cast.jansen.pk, "Ours", True, Joining.ASK)
