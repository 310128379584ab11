"""Anchors leave the database, signed, and prove how far every chain had come (domain 8.6)."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from kantoor.audit import anchoring, anchors, verifying
from kantoor.audit.models import Anchor, Delivery, Entry
from kantoor.cli import audit as command
from kantoor.kernel import signing
from tests.audit.conftest import Attacker, Write

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "outside" / "anchors"
    settings.AUDIT_ANCHORS = [str(path)]
    return path


class Receiver(BaseHTTPRequestHandler):
    """Takes anchors; refuses while told to."""

    taken: ClassVar[list[tuple[str, str]]] = []
    status = 201

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.status < 400:
            self.taken.append((self.headers["Idempotency-Key"], text))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver(settings: Any) -> Iterator[type[Receiver]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Receiver.taken, Receiver.status = [], 201
    settings.AUDIT_ANCHORS = [f"http://127.0.0.1:{server.server_port}/anchors"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Receiver
    server.shutdown()
    server.server_close()


def test_an_anchor_names_the_chains_that_grew(trail: list[Entry], write: Write, file: Path) -> None:
    anchoring.by_itself()
    assert anchoring.make() is None  # nothing new
    write(2)
    anchoring.by_itself()
    first, second = anchors.read(file.read_text().splitlines())
    assert trail[0].environment_id
    chain = trail[0].environment_id.hex
    assert (first.heads[chain][0], second.heads[chain][0]) == (12, 14)


def test_a_file_that_missed_some_gets_them_the_next_time(
    trail: list[Entry], write: Write, file: Path
) -> None:
    anchoring.make()
    write()
    anchoring.by_itself()
    anchoring.by_itself()
    assert [one.number for one in anchors.read(file.read_text().splitlines())] == [1, 2]


def test_an_address_gets_every_anchor_once_and_in_order(
    trail: list[Entry], write: Write, receiver: type[Receiver]
) -> None:
    anchoring.make()
    receiver.status = 503
    assert "503" in anchoring.deliver()[0]
    receiver.status = 201
    write()
    anchoring.make()
    assert anchoring.deliver() == anchoring.deliver() == []
    assert [key for key, _text in receiver.taken] == ["anchor-1", "anchor-2"]
    assert [one.number for one in anchors.read(text for _key, text in receiver.taken)] == [1, 2]
    assert Delivery.objects.get().number == 2


def test_a_place_that_cannot_be_reached_stops_nothing(
    trail: list[Entry], settings: Any, tmp_path: Path
) -> None:
    good = tmp_path / "good"
    settings.AUDIT_ANCHORS = ["http://127.0.0.1:1/", "/proc/none/anchors", str(good)]
    anchoring.by_itself()
    assert len(good.read_text().splitlines()) == 1


def test_a_changed_line_is_found(trail: list[Entry], file: Path) -> None:
    anchoring.by_itself()
    kept = json.loads(file.read_text())
    kept["anchor"]["at"] = "2026-01-01 00:00:00.000000"
    with pytest.raises(anchors.Broken, match="not signed"):
        list(anchors.read([json.dumps(kept)]))


@pytest.mark.parametrize(
    "line", ["x", "[]", "{}", '{"anchor": {"number": "1"}, "signature": ""}', "[" * 5000, "\x00"]
)
def test_what_is_no_anchor_is_said_to_be_none(line: str, settings: Any) -> None:
    with pytest.raises(anchors.Broken, match="no anchor"):
        list(anchors.read([line]))


def test_a_key_used_before_is_trusted_when_it_is_named(
    trail: list[Entry], settings: Any, write: Write
) -> None:
    anchoring.make()
    old, settings.SIGNING_KEY = signing.public(), "cd" * 32
    write()
    anchoring.make()
    assert len(verifying.verify().breaks) == 1
    settings.SIGNING_KEYS_BEFORE = [old]
    assert verifying.verify().breaks == []


def test_verify_says_whole_and_names_the_break(trail: list[Entry], file: Path, capsys: Any) -> None:
    assert command.main(["anchor"]) == 0
    assert command.main(["verify"]) == 0
    assert "1 anchors: whole" in capsys.readouterr().out
    Attacker().sql("DELETE FROM audit_anchor")
    Entry.objects.filter(pk=trail[2].pk).update(action="x")
    assert command.main(["verify"]) == 1
    told = capsys.readouterr().out
    assert str(trail[2].pk) in told
    assert "gone from the database" in told
    assert "BROKEN" in told


def test_verify_with_a_copy_and_a_key_from_elsewhere(
    trail: list[Entry], file: Path, tmp_path: Path, capsys: Any
) -> None:
    anchoring.by_itself()
    copy = tmp_path / "copy"
    file.rename(copy)
    assert command.main(["verify", "--anchors", str(copy), "--key", signing.public()]) == 0
    assert command.main(["verify", "--anchors", str(copy), "--key", "ab" * 32]) == 1
    assert command.main(["verify", "--anchors", str(tmp_path / "none")]) == 2
    capsys.readouterr()
    assert command.main(["verify"]) == 0
    assert "none of them outside the database" in capsys.readouterr().out


def test_the_export_of_all_can_be_checked_by_somebody_else(trail: list[Entry], capsys: Any) -> None:
    """From the file alone: each hash follows from the one before."""
    from hashlib import sha256

    from kantoor.audit import linking
    from kantoor.audit.canonical import ENCODE, key, moment

    linking.all_waiting()
    environment = str(trail[0].environment_id)
    assert command.main(["export", "--environment", environment]) == 0
    rows = sorted(
        map(json.loads, capsys.readouterr().out.splitlines()), key=lambda row: row["link"]["number"]
    )
    import uuid
    from datetime import datetime

    before = b""
    for row in rows:
        link = row["link"]
        bare = {k: key(uuid.UUID(row[k])) if row[k] else None for k in row if k == "id" or k.endswith("_id")}
        facts = [
            bare["id"],
            moment(datetime.fromisoformat(row["at"])),
            row["action"],
            row["refused"],
            bare["actor_id"],
            row["credential"],
            bare["environment_id"],
            bare["partner_id"],
            bare["organization_id"],
            row["organization_name"],
            bare["subject_id"],
            row["target_kind"],
            bare["target_id"],
            row["details"],
        ]
        place = [1, link["chain"], link["number"], link["at"], link["swept"], facts]
        text = ENCODE([*place, link["actor_seal"], link["subject_seal"]])
        before = sha256(before + text.encode()).digest()
        assert before.hex() == link["hash"]
    assert len(rows) >= 12
    assert Anchor.objects.count() == 0


def test_the_key_is_printed_without_its_secret_part(capsys: Any, settings: Any) -> None:
    assert command.main(["key"]) == 0
    told = capsys.readouterr().out.strip()
    assert told == signing.public()
    assert told != settings.SIGNING_KEY


def test_an_unknown_environment_is_no_error_page(capsys: Any) -> None:
    assert command.main(["export", "--environment", "x"]) == 1
