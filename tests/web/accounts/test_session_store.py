"""Who is signed in is told by the session's row: not by one that is over, nor by what else a cookie holds."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kantoor.demo.cast import Cast

pytestmark = pytest.mark.twice

BACKEND = "kantoor.accounts.backend.VerifiedAddressBackend"


def test_a_session_lasts_until_its_end(cast: Cast, client: Client) -> None:
    client.force_login(cast.anna, backend=BACKEND)
    assert client.get(reverse("documents")).status_code == 200
    Session.objects.update(expire_date=timezone.now() + dt.timedelta(seconds=30))
    assert client.get(reverse("documents")).status_code == 200
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(reverse("documents")).status_code == 302


@pytest.mark.parametrize(
    "key", ["x" * 32, "a' or 1=1 --      ", "%" * 8, "\u00e9" * 8, "short", "a\\0b\\0c\\0d", "z" * 5000]
)
def test_what_is_no_session_is_nobody(cast: Cast, client: Client, key: str) -> None:
    client.force_login(cast.anna, backend=BACKEND)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get(reverse("documents")).status_code == 302
