"""A backup is put back into an empty place, and is the same there; what cannot be done changes nothing."""

import itertools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection, connections, transaction

from kantoor.accounts.models import User
from kantoor.audit import anchors, linking, verifying
from kantoor.audit.models import Entry
from kantoor.backups import age, databases, making, restoring
from kantoor.backups.making import Made
from kantoor.backups.restoring import Restored
from kantoor.backups.troubles import Damaged, NotDone, WrongKey
from kantoor.documents.models import Document, File
from kantoor.environments.models import Environment
from kantoor.invoicing import drafts
from kantoor.organizations.models import Organization
from tests.backups.installations import Installation, made, small_disk, standing_on
from tests.documents.made import received

pytestmark = pytest.mark.usefixtures("unblocked")
PASSPHRASE = age.Passphrase("een lange zin van Anna")


@pytest.fixture
def empty(tmp_path: Path, unblocked: None) -> Iterator[Installation]:
    with made(tmp_path, "empty") as place:
        yield place


def backup(world: Installation, target: Path, *locks: age.Key, keys: bool = False) -> Made:
    with standing_on(world):
        return making.into(target, locks, keys=keys)


def restore(place: Installation, source: Path, *keys: age.Key, replace: bool = False) -> Restored:
    with standing_on(place):
        return restoring.restore(source, keys, replace=replace)


def told() -> dict[str, Any]:
    """Every table of the installation that is stood on: how many rows, and on PostgreSQL what is in them."""
    with databases.own().asking() as execute:
        return databases.own().tables(execute)


def entries() -> list[tuple[Any, ...]]:
    return list(Entry.objects.order_by("pk").values_list("pk", "at", "action", "actor_name", "details"))


def _is_known(table: str) -> bool:
    """Whether PostgreSQL knows what is in its columns, and plans by it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stats WHERE schemaname = current_schema() AND tablename = %s", [table]
        )
        return cursor.fetchone() is not None


def test_an_empty_place_becomes_the_same_installation(
    world: Installation, empty: Installation, tmp_path: Path
) -> None:
    """Rows, bytes, keys and chains (domain 8.6), and after it the place is no longer empty."""
    done = backup(world, tmp_path / "kb", PASSPHRASE, keys=True)
    assert (done.lost, done.unlike, (tmp_path / "kb").stat().st_mode & 0o777) == ([], [], 0o600)
    with standing_on(world):
        before, trail, names = told(), entries(), list(User.objects.order_by("pk").values_list("pk", "name"))
        kept = {file.stored: storages["documents"].open(file.stored).read() for file in File.objects.all()}
    found = restore(empty, tmp_path / "kb", PASSPHRASE)
    assert (found.wrong, found.notes) == ([], [])
    with standing_on(empty):
        assert list(User.objects.order_by("pk").values_list("pk", "name")) == names
        assert entries() == trail
        assert {name: storages["documents"].open(name).read() for name in kept} == kept
        assert told() == before
        if connection.vendor == "postgresql":
            assert _is_known("accounts_user")
        report = verifying.verify()
        assert (report.breaks, report.entries > 10, report.anchors) == ([], True, 1)
        with pytest.raises(NotDone, match="There is work in the database already"):
            restoring.restore(tmp_path / "kb", [PASSPHRASE], replace=False)
    assert empty.left() == sorted(name.rpartition("/")[2] for name in kept)


def test_what_is_there_is_kept_aside_when_it_is_replaced(
    world: Installation, tmp_path: Path, unblocked: None
) -> None:
    """Rows that came later are gone from the place, and can be had back; so are anchors that know of more."""
    with made(tmp_path, "later") as place:
        backup(world, tmp_path / "kb")
        restore(place, tmp_path / "kb")
        with standing_on(place):
            Environment.objects.create(name="Later BV", folded="later bv")
            (place.data / "audit-anchors").write_text(anchors.write(9, "", "", {}))
        with pytest.raises(NotDone, match="Nothing was changed"):
            restore(place, tmp_path / "kb")
        with standing_on(place):
            assert Environment.objects.filter(name="Later BV").exists()
        found = restore(place, tmp_path / "kb", replace=True)
        assert found.wrong == []
        aside, outside = found.notes
        assert "is kept as" in aside or "are kept in the schema" in aside
        assert "keep it" in outside
        with standing_on(place):
            assert not Environment.objects.filter(name="Later BV").exists()
            assert _aside(place) == 1


def _aside(place: Installation) -> int:
    """Rows of the firm that came later, in what was kept aside."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            (path,) = place.data.glob("kantoor.sqlite3.before-*")
            cursor.execute("ATTACH %s AS aside", [str(path)])
            schema = "aside"
        else:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_%'")
            (schema,) = cursor.fetchone()
        cursor.execute(f"SELECT count(*) FROM {schema}.environments_environment WHERE name = 'Later BV'")
        return int(cursor.fetchone()[0])


def test_a_backup_while_four_write_is_of_one_moment(
    world: Installation, empty: Installation, tmp_path: Path
) -> None:
    """Each act is in it whole or not at all; bytes that are thrown away meanwhile do not keep it from being made."""
    over, numbers, troubles = threading.Event(), itertools.count(1), []

    def write() -> None:
        place = Organization.objects.get(name="Jansen Bouw BV")
        try:
            while not over.is_set():
                number = next(numbers)
                document = received(place, f"RUN-{number}", content=os.urandom(2_000))
                if number % 3 == 0:
                    with transaction.atomic():
                        drafts.drop(document.files.all())
                if number % 5 == 0:
                    linking.all_waiting()
        except Exception as problem:
            troubles.append(problem)
        finally:
            connections.close_all()

    with standing_on(world):
        running = [threading.Thread(target=write) for _ in range(4)]
        for thread in running:
            thread.start()
        time.sleep(0.3)
        begun = next(numbers)
        done = making.into(tmp_path / "kb", [], keys=False)
        ended = next(numbers)
        over.set()
        for thread in running:
            thread.join(60)
        later = set(Entry.objects.values_list("pk", flat=True))
    assert (troubles, done.lost, done.unlike) == ([], [], [])
    assert ended > begun + 1, "nobody wrote meanwhile"
    found = restore(empty, tmp_path / "kb")
    assert found.wrong == []
    with standing_on(empty):
        assert set(Entry.objects.values_list("pk", flat=True)) <= later
        made = Document.objects.filter(number__startswith="RUN-")
        told = Entry.objects.filter(target_id__in=made.values("pk"), action="documents.uploaded")
        assert made.count() == told.count() > 0
        missing = [file for file in File.objects.all() if not storages["documents"].exists(file.stored)]
        assert len(missing) <= 4  # thrown away between the copy of the database and that of the last bytes


def test_bytes_that_go_while_it_is_made_and_bytes_that_are_lost_are_two_things(
    world: Installation, empty: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with standing_on(world):
        place = Organization.objects.get(name="Jansen Bouw BV")
        going, lost, bad = (received(place, f"B-{n}", content=b"%d" % n).files.get() for n in range(3))
        real = making._Packing._still_named

        def purge(packing: Any, unread: list[str]) -> list[str]:
            with transaction.atomic():
                drafts.drop([going])
            return real(packing, unread)

        storages["documents"].delete(going.stored)
        storages["documents"].delete(lost.stored)
        (world.data / "documents" / bad.stored).write_bytes(b"rotten")
        monkeypatch.setattr(making._Packing, "_still_named", purge)
        done = making.into(tmp_path / "kb", [], keys=False)
        assert done.lost == [f"files/documents/{lost.stored}"]
        assert done.unlike == [f"files/documents/{bad.stored}"]
        for file in (lost, bad):
            with transaction.atomic():
                drafts.drop([file])
    assert restore(empty, tmp_path / "kb").wrong == []


@contextmanager
def unchanged(place: Installation) -> Iterator[None]:
    """Nothing is there afterwards."""
    yield
    with standing_on(place):
        assert not databases.own().has_rows()
    assert place.left() == []
    assert [path.name for path in place.data.iterdir() if path.name.startswith(".")] == []


def test_a_wrong_key_half_a_file_and_a_flipped_byte_are_told_and_change_nothing(
    world: Installation, empty: Installation, tmp_path: Path
) -> None:
    backup(world, tmp_path / "plain")
    backup(world, tmp_path / "shut", PASSPHRASE)
    with unchanged(empty):
        with pytest.raises(WrongKey, match="does not open the backup"):
            restore(empty, tmp_path / "shut", age.Passphrase("een andere zin"))
        with pytest.raises(WrongKey, match="is encrypted"):
            restore(empty, tmp_path / "shut")
        for name, keys in (("plain", []), ("shut", [PASSPHRASE])):
            whole = (tmp_path / name).read_bytes()
            for place in (700, len(whole) // 3, len(whole) - 2_500, len(whole) - 3):
                changed = bytearray(whole)
                changed[place] ^= 4
                (tmp_path / "changed").write_bytes(changed)
                with pytest.raises(Damaged, match="damaged"):
                    restore(empty, tmp_path / "changed", *keys)
            (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
            with pytest.raises(Damaged, match="ends too early"):
                restore(empty, tmp_path / "half", *keys)
        (tmp_path / "letter").write_text("Dear Anna")
        with pytest.raises(NotDone, match="no backup of Kantoor"):
            restore(empty, tmp_path / "letter")
    assert restore(empty, tmp_path / "shut", PASSPHRASE).wrong == []


def test_a_database_that_cannot_be_put_in_place_takes_the_bytes_back(
    world: Installation, empty: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> str:
        raise NotDone("There is no room left.")

    backup(world, tmp_path / "kb", keys=True)
    monkeypatch.setattr(databases.own(), "put", fail)
    with unchanged(empty), pytest.raises(NotDone, match="no room"):
        restore(empty, tmp_path / "kb")


def test_while_somebody_uses_the_database_it_is_not_exchanged(
    world: Installation, empty: Installation, tmp_path: Path
) -> None:
    backup(world, tmp_path / "kb")
    restore(empty, tmp_path / "kb")
    came, over = threading.Event(), threading.Event()

    def use() -> None:
        User.objects.count()
        came.set()
        over.wait(60)
        connections.close_all()

    with standing_on(empty):
        user = threading.Thread(target=use)
        user.start()
        came.wait(60)
        with pytest.raises(NotDone, match="stop `kantoor web` and `kantoor worker`"):
            restoring.restore(tmp_path / "kb", [], replace=True)
        over.set()
        user.join()


def test_a_newer_version_and_another_database_are_told(
    world: Installation, empty: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(world, tmp_path / "kb")
    known = restoring.known_migrations()
    with unchanged(empty):
        monkeypatch.setattr(restoring, "known_migrations", lambda: known - {("audit", "0004_protection")})
        with pytest.raises(NotDone, match="another version of Kantoor"):
            restore(empty, tmp_path / "kb")
    monkeypatch.setattr(restoring, "known_migrations", lambda: known | {("audit", "0099_later")})
    found = restore(empty, tmp_path / "kb")
    assert (found.wrong, "run `kantoor migrate`" in "".join(found.notes)) == ([], True)


def test_a_full_disk_is_told_and_the_backup_before_stays(
    world: Installation, empty: Installation, tmp_path: Path
) -> None:
    """On a real disk that is too small."""
    backup(world, tmp_path / "kb")
    size = (tmp_path / "kb").stat().st_size
    with small_disk(tmp_path / "small", f"{size // 2048 + 20}k") as there:
        if not there:
            pytest.skip("no small disk can be mounted here: only root may")
        earlier = tmp_path / "small" / "kb"
        earlier.write_bytes((tmp_path / "kb").read_bytes()[:1_000])
        with pytest.raises(NotDone, match=r"no room left where .*small"):
            backup(world, earlier)
        assert [(path.name, path.stat().st_size) for path in earlier.parent.iterdir()] == [("kb", 1_000)]
        tight = Installation(empty.database, earlier.parent)
        earlier.unlink()
        with unchanged(tight), pytest.raises(NotDone, match=r"no room left|No space left|disk is full"):
            restore(tight, tmp_path / "kb")
        if connection.vendor == "postgresql":
            return
        with unchanged(tight), pytest.raises(NotDone, match=r"no room left|No space left|disk is full"):
            backup(Installation(world.database, tight.data), tmp_path / "kb2")
        assert not (tmp_path / "kb2").exists()
