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
from rehearsals import judge, planting
from rehearsals.across import Across
from rehearsals.load import Load, World
from rehearsals.visitors import Answer, Notes
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


def test_visitors_of_a_rehearsal_get_all_of_their_work_done(stage: Cast) -> None:
    """Each kind once, on pages as they are: a link that they no longer find would leave a part of it out unseen."""
    planted = planting.beside(2, 1, mark=f"{uuid4().hex[:8]}-")
    notes = Notes()
    with ExitStack() as stack:
        port = stack.enter_context(node())
        answers(port)
        load = Load(World(port=port, **planted), notes)
        for work, visitor in zip(load.crew, load.visitors, strict=True):
            visitor.sign_in(stage.anna.email, PASSWORD)
            if work == load.join:
                load.over.set()  # it waits for others otherwise
            work(visitor)
    assert notes.mishaps == []
    assert {kind for kind, _which, _at in notes.done} == set(judge.WORK)


def test_a_link_is_read_as_a_browser_does() -> None:
    page = Answer(200, {}, b'<a href="../b/"> <a href="c/?x=1&amp;y=2"> <a href="/d/">', "/a/list/?q=an")
    assert [page.link(path) for path in ("/a/b/", "/a/list/c/", "/d/", "/e/")] == [
        *("/a/b/", "/a/list/c/", "/d/", "")
    ]
