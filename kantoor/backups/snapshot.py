"""A database at one moment, and what is read of it for the manifest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import FileField, Model

from kantoor.documents.models import File

# Name → how many rows, and the sum of the hashes of all of them (empty where the file itself is proved).
Tables = dict[str, list[Any]]
Execute = Callable[[str], Iterable[tuple[Any, ...]]]
# Filled by `kantoor migrate` itself, or by nobody in particular.
NOBODYS = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "kantoor_cache",
    "jobs_presence",
)


class Bytes(NamedTuple):
    """Bytes that a row names: in which storage, under which name, and their SHA-256 where the row knows it."""

    storage: str
    name: str
    sha256: str

    @property
    def member(self) -> str:
        return f"files/{self.storage}/{self.name}"


@dataclass
class Snapshot:
    """`execute` asks it and gives the rows one by one; it answers the same however long that takes."""

    kind: str
    member: str
    path: Path
    execute: Execute

    def bytes(self) -> Iterator[Bytes]:
        """Everything that a row names outside the database."""
        return named(self.execute)

    def migrations(self) -> list[list[str]]:
        return [
            list(row) for row in self.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        ]

    def chains(self) -> dict[str, list[Any]]:
        """How far each chain of the trail had come: number and hash of its last link."""
        rows = self.execute("SELECT id, number, hash FROM audit_chain ORDER BY id")
        return {str(key).replace("-", ""): [number, bytes(digest).hex()] for key, number, digest in rows}


def named(execute: Execute) -> Iterator[Bytes]:
    """The same of any database that answers."""
    for row in execute(f"SELECT DISTINCT stored, sha256 FROM {File._meta.db_table}"):
        yield Bytes("documents", *row)
    for model, column in _file_fields():
        table = model._meta.db_table
        for (name,) in execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"):
            yield Bytes("default", name, "")


def _file_fields() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField):
                yield model, str(field.column)


def known_migrations() -> set[tuple[str, str]]:
    """Those that this version of Kantoor has."""
    return set(MigrationLoader(None).disk_migrations)
