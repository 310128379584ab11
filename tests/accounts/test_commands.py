"""What only who runs the machine may do, from its command line (docs/decisions/first-user.md)."""

from importlib import import_module
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kantoor.accounts import addresses, signups
from kantoor.cli.main import OWN
from kantoor.demo.cast import Cast

pytestmark = pytest.mark.django_db


def run(command: str, address: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = import_module(OWN[command]).main([address])
    return status, capsys.readouterr().out.strip()


def test_a_link_to_sign_up_with(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    status, link = run("signup-link", "nora@newcomer.example", capsys)
    assert status == 0
    assert signups.opened(link.rstrip("/").rpartition("/")[2]).address == "nora@newcomer.example"
    for address in ("anna@jansen.example", "no address"):
        assert run("signup-link", address, capsys)[0] == 1


def test_a_link_to_a_new_password(cast: Cast, capsys: pytest.CaptureFixture[str], client: Client) -> None:
    status, link = run("password-link", "Anna@jansen.example", capsys)
    assert status == 0
    assert client.get(urlsplit(link).path).status_code == 302
    assert run("password-link", "nobody@jansen.example", capsys)[0] == 1


def test_a_link_to_confirm_an_address(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    anna = cast.actor(cast.anna)
    addresses.add(anna, anna.user_id, "aj@jansen.example")
    status, link = run("address-link", "aj@jansen.example", capsys)
    assert status == 0
    assert addresses.confirm(link.rstrip("/").rpartition("/")[2]).user == cast.anna
    assert run("address-link", "aj@jansen.example", capsys)[0] == 1


def test_an_operator(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("operator", "piet@jansen.example", capsys)[0] == 0
    assert cast.actor(cast.piet).is_operator
    for address in ("piet@jansen.example", "nobody@jansen.example"):
        assert run("operator", address, capsys)[0] == 1
