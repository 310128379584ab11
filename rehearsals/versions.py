"""Two versions of Kantoor, each a copy of the repository of its own, tagged there and nowhere else."""

import subprocess
from collections import Counter
from pathlib import Path

from rehearsals.installation import HERE

LATER = ("columns", "wider", "beside")
PLACE = Path("kantoor/organizations/migrations")
WHO = ("-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost")


def version(place: Path, ref: str, *, later: bool = False) -> Path:
    """The repository at this commit; `later`: with migrations that it may have some day, and one file other than it was."""
    git(HERE, "clone", "--quiet", "--shared", str(HERE), str(place))
    git(place, "checkout", "--quiet", "--detach", git(HERE, "rev-parse", f"{ref}^{{commit}}"))
    if later:
        _go_on(place)
    told = "One of the two versions of a rehearsal"
    git(place, *WHO, "tag", "--annotate", f"rehearsal-{place.name}", "--message", told)
    return place


def _go_on(tree: Path) -> None:
    before = max(path.stem for path in (tree / PLACE).glob("0*.py"))
    for number, name in enumerate(LATER, int(before[:4]) + 1):
        text = (Path(__file__).parent / "migrations" / f"{name}.py").read_text()
        after = f"{number:04}_{name}"
        (tree / PLACE / f"{after}.py").write_text(text.replace('"before"', f'"{before}"'))
        before = after
    with (tree / "kantoor/web/static/kantoor/css/layout.css").open("a") as style:
        style.write("\n/* Of a later version. */\n")
    git(tree, "add", ".")
    git(tree, *WHO, "commit", "--quiet", "--message", "A release some day")


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
