"""The step to very many documents, on bare tables of PostgreSQL: how large they become, what the lists' probes cost.

`--size` rows of documents in `--size / 100` organizations, skewed by 1/n, in one table and in eight pieces by
organization, as an engine that distributes them would cut them; measured at a tenth, a third and all of it. No product
around it: what is measured is what the product's lists rest on, at a size at which no whole world fits.
"""

import argparse
import random
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection

from bench.measuring import Figure, figure, head, keep

PIECES = 8
RUNS = 200
COLUMNS = (
    "organization_id uuid NOT NULL, id uuid NOT NULL, box text NOT NULL, status text NOT NULL, number text NOT NULL,"
    " party text NOT NULL, dated_on date NOT NULL, amount numeric(18, 2) NOT NULL, withheld boolean NOT NULL, rest text"
)
INDEXES = ("(organization_id, box, id)", "(organization_id, box, dated_on, id)", "(box, id)")
# The n-th organization is the MD5 of its number; ids go up with time, as UUIDv7 do.
FILL = """
INSERT INTO {table} SELECT md5(o.n::text)::uuid, (lpad(to_hex(i), 12, '0') || '7' || substr(md5(i::text), 1, 19))::uuid,
(ARRAY['received','received','received','sent','sent','made'])[i % 6 + 1], 'paid', i::text, 'Bakker Bouwwerken BV',
date '2023-01-01' + (i * 1000 / {size})::int, i % 90000 / 7.0, false, repeat('x', 120)
FROM generate_series({start}::bigint, {end}::bigint - 1) i,
LATERAL (SELECT floor(exp(random() * ln({organizations})) + i * 0)::bigint AS n) o
"""
NEWEST = (
    "SELECT id, number, party, dated_on, amount, status FROM {table}"
    " WHERE organization_id = %s AND box = 'received' AND NOT withheld ORDER BY id DESC LIMIT 50"
)
MERGED = (
    "SELECT p.id FROM unnest(%s::uuid[]) o(id), LATERAL (SELECT d.id FROM {table} d WHERE d.organization_id = o.id"
    " AND d.box = 'received' AND NOT d.withheld ORDER BY d.id DESC LIMIT 51) p ORDER BY p.id DESC LIMIT 51"
)
OF_ALL = "SELECT id FROM {table} WHERE box = 'received' ORDER BY id DESC LIMIT 300"
BY_ID = "SELECT number FROM {table} WHERE id = %s"
TABLES = {"one table": "step_whole", "eight pieces": "step_pieces"}


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def ask(text: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, list(values))
        return list(cursor.fetchall())


def make() -> None:
    execute(*(f"DROP TABLE IF EXISTS {table}" for table in TABLES.values()))
    execute(
        f"CREATE UNLOGGED TABLE step_whole ({COLUMNS}, PRIMARY KEY (id))",
        f"CREATE TABLE step_pieces ({COLUMNS}, PRIMARY KEY (organization_id, id)) PARTITION BY HASH (organization_id)",
        *(
            f"CREATE UNLOGGED TABLE step_pieces_{n} PARTITION OF step_pieces"
            f" FOR VALUES WITH (MODULUS {PIECES}, REMAINDER {n})"
            for n in range(PIECES)
        ),
        *(f"CREATE INDEX ON {table} {columns}" for table in TABLES.values() for columns in INDEXES),
        "CREATE INDEX ON step_pieces (id)",  # what the primary key was for
    )


def fill(start: int, end: int, size: int) -> None:
    organizations = max(100, size // 100)
    for at in range(start, end, 500_000):
        part = {"start": at, "end": min(end, at + 500_000), "size": size, "organizations": organizations}
        execute(FILL.format(table="step_whole", **part))
    execute(f"INSERT INTO step_pieces SELECT * FROM step_whole WHERE number::bigint >= {start}")
    execute("VACUUM ANALYZE step_whole", "VACUUM ANALYZE step_pieces")


def gigabytes(table: str) -> float:
    parts = f"SELECT '{table}'::regclass UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhparent = '{table}'::regclass"
    return float(ask(f"SELECT sum(pg_total_relation_size(c)) FROM ({parts}) p(c)")[0][0]) / 1e9


def measure(rows: int, size: int) -> list[Figure]:
    chance = random.Random(5)
    known = [
        row[0] for row in ask(f"SELECT id FROM step_whole WHERE number::bigint %% {max(1, rows // 400)} = 0")
    ]
    every = [
        row[0]
        for row in ask("SELECT md5(n::text)::uuid FROM generate_series(1, %s) n", max(100, size // 100))
    ]
    figures = []
    for name, table in TABLES.items():
        figures += [
            figure(
                f"{name}: newest 50 of one organization",
                one(NEWEST, table, lambda: chance.choice(every)),
                RUNS,
            ),
            figure(f"{name}: newest 50 of 64", one(MERGED, table, lambda: chance.sample(every, 64)), RUNS),
            figure(f"{name}: 300 of all, merged", one(OF_ALL, table), RUNS),
            figure(f"{name}: by its id alone", one(BY_ID, table, lambda: chance.choice(known)), RUNS),
        ]
    return figures


def one(text: str, table: str, *values: Callable[[], Any]) -> Callable[[int], Any]:
    said = text.format(table=table)
    return lambda _n: ask(said, *(value() for value in values))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=10_000_000)
    parser.add_argument("--json")
    chosen = parser.parse_args()
    if connection.vendor != "postgresql":
        return
    make()
    start = 0
    for rows in (chosen.size // 10, chosen.size // 3, chosen.size):
        fill(start, rows, chosen.size)
        start = rows
        title = f"Step, {rows:,} documents"
        head(title)
        figures = measure(rows, chosen.size)
        sizes = {name: round(gigabytes(table), 2) for name, table in TABLES.items()}
        print("GB with indexes:", sizes)
        keep(chosen.json, title, figures, benchmark="step", gigabytes=sizes)


if __name__ == "__main__":
    main()
