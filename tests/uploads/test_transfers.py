"""Files on their way in: piece by piece, resumed, bounded, and nobody else's."""

import datetime as dt
import io
import os
import time
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from kantoor.access.actor import Actor
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Box, Document
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.kernel.ids import uuid7
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.uploads import parts, transfers
from kantoor.uploads.inspection import TooLarge
from kantoor.uploads.models import Transfer, TransferState
from tests.uploads import samples


class Cut(io.BytesIO):
    """A connection that breaks after so many bytes."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content)
        self.after = after

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= self.after:
            raise ConnectionResetError
        return super().read(min(size or 0, self.after - self.tell()))


def begin(anna: Actor, cast: Cast, content: bytes, name: str = "a.pdf") -> Transfer:
    return transfers.begin(anna, cast.bouw, Box.RECEIVED, name, len(content))


def test_a_file_comes_in_pieces_and_becomes_one_document(cast: Cast, anna: Actor) -> None:
    content = samples.pdf()
    made = begin(anna, cast, content)
    transfers.receive(anna, made, 0, 100, io.BytesIO(content[:100]))
    assert (transfers.offset(made), Document.objects.count()) == (100, 0)
    done = transfers.receive(anna, made, 100, len(content) - 100, io.BytesIO(content[100:]))
    assert done.state == TransferState.DONE
    assert done.document == Document.objects.get()
    assert not parts.path(made.pk).exists()
    assert transfers.finish(anna, made).document == done.document  # asked again: nothing more happens
    assert Document.objects.count() == 1


def test_a_connection_that_breaks_loses_nothing(cast: Cast, anna: Actor) -> None:
    content = samples.pdf(20)
    made = begin(anna, cast, content)
    transfers.receive(anna, made, 0, len(content), Cut(content, 777))
    assert transfers.offset(made) == 777
    done = transfers.receive(anna, made, 777, len(content) - 777, io.BytesIO(content[777:]))
    assert done.state == TransferState.DONE


def test_bytes_must_follow_on_those_that_are_here_and_not_exceed_the_length(cast: Cast, anna: Actor) -> None:
    made = begin(anna, cast, b"x" * 10)
    for start in (1, 9, 10, 2**60):
        with pytest.raises(Conflict):
            transfers.receive(anna, made, start, 1, io.BytesIO(b"x"))
    with pytest.raises(TooLarge):
        transfers.receive(anna, made, 0, 11, io.BytesIO(b"x" * 11))
    assert transfers.offset(made) == 0


def test_two_at_once_wait_for_each_other_and_the_second_is_told(
    cast: Cast, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PATIENCE", 0.1)
    made = begin(anna, cast, b"x" * 10)
    with parts.held(made.pk), pytest.raises(parts.Busy):
        transfers.receive(anna, made, 0, 1, io.BytesIO(b"x"))


def test_a_transfer_is_its_persons_alone(cast: Cast, anna: Actor) -> None:
    """domain 7.7: even a colleague with every right in the organization does not find it."""
    demo.member(cast.bouw, cast.piet, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    made = begin(anna, cast, b"x" * 10)
    assert transfers.find(anna, made.pk)
    for who in (cast.piet, cast.eva):
        with pytest.raises(NotFound):
            transfers.find(cast.actor(who), made.pk)
    for forged in (uuid7(), "not-an-id", UUID(int=0)):
        with pytest.raises(NotFound):
            transfers.find(anna, forged)


def test_who_loses_the_right_midway_brings_nothing_more(cast: Cast) -> None:
    """domain 2: a role change takes effect on the very next request"""
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    piet = cast.actor(cast.piet)
    made = begin(piet, cast, samples.pdf())
    mine = Membership.objects.filter(user=cast.piet, organization=cast.bouw)
    mine.update(role=OrganizationRole.VIEWER)
    with pytest.raises(Refused):
        transfers.find(piet, made.pk)
    mine.end(None)
    with pytest.raises(NotFound):
        transfers.find(piet, made.pk)


def test_a_bad_file_is_told_in_its_line_and_its_bytes_go(cast: Cast, anna: Actor) -> None:
    content = samples.locked_pdf()
    made = begin(anna, cast, content)
    done = transfers.receive(anna, made, 0, len(content), io.BytesIO(content))
    assert done.state == TransferState.REFUSED
    assert "password" in done.problem
    assert not parts.path(made.pk).exists()
    assert transfers.offset(done) == done.length


def test_the_same_bytes_wait_for_an_answer(cast: Cast, anna: Actor) -> None:
    def bring() -> Transfer:
        return transfers.receive(anna, begin(anna, cast, b"same", "a.txt"), 0, 4, io.BytesIO(b"same"))

    first, second, third = bring(), bring(), bring()
    assert (second.state, second.document) == (TransferState.TWICE, first.document)
    assert Document.objects.count() == 1
    kept = transfers.finish(anna, second, again=True)
    assert kept.state == TransferState.DONE
    assert kept.document != first.document
    transfers.discard(anna, third)
    assert Document.objects.count() == 2
    assert not parts.path(third.pk).exists()


def test_too_large_is_said_before_a_byte_comes(cast: Cast, anna: Actor, settings: Settings) -> None:
    settings.KANTOOR_UPLOAD_LARGEST = 1
    with pytest.raises(Invalid, match="too large"):
        transfers.begin(anna, cast.bouw, Box.RECEIVED, "a.pdf", 1_000_001)
    assert not Transfer.objects.exists()


def test_nobody_fills_the_disk_with_what_they_never_finish(
    cast: Cast, anna: Actor, settings: Settings
) -> None:
    settings.KANTOOR_UPLOAD_UNFINISHED = 1
    held = [transfers.begin(anna, cast.bouw, Box.RECEIVED, "a.pdf", 400_000) for _n in range(2)]
    with pytest.raises(Conflict, match="1 MB"):
        transfers.begin(anna, cast.bouw, Box.RECEIVED, "a.pdf", 400_000)
    transfers.discard(anna, held[0])
    assert transfers.begin(anna, cast.bouw, Box.RECEIVED, "a.pdf", 400_000)


def test_what_is_never_finished_goes_by_itself(cast: Cast, anna: Actor, places: Path) -> None:
    old, fresh = begin(anna, cast, b"x" * 10), begin(anna, cast, b"x" * 10)
    for one in (old, fresh):
        transfers.receive(anna, one, 0, 5, io.BytesIO(b"x" * 5))
    Transfer.objects.filter(pk=old.pk).update(expires_at=now() - dt.timedelta(seconds=1))
    stray = parts.path(uuid7())
    stray.write_bytes(b"x")
    os.utime(stray, (time.time() - 90_000,) * 2)
    assert transfers.expire_due() == 2
    assert [path.name for path in (places / "transfers").iterdir()] == [str(fresh.pk)]
    assert list(Transfer.objects.all()) == [fresh]
    assert transfers.expire_due() == 0


def test_results_are_forgotten_after_a_day_and_documents_stay(cast: Cast, anna: Actor) -> None:
    made = begin(anna, cast, b"text", "a.txt")
    transfers.receive(anna, made, 0, 4, io.BytesIO(b"text"))
    assert transfers.expire_due() == 0
    Transfer.objects.update(begun_at=now() - dt.timedelta(days=2))
    assert transfers.expire_due() == 1
    assert Document.objects.exists()


def test_a_damaged_piece_does_not_count(cast: Cast, anna: Actor) -> None:
    made = begin(anna, cast, b"x" * 10)
    with pytest.raises(parts.Damaged):
        transfers.receive(anna, made, 0, 5, io.BytesIO(b"y" * 5), lambda content: content.read() == b"x" * 5)
    assert transfers.offset(made) == 0
    transfers.receive(anna, made, 0, 5, io.BytesIO(b"x" * 5), lambda content: content.read() == b"x" * 5)
    assert transfers.offset(made) == 5


def test_bytes_on_their_way_are_their_owners_only(cast: Cast, anna: Actor, places: Path) -> None:
    made = begin(anna, cast, b"x" * 10)
    transfers.receive(anna, made, 0, 5, io.BytesIO(b"x" * 5))
    assert parts.path(made.pk).stat().st_mode & 0o777 == 0o600
    assert (places / "transfers").stat().st_mode & 0o777 == 0o700
