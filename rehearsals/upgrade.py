"""`bin/rehearse upgrade`: from a version before to this one, node by node, while people work; nobody may notice."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg

from rehearsals import judge
from rehearsals.installation import WEB, WORKERS, Installation
from rehearsals.judge import Verdict
from rehearsals.load import Load
from rehearsals.nodes import Clock, connect, standing
from rehearsals.processes import Processes, until
from rehearsals.versions import described, migrations, version
from rehearsals.visitors import Notes

CALM, REPORT = 6.0, 4.0  # seconds
# The first that did with poolers and with files that came after its start; this one has other tables and files.
BEFORE = "4b8a7b356"


def rehearse(parts: Processes, *, before: str, way: str, later: bool) -> list[Verdict]:
    """The verdicts; `later`: this version is the one before, and the new one has migrations made up for it."""
    clock, notes = Clock(), Notes()
    old = version(parts.folder / "previous", "HEAD" if later else before)
    new = version(parts.folder / "current", "HEAD", later=later)
    clock.say(f"from {described(old)} to {described(new)}, {migrations(old, new)} new migrations")
    with standing(parts, clock, old, way) as (installation, world, post):
        with Load(world, notes):
            time.sleep(CALM)
            migrating = migrate(installation, new, clock)
            time.sleep(CALM)
            replace(installation, new, clock)
            time.sleep(CALM)
        clock.say("people have stopped")
        connect(installation.settings)
        clock.say(f"the queue was empty after {judge.settle():.1f} s")
        verdicts = [judge.writes(world, notes), judge.jobs(world, notes, post.keys)]
        return [*verdicts, judge.errors(notes, []), judge.waits(notes, *migrating), judge.trail()]


def migrate(installation: Installation, tree: Path, clock: Clock) -> tuple[float, float]:
    """With the new version, while the old one serves and somebody reads for long; from when to when that took."""
    clock.say("migrating, with the new version, while the old one serves")
    begun = time.monotonic()
    with a_report(installation.database.url("leader")):
        installation.once(tree, "-m", "kantoor", "migrate")
    clock.say("migrated")
    return begun, time.monotonic()


@contextmanager
def a_report(url: str) -> Iterator[None]:
    """A table that is changed is read for seconds at a time: who waited for it would keep everybody else waiting."""
    over = Event()

    def read() -> None:
        with psycopg.connect(url) as there:
            while not over.is_set():
                there.execute("SELECT count(*) FROM organizations_membership")
                over.wait(REPORT)
                there.rollback()
                over.wait(REPORT / 2)

    thread = Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def replace(installation: Installation, tree: Path, clock: Clock) -> None:
    """One node after the other: told to end, waited for, begun anew with the other version."""
    for name in (*WEB, *WORKERS):
        code = installation.parts.end(name)
        if name in WEB:
            installation.start_web(name, tree)
            took = until(f"{name} is back", lambda name=name: installation.answers(name), 90)
        else:
            installation.start_worker(name, tree)
            took = 0.0
        clock.say(f"{name} ended with {code} and is back after {took:.1f} s")
        time.sleep(CALM / 2)
