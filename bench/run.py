"""What `bin/bench` does: all benchmarks or one, on each database, in processes and throw-away folders of their own."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bench import comparing, curves
from tests import postgres

# What `--size` is if not said, where there is one.
BENCHMARKS: dict[str, int | None] = {
    "members": 100_000,
    "documents": 1_000_000,
    "proof": 1_000_000,
    "audit": 1_000_000,
    "http": None,
    "growth": None,
    "pages": None,
    "step": 10_000_000,
}
# What only some of them understand.
MORE = {
    "documents": ("organizations", "giant"),
    "proof": ("table",),
    "http": ("scale", "seconds"),
    "growth": ("scale",),
    "pages": ("scale", "only", "who", "runs"),
}
FLAGS = {
    "members": ("no_http",),
    "documents": ("no_http", "cpu", "lists_only"),
    "proof": ("build_only",),
    "growth": ("build_only",),
    "pages": ("links",),
}
SCALES = ("S", "M", "L", "XL")
SETTINGS = {"autovacuum": "on", "synchronous_commit": "on", "fsync": "on"}


def main() -> int:
    chosen = parser().parse_args()
    wanted = [chosen.benchmark] if chosen.benchmark != "all" else list(BENCHMARKS)
    if any(scale not in SCALES for scale in chosen.scales.split(",")):
        sys.exit(f"--scales are some of {','.join(SCALES)}.")
    with tempfile.TemporaryDirectory(prefix="kantoor-bench-") as folder:
        # What this run adds stands in a file of its own first, to be compared and drawn.
        fresh = Path(folder) / "figures"
        failed = 0
        for vendor, server in servers(chosen):
            with server() as url:
                for name in wanted:
                    failed |= measure(name, chosen, vendor, url, fresh)
        lines = comparing.read(fresh) if fresh.exists() else []
    if chosen.json and lines:
        with Path(chosen.json).open("a") as file:
            file.writelines(f"{comparing.written(line)}\n" for line in lines)
    draw(lines, Path(chosen.svg))
    if chosen.against:
        print("\n".join(comparing.compare(comparing.read(chosen.against), lines)))
    return failed


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser("bin/bench", description=__doc__)
    made.add_argument("benchmark", nargs="?", default="all", choices=["all", *BENCHMARKS])
    made.add_argument("--sqlite", action="store_true", help="on SQLite only")
    made.add_argument("--postgres", action="store_true", help="on PostgreSQL only")
    made.add_argument("--size", type=int, help="people, entries, documents; memberships of proof")
    made.add_argument("--scale", choices=SCALES, default="M", help="of `http` and `pages`: the world (M)")
    made.add_argument(
        "--scales", default="S,M,L", help="of `growth`: the worlds (S,M,L); XL is for PostgreSQL"
    )
    made.add_argument(
        "--turns",
        type=int,
        default=1,
        help="of `growth`: how often all worlds are measured, one after the other (1): a slow hour is one of all of them",
    )
    made.add_argument("--seconds", type=float, help="of `http`: how long each is asked (8)")
    made.add_argument("--only", help="of `pages`: a pattern for the names of routes")
    made.add_argument("--who", help="of `pages`: leader, many or ten; else all of them")
    made.add_argument("--runs", type=int, help="of `pages`: how often each is read (20)")
    made.add_argument("--links", action="store_true", help="of `pages`: and what their own links ask of them")
    made.add_argument("--organizations", type=int, help="of `documents`")
    made.add_argument("--giant", type=int, help="of `documents`: how many more one organization has")
    made.add_argument("--cpu", action="store_true", help="of `documents`: CPU instead of time")
    made.add_argument("--lists-only", action="store_true", help="of `documents`: no files and shares")
    made.add_argument(
        "--keep",
        metavar="FOLDER",
        help="where worlds stay, to be used again: SQLite's, and PostgreSQL's whole",
    )
    made.add_argument("--table", help="of `proof`: a file to which the figures are added as a table")
    made.add_argument("--build-only", action="store_true", help="make the worlds to be kept, measure nothing")
    made.add_argument("--no-http", action="store_true", help="server time only, no server")
    made.add_argument("--json", metavar="FILE", help="a file to which the figures are added, a line each")
    made.add_argument("--against", metavar="FILE", help="such a file of an earlier run, to compare with")
    made.add_argument("--svg", metavar="FOLDER", default="docs/benchmarks", help="where growth is drawn")
    return made


def servers(chosen: argparse.Namespace) -> Iterator[tuple[str, Callable[..., AbstractContextManager[str]]]]:
    """The databases to measure on; SQLite has no address."""
    both = chosen.sqlite == chosen.postgres
    if both or chosen.sqlite:
        yield "sqlite", none
    if both or chosen.postgres:
        yield "postgresql", given if "KANTOOR_TEST_DATABASE_URL" in os.environ else own(chosen)


@contextmanager
def none() -> Iterator[str]:
    yield ""


@contextmanager
def given() -> Iterator[str]:
    yield os.environ["KANTOOR_TEST_DATABASE_URL"]


def own(chosen: argparse.Namespace) -> Callable[..., AbstractContextManager[str]]:
    """A PostgreSQL of the benchmark's own, kept where worlds are."""
    folder = Path(chosen.keep).expanduser() / "postgresql" if chosen.keep else None
    return lambda: postgres.cluster(SETTINGS, folder)


def measure(name: str, chosen: argparse.Namespace, vendor: str, url: str, figures: Path) -> int:
    """The exit code of one benchmark on one database; of growth, of each of its worlds."""
    if name != "growth":
        return once(name, chosen, vendor, url, figures, chosen.scale)
    failed = 0
    for scale in chosen.scales.split(",") * chosen.turns:
        if scale != "XL" or vendor == "postgresql":
            failed |= once(name, chosen, vendor, url, figures, scale)
    return failed


def once(name: str, chosen: argparse.Namespace, vendor: str, url: str, figures: Path, scale: str) -> int:
    """The exit code of the benchmark in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="kantoor-bench-") as temporary:
        folder = temporary if url or not chosen.keep else kept(chosen, name, scale)
        environment = os.environ | {"KANTOOR_DATA": folder, "DJANGO_SETTINGS_MODULE": "kantoor.settings"}
        environment.setdefault("KANTOOR_LOG_LEVEL", "WARNING")  # a line for each page is not what is measured
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = database(url, world(chosen, name, scale))
        told = passed_on(chosen, name, scale)
        command = [sys.executable, "-m", f"bench.{name}", "--json", str(figures), *told]
        return subprocess.run(command, env=environment, check=False).returncode


def world(chosen: argparse.Namespace, name: str, scale: str) -> str:
    """By what a world is known: those of http and growth are the same."""
    if BENCHMARKS[name] is None:
        return f"world-{scale}"
    sizes = (chosen.size, chosen.organizations, chosen.giant)
    return f"{name}-{'-'.join(str(value or '') for value in sizes)}"


def kept(chosen: argparse.Namespace, name: str, scale: str) -> str:
    """A folder for this world."""
    folder = Path(chosen.keep).expanduser() / world(chosen, name, scale)
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def database(url: str, name: str) -> str:
    """A database of that name on the server, made if it is not there."""
    named = "bench_" + "".join(c if c.isalnum() else "_" for c in name.lower())
    with psycopg.connect(url, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [named]).fetchone()
        if not there:
            connection.execute(f'CREATE DATABASE "{named}"')
    return urlsplit(url)._replace(path=f"/{named}").geturl()


def passed_on(chosen: argparse.Namespace, name: str, scale: str) -> list[str]:
    """What the benchmark itself is told."""
    values = {**vars(chosen), "scale": scale, "size": chosen.size or BENCHMARKS[name]}
    known = ("size", *MORE.get(name, ()))
    told = [(f"--{key}", str(values[key])) for key in known if values[key] is not None]
    quiet = [f"--{key.replace('_', '-')}" for key in FLAGS.get(name, ()) if values[key]]
    return [word for pair in told for word in pair] + quiet


def draw(lines: list[comparing.Line], folder: Path) -> None:
    """The curves of growth, and their table."""
    for vendor in ("sqlite", "postgresql"):
        some = [line for line in lines if line.get("benchmark") == "growth" and line["database"] == vendor]
        if len({line["scale"] for line in some}) > 1:
            path = folder / f"growth-{vendor}.svg"
            curves.draw(some, path)
            print(f"\nGrowth on {vendor}, drawn in {path}", *curves.table(some), sep="\n")


if __name__ == "__main__":
    sys.exit(main())
