"""Nobody but who brought it reads a document before the virus scanner has let it go."""

import datetime as dt
import hashlib
import io
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from pytest_django.fixtures import Settings

from kantoor.access import documents as reached
from kantoor.access.actor import Actor
from kantoor.audit import verifying
from kantoor.audit.models import Entry
from kantoor.delivery import sending
from kantoor.delivery.channels import Recipient
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import bulk, exports, files, statuses
from kantoor.documents.models import Box, Document, Status
from kantoor.invoicing import attachments, drafts
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from kantoor.notifications import telling
from kantoor.notifications.models import Notice
from kantoor.organizations.models import OrganizationRole
from kantoor.retention import holds, infected
from kantoor.sharing import many, shares
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import To
from kantoor.uploads import clamd, scanning
from kantoor.uploads.intake import take_in
from kantoor.uploads.models import Scan, ScanState
from tests.guards.world import client_of
from tests.ports import free_port
from tests.retention.made import delete_bytes
from tests.uploads import clamd_server
from tests.uploads.clamd_server import EICAR, Server


@pytest.fixture
def scanner(settings: Settings) -> Iterator[Server]:
    with clamd_server.serving() as (address, server):
        settings.KANTOOR_CLAMD = address
        yield server


def bring(anna: Actor, cast: Cast, content: bytes) -> Document:
    return take_in(anna, cast.bouw, Box.RECEIVED, "a.txt", io.BytesIO(content))


def state(document: Document) -> tuple[bool, str]:
    document.refresh_from_db()
    return document.withheld, Scan.objects.get(document=document).state


def sees(who: object, document: Document) -> bool:
    address = reverse("document_file", args=[document.pk, files.of(document)[0].pk])
    codes = {client_of(who).get(reverse("document", args=[document.pk])).status_code}  # type: ignore[arg-type]
    codes.add(client_of(who).get(address).status_code)  # type: ignore[arg-type]
    assert len(codes) == 1
    return codes == {200}


def test_a_clean_document_is_let_go(cast: Cast, anna: Actor, scanner: Server) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    made = bring(anna, cast, b"harmless" * 100_000)
    assert state(made) == (True, ScanState.WAITING)
    assert (sees(cast.anna, made), sees(cast.sara, made)) == (True, False)
    scanning.scan.call(str(made.pk))
    assert scanner.seen == [800_000]
    assert state(made) == (False, ScanState.CLEAN)
    assert sees(cast.sara, made)
    assert Entry.objects.get(action="documents.scanned").target_id == made.pk


def test_an_infected_one_stays_and_who_brought_it_is_told(cast: Cast, anna: Actor, scanner: Server) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    made = bring(anna, cast, b"harmless " + EICAR)
    scanning.scan.call(str(made.pk))
    assert state(made) == (True, ScanState.INFECTED)
    assert reached.level_on(cast.sara.pk, made.pk) is None
    entry = Entry.objects.get(action="documents.infected")
    telling.tell.call([str(entry.pk)])
    assert Notice.objects.filter(user=cast.anna, entry=entry).exists()
    address = reverse("document_file", args=[made.pk, files.of(made)[0].pk])
    answer = client_of(cast.anna).get(address)
    assert answer.status_code == 409  # not even who brought it gets the bytes
    assert "virus was found" in answer.content.decode()
    page = client_of(cast.anna).get(reverse("document", args=[made.pk])).content.decode()
    assert "Eicar-Signature" in page and address not in page
    scanning.scan.call(str(made.pk))  # begun anew by another worker: nothing more happens
    assert Entry.objects.filter(action="documents.infected").count() == 1


def test_what_has_a_virus_is_neither_approved_sent_nor_shared(
    cast: Cast, anna: Actor, scanner: Server, settings: Settings
) -> None:
    """docs/domain-notes.md, of domain 7.2 to 7.5: until the file is gone. It can be rejected, and put under review.

    What is clean goes all these ways, what only waits for the scanner is approved by who brought it.
    """
    clean, made = bring(anna, cast, b"harmless"), bring(anna, cast, b"harmless " + EICAR)
    draft = take_in(anna, cast.bouw, Box.MADE, "b.txt", io.BytesIO(EICAR))
    waiting = bring(anna, cast, b"harmless too")
    for one in (clean, made, draft):
        scanning.scan.call(str(one.pk))
    piet, words = [To("u", cast.piet.pk)], "A virus was found in its file."
    for one in (clean, waiting):
        assert statuses.change(anna, one.pk, Status.APPROVED).status == Status.APPROVED
    assert many.picked(anna, [clean.pk])[0].problem == ""
    assert shares.give(anna, clean.pk, piet, Level.VIEW).count(shares.Outcome.GIVEN) == 1
    for status in (Status.APPROVED, Status.APPROVED_FOR_PAYMENT, Status.PAID):
        with pytest.raises(Conflict, match=words):
            statuses.change(anna, made.pk, status)
    with pytest.raises(Conflict, match=words):
        shares.give(anna, made.pk, piet, Level.VIEW)
    with pytest.raises(Conflict, match=words):
        sending.send(anna, draft.pk, Recipient("Somebody", "somebody@example.com"))
    assert many.picked(anna, [made.pk])[0].problem.startswith(words)
    assert bulk.each([made.pk], lambda key: statuses.change(anna, key, Status.PAID)).refused[made.pk]
    made.refresh_from_db()
    draft.refresh_from_db()
    assert (made.status, draft.box, made.shares.count()) == (Status.RECEIVED, Box.MADE, 0)

    page = client_of(cast.anna).get(reverse("document", args=[made.pk])).content.decode()
    assert f'value="{Status.APPROVED}"' not in page and page.count(words) == 2  # beside Approve, and Share
    assert f'value="{Status.UNDER_REVIEW}"' in page and reverse("document_rejection", args=[made.pk]) in page
    assert words in client_of(cast.anna).get(reverse("document", args=[draft.pk])).content.decode()
    posted = {"people": f"u-{cast.piet.pk}", "level": Level.VIEW}
    answer = client_of(cast.anna).post(reverse("document_sharing", args=[made.pk]), posted)
    assert answer.status_code == 409 and words in answer.content.decode()

    statuses.change(anna, made.pk, Status.UNDER_REVIEW)
    settings.KANTOOR_INFECTED_DAYS = 0
    infected.delete_due()
    assert statuses.change(anna, made.pk, Status.APPROVED).status == Status.APPROVED


def test_infected_bytes_go_after_some_days_and_the_finding_stays(
    cast: Cast, anna: Actor, scanner: Server, settings: Settings
) -> None:
    """What is clean stays, and what a legal hold keeps; who brought it reads what became of it."""
    clean, held, made = (bring(anna, cast, b"harmless " + EICAR * n) for n in (0, 1, 2))
    for one in (clean, held, made):
        scanning.scan.call(str(one.pk))
    names = [files.of(one)[0].stored for one in (clean, held, made)]
    address = reverse("document", args=[made.pk])
    assert "Kept until" in client_of(cast.anna).get(address).content.decode()
    hold = holds.place(anna, held, "The police asked for it")
    Scan.objects.update(settled_at=now() - dt.timedelta(days=29))
    assert infected.delete_due() == 0
    Scan.objects.update(settled_at=now() - dt.timedelta(days=30))
    assert infected.delete_due() == 1 and infected.delete_due() == 0
    delete_bytes()
    assert [storages["documents"].exists(name) for name in names] == [True, True, False]
    look = Scan.objects.get(document=made)
    assert (look.state, look.found, state(made)[0]) == (ScanState.INFECTED, "Eicar-Signature", True)
    told = Entry.objects.get(action="documents.infected_deleted")
    content = b"harmless " + EICAR * 2
    assert (told.target_id, told.actor_id, told.details["found"]) == (made.pk, None, "Eicar-Signature")
    assert told.details["sha256"] == [hashlib.sha256(content).hexdigest()]
    page = client_of(cast.anna).get(address)
    assert page.status_code == 200
    assert "Eicar-Signature" in page.content.decode() and "itself was deleted" in page.content.decode()
    assert client_of(cast.sara).get(address).status_code == 404
    assert client_of(cast.anna).get(reverse("documents")).status_code == 200
    holds.lift(anna, hold)
    settings.KANTOOR_INFECTED_DAYS = 0
    Scan.objects.filter(document=held).update(settled_at=now())
    assert infected.delete_due() == 1
    delete_bytes()
    assert [storages["documents"].exists(name) for name in names] == [True, False, False]
    assert verifying.verify().breaks == []
    again = bring(anna, cast, content)  # is a document of its own, and looked at again
    assert state(again) == (True, ScanState.WAITING)


def test_a_scanner_that_is_away_is_asked_again_and_the_page_says_so(
    cast: Cast, anna: Actor, scanner: Server, settings: Settings
) -> None:
    there, settings.KANTOOR_CLAMD = settings.KANTOOR_CLAMD, f"127.0.0.1:{free_port()}"
    made = bring(anna, cast, b"harmless")
    scanning.scan.call(str(made.pk))
    assert state(made) == (True, ScanState.WAITING)
    page = client_of(cast.anna).get(reverse("document", args=[made.pk])).content.decode()
    assert "scanner does not answer" in page
    assert scanning.scan_waiting() == 0  # a moment ago
    settings.KANTOOR_CLAMD = there
    Scan.objects.update(tried_at=None)
    assert scanning.scan_waiting() == 1
    assert state(made) == (False, ScanState.CLEAN)
    assert scanning.scan_waiting() == 0


def test_what_the_scanner_does_not_take_stays_withheld(cast: Cast, anna: Actor, scanner: Server) -> None:
    scanner.limit = 1000
    made = bring(anna, cast, b"x" * 2_000_000)
    scanning.scan.call(str(made.pk))
    assert state(made) == (True, ScanState.TOO_LARGE)


def test_without_a_scanner_nothing_is_withheld(cast: Cast, anna: Actor) -> None:
    made = bring(anna, cast, EICAR)
    assert not made.withheld
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    "said", ["", "stream: something new", "stream: ERROR", "FOUND", "UNKNOWN COMMAND", "stream: OK FOUND x"]
)
def test_an_answer_that_is_none_is_never_taken_for_clean(said: str) -> None:
    with pytest.raises(clamd.Away):
        clamd.understood(said)


def test_a_scanner_that_says_nothing_is_away(scanner: Server, settings: Settings) -> None:
    scanner.mute = True
    with pytest.raises(clamd.Away):
        clamd.ask(settings.KANTOOR_CLAMD, [b"x"], seconds=2)


@pytest.mark.parametrize(
    "address", ["127.0.0.1:0", "/nowhere/clamd.sock", "127.0.0.1:99999", "nohost.invalid:1"]
)
def test_an_address_where_nobody_is(address: str) -> None:
    with pytest.raises(clamd.Away):
        clamd.ask(address, [b"x"], seconds=2)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[str]:
    """Debian's clamd with one signature of ours, on a socket; skipped where it is not installed."""
    program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("no clamd on this machine")
    tmp_path.chmod(0o755)
    signatures = tmp_path / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Kantoor.Test:0:*:{EICAR[:40].hex()}\n")
    place = tmp_path / "clamd.sock"
    told = {
        "LocalSocket": place,
        "DatabaseDirectory": signatures,
        "Foreground": "yes",
        "TemporaryDirectory": tmp_path,
        "OfficialDatabaseOnly": "no",
    }
    (tmp_path / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in told.items()))
    process = subprocess.Popen(
        [program, "-c", str(tmp_path / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _n in range(200):
        if place.exists():
            break
        time.sleep(0.1)
    yield str(place)
    process.terminate()
    process.wait(10)


def test_the_real_clamd_over_its_socket(real: str) -> None:
    assert clamd.ask(real, [b"harmless"]).word is clamd.Word.CLEAN
    found = clamd.ask(real, [EICAR[:30], b"", EICAR[30:]])
    assert (found.word, found.found) == (clamd.Word.INFECTED, "Kantoor.Test.UNOFFICIAL")


def test_a_zip_hands_out_no_bytes_that_wait_or_hold_a_virus(cast: Cast, anna: Actor, scanner: Server) -> None:
    """issue 3: the one door asks, and the ZIP is a door too."""
    ill, waiting = bring(anna, cast, EICAR), bring(anna, cast, b"unseen")
    scanning.scan.func(str(ill.pk))
    assert state(ill) == (True, ScanState.INFECTED)
    stream = exports.as_zip(anna, bulk.reached(anna, [ill.pk, waiting.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(stream)))
    assert archive.namelist() == ["manifest.csv"]
    assert archive.read("manifest.csv").decode().count("virus scanner") == 2


def attach(anna: Actor, draft: Document, content: bytes) -> None:
    attachments.add(anna, draft, "a.csv", io.BytesIO(content), len(content))


def test_an_attachment_of_a_draft_is_looked_at_before_it_is_kept(
    cast: Cast, anna: Actor, scanner: Server, settings: Settings
) -> None:
    """issue 3: nobody reads what was not scanned; it would go to the customer with the invoice."""
    draft = drafts.begin(anna, cast.bouw)
    attach(anna, draft, b"a;b")
    with pytest.raises(Invalid, match="virus"):
        attach(anna, draft, EICAR)
    scanner.limit = 2
    with pytest.raises(Invalid, match="scanned"):
        attach(anna, draft, b"a;b;c")
    settings.KANTOOR_CLAMD = f"127.0.0.1:{free_port()}"
    with pytest.raises(Invalid, match="does not answer"):
        attach(anna, draft, b"a;b;c")
    assert [file.size for file in attachments.of(draft)] == [3]


def test_who_may_not_edit_the_draft_has_nothing_scanned(cast: Cast, anna: Actor, scanner: Server) -> None:
    """domain 7.5, 7.7"""
    draft = drafts.begin(anna, cast.bouw)
    with pytest.raises(NotFound):
        attach(cast.actor(cast.luc), draft, b"a;b")
    assert scanner.seen == []
