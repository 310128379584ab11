"""`kantoor backup`, `restore` and `backup-key`, as they are typed: what they say, and with what they end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import storages

from kantoor.backups import age, databases, making, places
from kantoor.backups.troubles import NotDone
from kantoor.cli import backup, backup_key, ending, restore
from kantoor.documents.models import File
from tests.backups.installations import Installation, made, standing_on

pytestmark = pytest.mark.usefixtures("unblocked")


@pytest.fixture(autouse=True)
def signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the tests stay as they are."""
    monkeypatch.setattr(ending, "on_signals", lambda: None)


@pytest.fixture
def empty(tmp_path: Path, unblocked: None) -> Iterator[Installation]:
    with made(tmp_path, "typed") as place:
        yield place


def test_a_pair_of_keys_is_made_and_used(
    world: Installation, empty: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup_key.main([]) == 0
    (tmp_path / "key").write_text(capsys.readouterr().out)
    public = age.identity((tmp_path / "key").read_text()).recipient
    target, key = str(tmp_path / "kb"), ["--identity", str(tmp_path / "key")]
    with standing_on(world):
        assert backup.main([target, "--recipient", public]) == 0
        assert "encrypted, with the secret key and the signing key" in capsys.readouterr().err
        assert restore.main(["--check", target, *key]) == 0
        assert capsys.readouterr().out.startswith("Whole: ")
        assert restore.main([target, *key]) == 1
        assert "There is work in the database already" in capsys.readouterr().err
    with standing_on(empty):
        assert restore.main([target]) == 1
        assert "This backup is encrypted" in capsys.readouterr().err
        assert restore.main([target, *key]) == 0
        assert "In place and proved: " in capsys.readouterr().out
        assert databases.own().has_rows()


def test_what_cannot_be_is_told_before_anything_is_written(
    world: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "short").write_text("geheim\n")
    (tmp_path / "letter").write_text("Dear Anna")
    tries = {
        ("kb", "--passphrase-file", str(tmp_path / "short")): "too short",
        ("kb", "--passphrase-file", str(tmp_path / "nothing")): "No such file",
        ("kb", "--recipient", "age1anna"): "no public key",
        ("letter",): "is no backup",
        ("no/such/kb",): "folder is not there",
    }
    with standing_on(world):
        for (name, *more), said in tries.items():
            assert backup.main([str(tmp_path / name), *more]) == 1
            assert said in capsys.readouterr().err
        monkeypatch.setenv("KANTOOR_BACKUP_PASSPHRASE", "een lange zin van Anna")
        assert backup.main([str(tmp_path / "shut"), "--without-keys"]) == 0
        assert "encrypted, without the secret key" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter", "short", "shut"]


def test_a_lost_file_is_named_and_the_backup_is_made(
    world: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with standing_on(world):
        file = File.objects.first()
        assert file is not None
        content = storages["documents"].open(file.stored).read()
        storages["documents"].delete(file.stored)
        assert backup.main([str(tmp_path / "kb")]) == 3
        assert f"files/documents/{file.stored} is gone from the storage." in capsys.readouterr().err
        assert restore.main(["--check", str(tmp_path / "kb")]) == 0
        (world.data / "documents" / file.stored).write_bytes(content)


def test_a_pipe_that_takes_no_more_is_told(world: Installation) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    told = pytest.raises(NotDone, match="no room left where standard output is written")
    with standing_on(world), full.open("wb", buffering=0) as out, told:
        making.write(places.Telling(out, "standard output"), [], keys=False)
