"""PostgreSQL: pg_dump of the same snapshot that is counted here; and what it made, put back in one transaction."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from kantoor.backups.snapshot import NOBODYS, Execute, Snapshot, Tables
from kantoor.backups.troubles import NotDone

MEMBER = "database.pgdump"
ASIDE = "before_"
# So that a row is the same text wherever it is asked.
PLAIN = (
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET lock_timeout = 0",
    "SET statement_timeout = 0",
)
# The order of rows does not count: what each row hashes to is added up.
_SUM = sql.SQL(
    "SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 16))"
    "::bit(64)::bigint), 0)::text FROM {} t"
)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
# What an extension has brought stays where it is.
_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1
"""
PATIENCE = 5  # seconds
_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_type = 'client backend'
"""


def address(parameters: dict[str, Any] | None = None) -> str:
    """Where Django's database is, as libpq and its commands understand it; the password too."""
    given = parameters or connection.get_connection_params()
    words = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    return make_conninfo("", **{key: str(value) for key, value in given.items() if key in words})


@contextmanager
def connected(place: str = "") -> Iterator[psycopg.Connection[Any]]:
    """A connection of our own, to Django's database if not said otherwise, whose words are plain."""
    try:
        there = psycopg.connect(place or address(), autocommit=True)
    except psycopg.OperationalError as problem:
        raise NotDone(f"PostgreSQL does not answer: {str(problem).strip()}") from problem
    with there:
        for statement in PLAIN:
            there.execute(statement.encode())
        yield there


@contextmanager
def snapshot(scratch: Path) -> Iterator[Snapshot]:
    """One transaction that sees one moment; pg_dump joins it."""
    dump = scratch / "database"
    with connected() as there:
        there.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = there.execute("SELECT pg_export_snapshot()").fetchone()
        how = ["--format=custom", "--compress=3", f"--snapshot={found[0] if found else ''}", f"--file={dump}"]
        run("pg_dump", *how, "--no-owner", "--no-privileges", f"--exclude-schema={ASIDE}*")
        yield Snapshot("postgresql", MEMBER, dump, _streaming(there))
        there.execute("ROLLBACK")


@contextmanager
def asking() -> Iterator[Execute]:
    """The database as it is now."""
    with connected() as there:
        yield _streaming(there)


def _streaming(there: psycopg.Connection[Any]) -> Execute:
    return lambda text: there.cursor().stream(text.encode())


def pack(dump: Path) -> Path:
    """pg_dump has made it small already."""
    return dump


def unpack(dump: Path) -> Path:
    return dump


def tables(execute: Execute) -> Tables:
    """How many rows each table has, and the sum of their hashes."""
    names = [name for (name,) in execute(TABLES)]
    return {name: list(*execute(_SUM.format(sql.Identifier(name)).as_string())) for name in names}


def has_rows() -> bool:
    """Whether somebody's work is in the database that is there now."""
    with connected() as there:
        for (name,) in there.execute(TABLES).fetchall():
            some = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name))
            if name not in NOBODYS and there.execute(some).fetchone():
                return True
    return False


def require_quiet() -> None:
    """Who is there now would not know what happened. Who was just stopped takes a moment to be gone."""
    let_go()
    others = _others()
    for _turn in range(PATIENCE):
        if not others:
            return
        time.sleep(1)
        others = _others()
    if others:
        raise NotDone(f"{others} others use this database: stop `kantoor web` and `kantoor worker` first.")


def _others() -> int:
    with connected() as there:
        found = there.execute(_OTHERS).fetchone()
    return int(found[0]) if found else 0


def let_go() -> None:
    """Our own connections, which would count as others."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def require_whole(dump: Path) -> None:
    """That the client here reads it; its bytes were proved before."""
    run("pg_restore", "--list", str(dump))


def put(dump: Path) -> str:
    """In one transaction: what is there goes aside, what was dumped comes. What to say about the former."""
    require_quiet()
    aside = f"{ASIDE}{time.strftime('%Y%m%d_%H%M%S')}" if has_rows() else ""
    with connected() as there:
        gone = _clearing(there, aside)
    _play(gone, dump)
    with connected() as there:
        # Until autovacuum comes by, every page would be planned as if nothing were known of the tables.
        there.execute("ANALYZE")
    if not aside:
        return ""
    return f"The tables that were there are kept in the schema {aside}: drop it when you no longer need them."


def _clearing(there: psycopg.Connection[Any], aside: str) -> str:
    """Statements that take tables and functions out of the way: into a schema of their own, or for good if empty."""
    tables = [name for (name,) in there.execute(TABLES).fetchall()]
    functions = [name for (name,) in there.execute(_FUNCTIONS).fetchall()]
    if not aside:
        quoted = [sql.Identifier(name).as_string() for name in tables]
        gone = [f"DROP TABLE {', '.join(quoted)} CASCADE;"] if quoted else []
        return "\n".join([*gone, *(f"DROP FUNCTION {name} CASCADE;" for name in functions)])
    moved = [f"ALTER TABLE {sql.Identifier(name).as_string()} SET SCHEMA {aside};" for name in tables]
    moved += [f"ALTER FUNCTION {name} SET SCHEMA {aside};" for name in functions]
    return "\n".join([f"CREATE SCHEMA {aside};", *moved])


def _play(first: str, dump: Path) -> None:
    """Into psql, whose transaction ends well only if pg_restore did: the COMMIT is written last."""
    psql = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    reading = ["pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(dump)]
    place, environment = _place()
    with (dump.parent / "said").open("w+") as said:
        try:
            playing = subprocess.Popen(
                [*psql, f"--dbname={place}"], stdin=subprocess.PIPE, stdout=said, stderr=said, env=environment
            )
        except FileNotFoundError as problem:
            raise NotDone(_missing("psql")) from problem
        assert playing.stdin is not None
        done = _fed(playing.stdin, first, reading, said)
        if playing.wait() or not done:
            said.seek(0)
            raise NotDone(f"PostgreSQL took nothing of it, and is as it was: {telling(said.read())}")


def _fed(stdin: "IO[bytes]", first: str, reading: list[str], said: "IO[str]") -> bool:
    try:
        stdin.write(f"BEGIN;\n{first}\n".encode())
        stdin.flush()
        done = subprocess.run(reading, stdout=stdin, stderr=said, check=False).returncode == 0
        stdin.write(b"COMMIT;\n" if done else b"ROLLBACK;\n")
        stdin.close()
    except BrokenPipeError:
        return False
    return done


def run(command: str, *arguments: str) -> None:
    """One of PostgreSQL's own commands on Django's database; `NotDone` says what it said."""
    place, environment = _place()
    where = [] if command == "pg_restore" else [f"--dbname={place}"]
    try:
        done = subprocess.run(
            [command, *arguments, *where], capture_output=True, text=True, env=environment, check=False
        )
    except FileNotFoundError as problem:
        raise NotDone(_missing(command)) from problem
    if done.returncode:
        raise NotDone(f"{command} could not do it: {telling(done.stderr)}")


def _place() -> tuple[str, dict[str, str]]:
    """The address without its password, which other people on the machine could read; that goes by the environment."""
    given = dict(connection.get_connection_params())
    secret = str(given.pop("password", "") or "")
    return address(given), os.environ | ({"PGPASSWORD": secret} if secret else {})


def _missing(command: str) -> str:
    return (
        f"{command} is not installed here. It comes with PostgreSQL's client, of the server's version or newer"
        " (Debian: apt install postgresql-client)."
    )


def telling(said: str) -> str:
    """The line of an output that says what was wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "rror" in line or "fatal" in line.lower()]
    return (telling or lines or ["it did not say why."])[0]
