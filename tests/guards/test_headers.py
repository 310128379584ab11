"""Every kind of answer has its headers: pages, files, errors, redirects, static files, probes."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kantoor.demo.cast import Cast
from kantoor.web import headers, health
from tests.guards import world

# A browser's own viewer around a PDF, and a demo's mail in a frame without scripts: no page of ours.
INLINE = {"document_file", "demo_mail_html"}
PRESENT = ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy")


def policy(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


def faults(answer: Any, inline: bool = False) -> list[str]:
    """What this answer lacks, or allows."""
    missing = [name for name in PRESENT if name not in answer]
    if "Content-Security-Policy" not in answer:
        return [*missing, "Content-Security-Policy"]
    told, text = policy(answer), answer["Content-Security-Policy"]
    allowed = re.findall(r"'unsafe-\w+'|\*|https?:|blob:", "" if inline else text)
    scripts = [
        one for one in told.get("script-src", []) if not re.fullmatch(r"'self'|'none'|'nonce-.+'", one)
    ]
    framed = answer.get("X-Frame-Options") != "DENY" and not inline
    closed = told.get("default-src") == ["'none'"]
    return [*missing, *allowed, *scripts, *["framed"] * framed, *["default-src"] * (not closed)]


@pytest.mark.once
def test_every_route_and_method(cast: Cast) -> None:
    """As somebody who may, and as nobody: pages, files, refusals, redirects."""
    known, wrong, statuses = world.build(cast), {}, set()
    for who in ("env_admin", "org_admin", "nobody"):
        signed_in = world.client_of(known.people[who]).cookies
        for route in world.routes():
            for method in ("get", "post"):
                if (route.name, method) == ("domain_check", "post"):
                    continue  # asks a name server
                client = world.client_of(None)
                client.cookies.update(signed_in)
                with world.Undone():
                    answer = getattr(client, method)(reverse(route.name, kwargs=known.fill(route)))
                statuses.add(answer.status_code)
                found = faults(answer, route.name in INLINE)
                if found:
                    wrong[f"{method} {route.name} {answer.status_code}"] = found
    assert wrong == {}
    assert {200, 302, 400, 403, 404, 405} <= statuses


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
