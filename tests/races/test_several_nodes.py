"""Two web nodes on one database and one folder: nothing depends on which of them answers (docs/nodes.md)."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.request import urlopen
from uuid import uuid4

from django.conf import settings
from django.db import connection

from kantoor.accounts import signups
from kantoor.accounts.models import User
from kantoor.demo.cast import PASSWORD, Cast
from rehearsals.across import Across
from tests.committed import url_of
from tests.ports import free_port
from tests.serving import environment


@contextmanager
def node() -> Iterator[int]:
    """The port of a `kantoor web` on the committed database."""
    port = free_port()
    told = environment(
        DATABASE_URL=url_of(str(connection.settings_dict["NAME"])),
        KANTOOR_DATA=str(settings.DATA),
        KANTOOR_SECRET_KEY=settings.SECRET_KEY,
        KANTOOR_BEHIND_PROXY="1",
        KANTOOR_LOG_LEVEL="ERROR",
        KANTOOR_PREPARE="no",
    )
    command = [sys.executable, "-m", "kantoor", "web", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=told)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < until, "the node did not start"
            time.sleep(0.1)


def test_sessions_limits_links_and_pieces_are_right_across_nodes(stage: Cast) -> None:
    """Domain 3.1 (a link works once), 8.1: all of it is in the database, none of it in a process."""
    address = f"nora-{uuid4().hex[:8]}@newcomer.example"
    link = signups.hand_over(address).partition("8000")[2]
    with ExitStack() as stack:
        ports = [stack.enter_context(node()), stack.enter_context(node())]
        for port in ports:
            answers(port)
        verdict = Across(ports, PASSWORD).everything(str(stage.bouw.pk), link)
    assert verdict.wrong == []
    assert User.objects.filter(email=address).count() == 1
