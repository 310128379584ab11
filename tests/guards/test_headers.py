"""Answers that no route gives have their headers too; those of routes are looked at by test_routes."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from kantoor.web import headers, health
from tests.guards.heads import faults


@pytest.mark.django_db
def test_what_no_route_answers(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Nothing there, a stale form, a host that is none, a static file, probes, and what broke."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    settings.ALLOWED_HOSTS = ["testserver"]
    answers = {
        404: strict.get("/nothing/"),
        403: strict.post("/sign-in/"),
        400: strict.get("/sign-in/", headers={"host": "evil.example"}),
        301: strict.get("/sign-in"),
    }
    monkeypatch.setattr(health, "_answers", lambda: False)
    answers[503] = strict.get("/readyz")
    monkeypatch.setattr("kantoor.web.accounts.adapter.AccountAdapter.is_ajax", _broken)
    monkeypatch.setattr("kantoor.web.context.Frame.theme", property(_broken))
    answers[500] = strict.get("/sign-in/")
    assert {status: answer.status_code for status, answer in answers.items()} == {s: s for s in answers}
    assert {status: found for status, answer in answers.items() if (found := faults(answer))} == {}


def _broken(*_: Any) -> Any:
    raise LookupError("planted")


@pytest.mark.django_db
def test_with_https_every_answer_says_so(settings: Settings) -> None:
    """A probe and a redirect too."""
    settings.SECURE, settings.SECURE_HSTS_SECONDS = True, 60
    for path in ("/livez", "/sign-in/", "/documents/"):
        assert "Strict-Transport-Security" in Client().get(path, secure=True)
    assert headers.ALWAYS.keys().isdisjoint(headers.SECURE)
