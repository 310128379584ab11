"""`kantoor demo world`: a large, seeded world to measure with or to look around in."""

import argparse
import datetime as dt
import sys
import time

import django

SIZES = ("S", "M", "L", "XL")


def main(arguments: list[str]) -> int:
    """0 when the world is there; 1 when the database is in use, or has it already."""
    chosen = _parser().parse_args(arguments)
    django.setup()
    from django.db import connection

    from kantoor.cli import migrate
    from kantoor.demo import seed
    from kantoor.demo.worlds import making

    if chosen.scale == "XL" and connection.vendor == "sqlite":
        print("XL is for PostgreSQL: set DATABASE_URL.", file=sys.stderr)
        return 1
    migrate.apply(verbosity=0)
    try:
        if not chosen.beside:
            making.refuse_used()
            seed.plant()
        return _make(chosen)
    except (seed.NotEmpty, making.AlreadyThere) as reason:
        print(reason, file=sys.stderr)
        return 1


def _make(chosen: argparse.Namespace) -> int:
    from kantoor.demo import cast
    from kantoor.demo.worlds import ground, making
    from kantoor.demo.worlds.sizes import SCALES

    begun = time.perf_counter()
    print(f"World {chosen.scale}, seed {chosen.seed}, until {chosen.until}", flush=True)
    making.make(
        SCALES[chosen.scale],
        start=chosen.seed,
        until=chosen.until,
        beside=chosen.beside,
        say=lambda line: print(line, flush=True),
    )
    print(f"{time.perf_counter() - begun:.0f} seconds in all.")
    if not chosen.beside:
        print(f"Sign in as {ground.address('many')}, who is in every second organization: {cast.PASSWORD}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kantoor demo", description=__doc__)
    acts = parser.add_subparsers(required=True, metavar="world")
    world = acts.add_parser("world", help="write organizations, people, documents and shares by the million")
    world.add_argument(
        "--scale", choices=SIZES, required=True, help="S 10 companies … L 10,000 organizations"
    )
    world.add_argument("--seed", type=int, default=1, help="another number gives another world (1)")
    world.add_argument(
        "--until",
        type=dt.date.fromisoformat,
        default=dt.datetime.now(dt.UTC).date(),
        metavar="YYYY-MM-DD",
        help="its last day (today); the same seed and day give the same world",
    )
    world.add_argument(
        "--beside", action="store_true", help="also into a database that is in use; nobody of it can sign in"
    )
    return parser
