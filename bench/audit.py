"""The audit trail: linking and verifying a very long one, many writers at once, what recording costs an act.

`--size` entries are written by SQL into the trails of ten environments, then linked as the worker does it, and verified.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.conf import settings

settings.DATABASES["default"]["OPTIONS"].pop("pool", None)  # every writer has a connection of its own
settings.AUDIT_ANCHORS = [str(Path(tempfile.mkdtemp(prefix="kantoor-bench-")) / "anchors")]
django.setup()

from django.core.management import call_command
from django.db import connection, connections

from bench.measuring import Figure, figure, head, keep, show
from kantoor.access.action import performing
from kantoor.accounts import profile
from kantoor.audit import anchoring, exports, linking, record, trail, verifying
from kantoor.audit.models import Entry, Link
from kantoor.demo import cast as demo
from kantoor.environments import activity
from kantoor.kernel import pages

# On SQLite writers take turns by themselves, and give up after 20 seconds.
WRITERS, EACH = 50 if connection.vendor == "postgresql" else 8, 40
COLUMNS = (
    "id, at, action, refused, actor_id, actor_name, credential, origin, environment_id, organization_name,"
    " subject_id, subject_name, target_kind, target_id, details, private"
)
FILL = {
    "sqlite": """
WITH RECURSIVE n(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM n WHERE i < {end} - 1)
INSERT INTO audit_entry ({columns})
SELECT printf('%012x', {base} + i) || '7' || lower(substr(hex(randomblob(10)), 2)),
strftime('%Y-%m-%d %H:%M:%f000', ({base} + i) / 1000.0, 'unixepoch'), 'memberships.changed', 0,
substr(printf('%032x', i % 997), 1, 32), 'Anna Jansen', 'session', '192.0.2.7',
substr('{environments}', (i % 10) * 32 + 1, 32), 'Jansen Bouw BV', printf('%032x', i % 9973), 'Sara El Amrani',
'membership', printf('%032x', i), '{{"role": 2, "until": null}}', '{{}}' FROM n""",
    "postgresql": """
INSERT INTO audit_entry ({columns})
SELECT (lpad(to_hex({base} + i::bigint), 12, '0') || '7' || substr(md5(i::text), 2, 19))::uuid,
to_timestamp(({base} + i) / 1000.0), 'memberships.changed', false, lpad(to_hex(i % 997), 32, '0')::uuid, 'Anna Jansen',
'session', '192.0.2.7', substr('{environments}', (i % 10) * 32 + 1, 32)::uuid, 'Jansen Bouw BV',
lpad(to_hex(i % 9973), 32, '0')::uuid, 'Sara El Amrani', 'membership', lpad(to_hex(i), 32, '0')::uuid,
'{{"role": 2, "until": null}}', '{{}}' FROM generate_series({start}, {end} - 1) AS i""",
}


def fill(size: int, environments: list[Any]) -> None:
    """So many entries from now on, a millisecond apart, in turn in each environment."""
    keys = "".join(environment.pk.hex for environment in environments)
    base = int(time.time() * 1000)
    for start in range(0, size, 100_000):
        end = min(size, start + 100_000)
        with connection.cursor() as cursor:
            text = FILL[connection.vendor]
            cursor.execute(text.format(columns=COLUMNS, environments=keys, base=base, start=start, end=end))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def once(name: str, call: Callable[[], Any]) -> tuple[Figure, Any]:
    """One run; what takes a minute is not repeated."""
    start, own = time.perf_counter(), time.process_time()
    result = call()
    taken = (time.perf_counter() - start) * 1000
    made = Figure(name, 1, taken, taken, 0)
    show(made)
    print(f"{'':<10}of which {time.process_time() - own:.1f} s of this process's own time")
    return made, result


def writers(cast: demo.Cast) -> list[Figure]:
    """Acts of many people at once, with a linker beside them; every entry ends up in the chain, once."""
    actor, over, taken = cast.actor(cast.anna), threading.Event(), []
    before = Entry.objects.count()

    def write() -> None:
        for _number in range(EACH):
            start = time.perf_counter()
            with performing():
                record.entry(actor, "memberships.changed", subject=cast.sara, organization=cast.bouw)
            taken.append((time.perf_counter() - start) * 1000)
        connections.close_all()

    def link() -> None:
        while not over.wait(0.05):
            linking.all_waiting()
        connections.close_all()

    linker, threads = threading.Thread(target=link), [threading.Thread(target=write) for _n in range(WRITERS)]
    start = time.perf_counter()
    for thread in [linker, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    over.set()
    linker.join()
    linking.all_waiting()
    written = Entry.objects.count() - before
    assert written == WRITERS * EACH, written
    assert Link.objects.count() == Entry.objects.count()
    print(f"{WRITERS} writers: {written} acts in {wall:.1f} s, {written / wall:.0f} a second, none lost")
    made = Figure(
        f"act, {WRITERS} writers and a linker",
        written,
        statistics.median(taken),
        statistics.quantiles(taken, n=20)[-1],
        0,
    )
    show(made)
    return [made]


def cost(cast: demo.Cast) -> list[Figure]:
    """The same act with and without the trail."""
    anna = cast.actor(cast.anna)

    def rename(number: int) -> None:
        profile.rename(anna, cast.anna.pk, f"Anna Jansen {number % 2}")

    with mock.patch.object(record, "save"):
        unaudited = figure("act, nothing recorded", rename, 300)
    audited = figure("act, recorded", rename, 300)
    figures = [unaudited, audited]
    with mock.patch.object(record, "save"):
        figures.append(figure("act, nothing recorded, again", rename, 300))
    linking.all_waiting()
    return figures


def reading(cast: demo.Cast) -> list[Figure]:
    """The pages, in the environment that has a tenth of all entries."""
    anna = cast.actor(cast.anna)
    known = Entry.objects.filter(environment_id=cast.jansen.pk).values_list("id", "subject_id")
    some = known[known.count() // 2]

    def page(wanted: trail.Search, cursor: str = "") -> None:
        assert pages.keyset(activity.of(anna, wanted), trail.ORDER, cursor).rows

    deep = pages.after(Entry(id=some[0]), trail.ORDER)
    return [
        figure("activity, first page", lambda _n: page(trail.Search())),
        figure("activity, a page far back", lambda _n: page(trail.Search(), deep)),
        figure("activity, by words", lambda _n: page(trail.Search(text="sara"))),
        figure("activity, by person", lambda _n: page(trail.Search(person=some[1]))),
        figure("activity, by kind", lambda _n: page(trail.Search(kind="memberships"))),
    ]


def measure(size: int) -> list[Figure]:
    """First the acts, then the long trail: linked, anchored, verified, read."""
    cast = demo.build()
    head("acts, and as many writers as there are")
    figures = [*cost(cast), *writers(cast)]
    report = verifying.verify()
    assert report.breaks == [], report.breaks[0]
    environments = [cast.jansen, *(demo.environment(f"Large {n}") for n in range(9))]
    fill(size, environments)
    head(f"{size:,} entries in ten chains")
    linked, _count = once("linking all", linking.all_waiting)
    anchored, _anchor = once("anchor", anchoring.make)
    anchoring.deliver()
    lines = Path(settings.AUDIT_ANCHORS[0]).read_text().splitlines()
    verified, report = once("verify", lambda: verifying.verify([("the file", lines)]))
    assert report.breaks == [], report.breaks[0]
    assert report.entries >= size
    rows = exports.rows(Entry.objects.filter(environment_id=cast.jansen.pk))
    figures += [linked, anchored, verified, *reading(cast)]
    exported, _lines = once(
        "export of a tenth, JSON lines", lambda: sum(1 for _line in exports.as_lines(rows))
    )
    return [*figures, exported]


def main() -> None:
    parser = argparse.ArgumentParser("bin/bench audit", description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--json")
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    figures = measure(chosen.size)
    keep(chosen.json, f"audit, {chosen.size} entries", figures)


if __name__ == "__main__":
    main()
