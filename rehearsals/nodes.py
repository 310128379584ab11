"""`bin/rehearse nodes`: bring it up, let people work, kill what can be killed, judge."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from rehearsals import judge, planting
from rehearsals.across import Across
from rehearsals.chaos import Chaos
from rehearsals.installation import HERE, WEB, Installation
from rehearsals.judge import Verdict
from rehearsals.load import Load, World
from rehearsals.processes import Processes
from rehearsals.visitors import Notes
from tests import mailserver
from tests.mailserver import Post

PEOPLE, LINKS = 2_000, 200


class Clock:
    """Says what happens, and when."""

    def __init__(self) -> None:
        self.begun = time.monotonic()

    def say(self, what: str) -> None:
        print(f"{time.monotonic() - self.begun:6.1f} s  {what}", flush=True)


def rehearse(parts: Processes, *, short: bool, web: int) -> list[Verdict]:
    """The verdicts; `web`: nothing but web nodes is killed, so often."""
    clock = Clock()
    with standing(parts, clock, HERE) as (installation, world, post):
        alone = Across([installation.ports[name] for name in WEB], world.password)
        across = alone.everything(world.organization, world.links.pop()[1])
        notes, chaos = Notes(), Chaos(installation, clock.say)
        with Load(world, notes):
            if web:
                chaos.web_nodes(web)
            else:
                chaos.everything(short=short)
        clock.say("people have stopped")
        connect(installation.settings)
        clock.say(f"the queue was empty after {judge.settle():.1f} s")
        verdicts = [across, judge.writes(world, notes), judge.jobs(world, notes, post.keys)]
        return [*verdicts, judge.errors(notes, chaos.windows), judge.trail()]


@contextmanager
def standing(
    parts: Processes, clock: Clock, tree: Path, way: str = "pooler"
) -> Iterator[tuple[Installation, World, Post]]:
    """Everything up and planted, of the version in this tree; and the mail server, which is ours."""
    with mailserver.running() as post:
        installation = Installation(parts, post.url, way, tree)
        installation.start()
        clock.say("etcd, Patroni, PostgreSQL, PgBouncer, SeaweedFS and HAProxy are up")
        installation.once(tree, "-m", "kantoor", "migrate")
        planted = json.loads(installation.once(tree, planting.__file__, PEOPLE, LINKS))
        world = World(port=installation.ports["people"], **planted)
        installation.start_nodes(tree)
        clock.say("three web nodes and two workers are up, with the demo world")
        yield installation, world, post


def connect(settings: dict[str, str]) -> None:
    """Make this process a part of the installation too, so that it can judge."""
    os.environ.update(settings | {"DJANGO_SETTINGS_MODULE": "kantoor.settings"})
    django.setup()
