"""The step beyond one PostgreSQL stays open: what would be distributed carries its organization (docs/scaling.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from pytest_django import DjangoDbBlocker

from kantoor.access import actor as actors
from kantoor.accounts.models import User
from kantoor.demo import cast, papers, town
from kantoor.demo.worlds import ground
from kantoor.documents import keys, lists
from kantoor.documents.lists import Wanted
from kantoor.documents.models import Box, Document, Status
from kantoor.organizations.models import Organization
from tests.documents.hanging import act
from tests.worlds import planted

# Cut in pieces by `organization_id`: what grows with documents.
LOCAL = (
    *(
        "documents.Document",
        "documents.File",
        "documents.Tag",
        "sharing.Share",
        "delivery.Delivery",
        "delivery.Link",
    ),
    *("invoicing.Series", "invoicing.Given", "invoicing.Customer", "uploads.Transfer"),
    *("retention.Period", "retention.Hold"),
    *("documents.StatusChange", "documents.Text", "documents.Note", "documents.Tagging", "documents.Mark"),
    *("uploads.Scan", "invoicing.Draft"),
)
# Copied to every node: who there is, and what gives access; joined by every check.
COPIED = {
    *("accounts.User", "accounts.Block", "accounts.Operatorship", "environments.Environment"),
    *(
        "environments.Appointment",
        "environments.DomainClaim",
        "environments.AllowedDomain",
        "environments.Invitation",
    ),
    *(
        "environments.InvitedTo",
        "environments.ReplacedLink",
        "organizations.Organization",
        "organizations.Identifier",
    ),
    *("organizations.Activation", "organizations.Membership", "organizations.MemberImport", "groups.Group"),
    *("groups.GroupMembership", "partnerships.Partnership", "partnerships.Participant", "inbox.Request"),
    *("inbound.Mailbox", "overview.LastUse", "documents.View"),
}
# Of the installation, or of a chain of its own: stays where it is, or goes to a database of its own.
APART = {
    *(
        "accounts.SignUp",
        "sharing.Question",
        "receipts.Receipt",
        "audit.Entry",
        "audit.Waiting",
        "audit.Chain",
    ),
    *("audit.Link", "audit.Anchor", "audit.Delivery", "notifications.Notice", "notifications.Mail"),
    *("jobs.Presence", "jobs.Turn"),
}
# Which decides the organization as well: a row leads to one document or one tag, that to one organization.
FOLLOWS = {"document", "delivery", "tag"}
# Asked of every piece at once, or of what is unique by chance alone.
EVERYWHERE = {
    "document_of_all": "the newest of everything, for people in very many organizations: first of each piece, merged",
    "document_of_all_by_date": "the same",
    "document_of_all_by_amount": "the same",
    "document_of_all_of_kind": "the same of one kind",
    "document_drafts_of_user": "the drafts of who leaves, for the one who takes over: few",
    "document_withheld": "one's own that wait for the scanner: few",
    "share_open_of_user": "what is shared with somebody, wherever it is",
    "share_open_of_group": "the same",
    "share_open_of_organization": "the same",
    "share_history_of_user": "the same, in the past",
    "share_history_of_group": "the same, in the past",
    "share_history_of_receiver": "the same, in the past",
    "share_hanging": "what ends with a partnership",
    "one_mark": "what somebody has read, of the documents on a page",
    "transfer_of_person": "what somebody is bringing",
    "transfer_by_end": "a chore",
    "file_by_stored": "whether bytes that are to go are named by another: once in the life of a file",
    "token_hash": "a link's address: 256 bits of chance; the piece is asked for everywhere, or told in the address",
}


def model(label: str) -> Any:
    return apps.get_model(label)


def ours() -> list[Any]:
    return [kind for kind in apps.get_models() if kind.__module__.startswith("kantoor.")]


def test_every_table_has_its_place() -> None:
    """A new table says where it belongs before it is full."""
    placed = [*LOCAL, *COPIED, *APART]
    assert len(placed) == len(set(placed))
    assert {kind._meta.label for kind in ours()} == set(placed)


def test_what_is_cut_in_pieces_carries_its_organization() -> None:
    for label in LOCAL:
        field = model(label)._meta.get_field("organization")
        assert (field.column, field.null) == ("organization_id", False), label


@pytest.mark.django_db
def test_the_key_is_never_empty(db: None) -> None:
    """NOT NULL in the database; or, where SQLite would have to write a table anew for it, triggers that refuse it."""
    for label in LOCAL:
        table = model(label)._meta.db_table
        with connection.cursor() as cursor:
            found = connection.introspection.get_table_description(cursor, table)
        empty = {column.name: column.null_ok for column in found}["organization_id"]
        if empty:
            assert connection.vendor == "sqlite" and table in keys.TABLES, table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'")
        triggers = {name for (name,) in cursor.fetchall()}
    rules = ("keyed", "comes", "stays") if connection.vendor == "sqlite" else ("keyed",)
    assert triggers >= {f"{table}_{rule}" for table in keys.TABLES for rule in rules}
    assert f"{keys.PARENT}_stays" in triggers


def fields(index: Any) -> list[str]:
    return [name.lstrip("-") for name in index.fields] or [
        part.name
        for expression in index.expressions
        for part in [getattr(expression, "expression", expression)]
    ]


def test_uniques_and_indexes_begin_with_it() -> None:
    """Or with the document that it follows from; the exceptions are asked of every piece, and each says why."""
    known = set()
    for label in LOCAL:
        meta = model(label)._meta
        uniques = [c for c in meta.constraints if isinstance(c, models.UniqueConstraint)]
        found = {index.name: fields(index) for index in [*meta.indexes, *uniques]}
        found |= {f.name: [f.name] for f in meta.concrete_fields if f.unique and not f.primary_key}
        for name, columns in found.items():
            if columns[0] not in {"organization", *FOLLOWS}:
                assert name in EVERYWHERE, f"{label} {name} begins with {columns[0]}"
                known.add(name)
    assert known == set(EVERYWHERE)


def test_keys_stay_in_a_piece_or_lead_to_a_copy() -> None:
    """No key crosses from one organization's rows to another's: each leads to a copy, or has its organization beside it."""
    to_itself = {"documents.Document.corrects", "documents.Document.duplicate_of"}
    for label in LOCAL:
        for field in model(label)._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model._meta.label not in COPIED:
                within = f"{label}.{field.name}"
                assert field.name in FOLLOWS or within in to_itself, within


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("cutting tables in pieces is PostgreSQL's")
    with planted("S", django_db_blocker):
        papers.plant(town.build(cast.build()))  # with files, deliveries and links
        yield


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rows(text: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def cut(kind: Any) -> None:
    """The same table in four pieces by organization, as an engine that distributes it asks: each unique has the key."""
    table, key = kind._meta.db_table, kind._meta.pk.column
    there = f'pieces."{table}"'
    execute(
        f'CREATE TABLE {there} (LIKE public."{table}" INCLUDING DEFAULTS) PARTITION BY HASH (organization_id)',
        *(
            f'CREATE TABLE pieces."{table}_{n}" PARTITION OF {there} FOR VALUES WITH (MODULUS 4, REMAINDER {n})'
            for n in range(4)
        ),
        f"ALTER TABLE {there} ADD PRIMARY KEY (organization_id, {key})",
        f"CREATE INDEX ON {there} ({key})",
        f'INSERT INTO {there} SELECT * FROM public."{table}"',
    )
    for (text,) in rows(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s", table
    ):
        if not text.startswith(f"CREATE UNIQUE INDEX {table}_pkey "):
            made = text.replace("public.", "pieces.")
            execute(with_key(made) if made.startswith("CREATE UNIQUE") else made)
    if isinstance(kind._meta.pk, models.AutoField):
        counted = f"nextval(pg_get_serial_sequence('public.{table}', '{key}'))"
        execute(f"ALTER TABLE {there} ALTER COLUMN {key} SET DEFAULT {counted}")


def with_key(unique: str) -> str:
    head, columns = unique.split(" btree (", 1)
    named = columns.split(")")[0].split(", ")
    return unique if "organization_id" in named else f"{head} btree (organization_id, {columns}"


def test_it_works_in_pieces(world: None) -> None:
    """Tables cut by organization, with the product's rows, indexes, uniques and keys in them, answer the same."""
    people = [User.objects.get(email=ground.address(who)) for who in ("ten", "many", "shares")]
    people.append(User.objects.get(email="anna@jansen.example"))
    found = [actor for actor in (actors.of(user.pk) for user in people) if actor]
    with transaction.atomic():
        execute("CREATE SCHEMA pieces", "SET CONSTRAINTS ALL IMMEDIATE")
        for label in LOCAL:
            cut(model(label))
        for label in LOCAL:
            join(label)
        before = [[row.pk for row in lists.page(actor, Wanted()).rows] for actor in found]
        execute("SET LOCAL search_path = pieces, public")
        assert rows("SELECT count(*) FROM documents_document_1")[0][0] > 0
        assert Document._meta.db_table == "documents_document"
        assert [[row.pk for row in lists.page(actor, Wanted()).rows] for actor in found] == before
        assert all(before)
        write(found[-1])
        transaction.set_rollback(True)
    assert rows("SELECT to_regnamespace('pieces')") == [(None,)]


def write(anna: Any) -> None:
    """The acts that write what hangs on a document, as they are: the pieces have no triggers that would help them."""
    place = Organization.objects.get(name="Jansen Bouw BV")
    paper = Document.objects.filter(organization=place, box=Box.RECEIVED, status=Status.RECEIVED).last()
    assert paper is not None
    act(anna, place, paper)
    for label in LOCAL[-len(keys.TABLES) : -2]:
        kind = model(label)
        assert rows(
            f"SELECT DISTINCT organization_id FROM {kind._meta.db_table} WHERE document_id = %s", paper.pk
        ) == [(place.pk,)], label
    assert rows("SELECT count(*) FROM invoicing_draft WHERE organization_id = %s", place.pk) > [(0,)]
    execute("SET CONSTRAINTS ALL IMMEDIATE")


def join(label: str) -> None:
    """The keys between the pieces, with the organization in them: rows of two organizations cannot lean on each other."""
    for field in model(label)._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label in LOCAL:
            execute(
                f'ALTER TABLE pieces."{model(label)._meta.db_table}" ADD FOREIGN KEY (organization_id, {field.column})'
                f' REFERENCES pieces."{field.related_model._meta.db_table}" (organization_id, id)'
            )
