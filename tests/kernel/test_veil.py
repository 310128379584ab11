"""No secret of a link is written to a log (SECURITY.md)."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kantoor.kernel import tokens
from kantoor.kernel.ids import uuid7
from kantoor.kernel.veil import Veil


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the log says, told as the settings tell it."""
    told: dict[str, Any] = settings.LOGGING
    assert told["handlers"]["console"]["filters"] == ["veil"]
    assert told["filters"]["veil"]["()"] == f"{Veil.__module__}.{Veil.__name__}"
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(Veil())
    logging.getLogger().addHandler(handler)
    yield said
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    "address", ["/letters/{}/", "/letters/{}/files/0198c5de-1111-7111-8111-111111111111/", "/sign-up/{}/"]
)
def test_the_token_of_a_refused_address_is_not_logged(db: None, logged: io.StringIO, address: str) -> None:
    token, _hash = tokens.new()
    for method in ("get", "post"):
        getattr(Client(), method)(address.format(token))
    assert "…/" in logged.getvalue()
    assert token not in logged.getvalue()


def test_ids_and_plain_words_are_logged(logged: io.StringIO) -> None:
    key = uuid7()
    logging.getLogger("kantoor").warning("the text of file %s: %s", key, "x" * 30)
    assert logged.getvalue() == f"the text of file {key}: {'x' * 30}\n"
