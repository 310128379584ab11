"""`bin/rehearse upgrade`: from a version before to this one, node by node, while people work; nobody may notice."""

import subprocess
import time
from collections import Counter
from pathlib import Path

from rehearsals import judge
from rehearsals.installation import HERE, WEB, WORKERS, Installation
from rehearsals.judge import Verdict
from rehearsals.load import Load
from rehearsals.nodes import Clock, connect, standing
from rehearsals.processes import Processes, until
from rehearsals.visitors import Notes

CALM = 6.0  # seconds


def rehearse(parts: Processes, *, before: str, way: str) -> list[Verdict]:
    """The verdicts."""
    clock, notes = Clock(), Notes()
    old, new = (
        version(parts.folder / tag, ref, tag) for tag, ref in (("previous", before), ("current", "HEAD"))
    )
    clock.say(f"from {described(old)} to {described(new)}, {migrations(old, new)} new migrations")
    with standing(parts, clock, old, way) as (installation, world, post):
        with Load(world, notes):
            time.sleep(CALM)
            clock.say("migrating, with the new version, while the old one serves")
            installation.once(new, "-m", "kantoor", "migrate")
            clock.say("migrated")
            time.sleep(CALM)
            replace(installation, new, clock)
            time.sleep(CALM)
        clock.say("people have stopped")
        connect(installation.settings)
        clock.say(f"the queue was empty after {judge.settle():.1f} s")
        verdicts = [judge.writes(world, notes), judge.jobs(world, notes, post.keys)]
        return [*verdicts, judge.errors(notes, []), judge.trail()]


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


def version(place: Path, ref: str, tag: str) -> Path:
    """A copy of the repository at this commit, tagged there and nowhere else."""
    git(HERE, "clone", "--quiet", "--shared", str(HERE), str(place))
    git(place, "checkout", "--quiet", "--detach", git(HERE, "rev-parse", f"{ref}^{{commit}}"))
    who = ("-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost")
    git(
        place,
        *who,
        "tag",
        "--annotate",
        f"rehearsal-{tag}",
        "--message",
        "One of the two versions of a rehearsal",
    )
    return place


def described(tree: Path) -> str:
    return git(tree, "log", "-1", "--format=%h (%cs)")


def migrations(old: Path, new: Path) -> int:
    """How many the new version has that the old one has not."""
    known = [
        Counter(path.relative_to(tree) for path in tree.glob("kantoor/*/migrations/0*.py"))
        for tree in (old, new)
    ]
    return (known[1] - known[0]).total()


def git(place: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(place), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()
