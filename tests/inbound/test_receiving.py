"""Documents that come by mail: real messages, taken in as uploads are, and answered (domain 3.7, 7.3)."""

import io
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from kantoor.accounts.models import Block
from kantoor.audit.models import Entry
from kantoor.cli import mail_in
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Box, Document, Source
from kantoor.inbound import handing_in, mailboxes
from kantoor.inbound.receiving import Outcome
from kantoor.kernel.errors import NotFound, Refused
from kantoor.notifications.models import Mail
from kantoor.organizations.models import OrganizationRole
from tests.guards.world import client_of
from tests.mailbox import Letters
from tests.uploads import samples

ANNA, SARA = "anna@jansen.example", "sara@jansen.example"


@pytest.fixture(autouse=True)
def taken_in(settings: Any, tmp_path: Path) -> None:
    settings.KANTOOR_MAIL_IN = "in.kantoor.example"
    settings.KANTOOR_TRANSFERS = tmp_path / "transfers"


@pytest.fixture
def address(cast: Cast) -> str:
    return mailboxes.renew(cast.actor(cast.anna), cast.bouw.pk)


def written(to: str, *files: tuple[str, bytes], sender: str = ANNA, **headers: str) -> EmailMessage:
    """A mail as people send it: words, and files beside them."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Somebody <{sender}>", to, "Invoices of November"
    made["Message-ID"] = f"<{abs(hash((to, files, sender)))}@mail.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("See attached.")
    made.add_alternative("<p>See attached.</p>", subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def hand_in(message: EmailMessage | bytes, **envelope: Any) -> Outcome:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return handing_in.from_pipe(io.BytesIO(raw), **envelope)


def titles() -> list[str]:
    return list(Document.objects.filter(source=Source.MAILED).order_by("id").values_list("title", flat=True))


def test_files_of_a_mail_become_documents_and_the_sender_reads_what_became_of_each(
    cast: Cast, address: str, letters_to: Letters
) -> None:
    """domain 3.7, 7.3, 8.2: any verified address; the same look and the same record as an upload."""
    EmailAddress.objects.create(user=cast.anna, email="a.jansen@jansen.example", verified=True)
    paper = samples.pdf()
    message = written(
        f"Boekhouding <{address.upper()}>",
        ("Rekening é.pdf", paper),
        ("page.html", b"<!doctype html><html><script>alert(1)</script></html>"),
        ("empty.pdf", b""),
        sender="A.Jansen@jansen.example",
    )
    logo = EmailMessage()
    logo.set_content(samples.picture("PNG"), maintype="image", subtype="png", cid="<logo@x>")
    message.attach(logo)
    assert hand_in(message) is Outcome.TAKEN
    made = Document.objects.get(source=Source.MAILED)
    assert (made.title, made.box, made.made_by) == ("Rekening é.pdf", Box.RECEIVED, cast.anna)
    assert made.files.get().size == len(paper)
    entry = Entry.objects.get(action="documents.uploaded")
    assert (entry.credential, entry.actor_id, entry.target_id) == ("mail", cast.anna.pk, made.pk)
    (letter,) = letters_to("a.jansen@jansen.example")
    assert "1 file came to Jansen Bouw BV" in letter.subject
    for words in ("Rekening é.pdf: is in Inbox IN.", str(made.pk), "web page", "This file is empty"):
        assert words in letter.text
    assert "Anna Jansen mailed it in" in client_of(cast.anna).get(f"/documents/{made.pk}/").content.decode()
    assert hand_in(message) is Outcome.TAKEN  # the mail server hands it over once more
    assert (len(titles()), len(letters_to("a.jansen@jansen.example"))) == (1, 1)
    hand_in(written(address, ("same.pdf", paper)))
    assert "The same file is here already, as Rekening é.pdf." in letters_to(ANNA)[-1].text


def test_nobody_without_a_role_there_is_answered_or_gets_anything_in(cast: Cast, address: str) -> None:
    """domain 3.7, 7.7: unknown, unverified, another company's, blocked: one silence. A viewer is told why not."""
    EmailAddress.objects.create(user=cast.anna, email="later@jansen.example", verified=False)
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    Block.objects.create(user=cast.piet, reason="-", began_by=cast.anna)
    file = ("a.pdf", samples.pdf())
    senders = (
        "nobody@else.example",
        "later@jansen.example",
        "luc@desmet.example",
        "piet@jansen.example",
        SARA,
    )
    for sender in senders:
        assert hand_in(written(address, file, sender=sender)) is Outcome.NOBODYS
    two = written(address, file)
    two.replace_header("From", f"{ANNA}, {SARA}")
    assert hand_in(two) is Outcome.NOBODYS
    for to in ("wrong@in.kantoor.example", address.replace("in.", "out."), "@in.kantoor.example", ""):
        assert hand_in(written(to or "x@y.example", file)) is Outcome.NOBODYS
    assert (titles(), Mail.objects.count()) == ([], 0)
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    assert hand_in(written(address, file, sender=SARA)) is Outcome.TAKEN
    assert (titles(), Mail.objects.get().to) == ([], SARA)


@pytest.mark.parametrize(
    "said",
    [
        "=?utf-8?q?=3Canna=40jansen=2Eexample=3E_=28?= <attacker@evil.example> =?utf-8?q?=29?=",
        "=?utf-8?q?anna=40jansen=2Eexample_=28?= <attacker@evil.example> =?utf-8?q?=29?=",
        f"x\r\nFrom: {ANNA}",
        f"attacker@evil.example\r\nFrom: {ANNA}",
        "anna@jansen\0.example",
        f"{ANNA}\r\rX: y\r\nFrom: attacker@evil.example",
        f"{ANNA}\r\nno header\r\nFrom: attacker@evil.example",
    ],
)
def test_nobody_is_taken_for_another_by_what_mail_servers_read_otherwise(
    cast: Cast, address: str, said: str
) -> None:
    """domain 3.7: the address that the mail server has proved, not one in a name or in a second From."""
    raw = written(address, ("a.pdf", samples.pdf())).as_bytes()
    forged = raw.replace(f"Somebody <{ANNA}>".encode(), said.encode())
    assert forged != raw and hand_in(forged) is Outcome.NOBODYS
    assert titles() == []


def test_halves_of_characters_and_nul_stop_nothing(cast: Cast, address: str, letters_to: Letters) -> None:
    """Whoever sends them: a message that is tried again for ever would keep back those behind it."""
    raw = written(address, ("a.pdf", samples.pdf())).as_bytes()
    for said in (b"=?utf-7?q?+2AA-?=@x.nl", b"=?utf-8?q?a=00b=40x=2Enl?=", b"a\0b@x.nl"):
        assert hand_in(raw.replace(f"Somebody <{ANNA}>".encode(), said)) is Outcome.NOBODYS
    odd = raw.replace(b"Invoices of November", b"=?utf-7?q?+2AA-?= =?utf-8?q?=00?=")
    named = odd.replace(b"a.pdf", b"=?utf-7?q?+2AA-?=.pdf")
    assert hand_in(named) is Outcome.TAKEN
    assert len(titles()) == len(letters_to(ANNA)) == 1
    assert hand_in(raw, recipient="\udcff@in.kantoor.example") is Outcome.NOBODYS


def test_a_viewer_reads_who_can_help(cast: Cast, address: str, letters_to: Letters) -> None:
    """domain 2"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    hand_in(written(address, ("a.pdf", samples.pdf()), sender=SARA))
    (letter,) = letters_to(SARA)
    assert "Anna Jansen" in letter.text
    assert "0 files came" in letter.subject


@pytest.mark.parametrize(
    "header",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return-Path": "<>"},
        {"List-Id": "<x.example>"},
        {"X-Idempotency-Key": "mailed-in:1"},
    ],
)
def test_machines_and_our_own_mails_are_not_answered(
    cast: Cast, address: str, header: dict[str, str]
) -> None:
    file = ("a.pdf", samples.pdf())
    assert hand_in(written(address, file, **header)) is Outcome.AUTOMATIC
    assert hand_in(written(address, file), sender="") is Outcome.AUTOMATIC
    assert (titles(), Mail.objects.count()) == ([], 0)


def test_the_envelope_says_for_whom_it_is(cast: Cast, address: str) -> None:
    name, _at, domain = address.partition("@")
    message = written("undisclosed@else.example", ("a.pdf", samples.pdf()))
    assert hand_in(message) is Outcome.NOBODYS
    assert hand_in(message, recipient=f"{name}+steel@{domain}", sender=ANNA) is Outcome.TAKEN
    assert titles() == ["a.pdf"]


def nested(levels: int, address: str) -> bytes:
    """Multiparts within multiparts."""
    head = f"From: {ANNA}\r\nTo: {address}\r\nMIME-Version: 1.0\r\n".encode()
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(levels)
    )
    return head + opened + b"Content-Type: text/plain\r\n\r\nx\r\n"


def many(parts: int, address: str) -> bytes:
    head = f'From: {ANNA}\r\nTo: {address}\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'.encode()
    return (
        head + b"--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n" * parts + b"--b--\r\n"
    )


def test_hostile_mail_is_refused_within_bounds(
    cast: Cast, address: str, letters_to: Letters, settings: Any
) -> None:
    """Deep nesting, ten thousand parts, a hundred megabytes, headers that are no headers."""
    settings.KANTOOR_MAIL_IN_LARGEST = 8
    large = written(address, ("a.pdf", b"")).as_bytes() + b"x" * 100_000_000
    start = time.monotonic()
    for raw, words in (
        (nested(60, address), "too many parts, or mails within mails"),
        (nested(5_000, address), "could not be read"),
        (many(10_000, address), "too many parts"),
        (large, "too large: 8 MB"),
    ):
        said = len(letters_to(ANNA))
        assert hand_in(raw) is Outcome.TAKEN
        assert words in letters_to(ANNA)[said].text
    for raw in (b"", b"\0" * 1000, b"From: \xff\xfe@\r\n" * 5000, b"x" * 1_000_000, b"From: (((((" * 50_000):
        assert hand_in(raw) in (Outcome.NOBODYS, Outcome.UNREADABLE)
    assert time.monotonic() - start < 60
    assert titles() == []


def test_odd_names_charsets_and_encodings_lose_nothing(cast: Cast, address: str, letters_to: Letters) -> None:
    boundary = 'multipart/mixed; boundary="b"'
    parts = (
        b"Content-Type: text/csv; charset=no-such-charset\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n"
        b"a;b\r\n1;2",
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename*=x-none''%FF%FE.pdf\r\n\r\n!!!not base64!!!",
        b'Content-Type: text/plain; name="=?utf-8?B?!!?=.txt"\r\n\r\nhello',
        b'Content-Disposition: attachment; filename="../../etc/passwd.txt"\r\n\r\nwords',
    )
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    head = f"From: {ANNA}\r\nTo: {address}\r\nSubject: =?nope?Q?x?=\r\nContent-Type: {boundary}\r\n\r\n"
    assert hand_in(head.encode() + body) is Outcome.TAKEN
    (letter,) = letters_to(ANNA)
    assert letter.text.count("\n- ") == len(parts)
    assert "a.csv" in titles()
    assert not [title for title in titles() if "/" in title]


def test_the_command_takes_a_pipe_or_a_maildir_and_says_when_to_try_again(
    cast: Cast, address: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def pipe(message: EmailMessage, *more: str) -> int:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(message.as_bytes())))
        return mail_in.main(list(more))

    assert pipe(written("x@y.example", ("a.pdf", samples.pdf())), "--recipient", address) == 0
    for folder in ("new", "cur"):
        (tmp_path / "box" / folder).mkdir(parents=True)
    message = written("x@y.example", ("b.txt", b"words"), Delivered_To=address)
    (tmp_path / "box/new/1.host").write_bytes(message.as_bytes())
    assert mail_in.main(["--folder", str(tmp_path / "box")]) == 0
    assert [path.name for path in (tmp_path / "box").rglob("*") if path.is_file()] == ["1.host:2,S"]
    assert titles() == ["a.pdf", "b.txt"]
    for name in ("1.bad", "2.good"):
        (tmp_path / f"box/new/{name}").write_bytes(written("x@y.example").as_bytes() + name.encode())
    real = handing_in.from_pipe
    monkeypatch.setattr(
        handing_in, "from_pipe", lambda source: 1 / ("bad" not in source.name) and real(source)
    )
    assert mail_in.main(["--folder", str(tmp_path / "box")]) == mail_in.LATER
    assert [path.name for path in (tmp_path / "box/new").iterdir()] == ["1.bad"]
    monkeypatch.setattr(handing_in, "from_pipe", lambda *_given: 1 / 0)
    assert pipe(written(address)) == mail_in.LATER
    assert mail_in.main(["--folder", str(tmp_path)]) == mail_in.WRONG
    settings.KANTOOR_MAIL_IN = ""
    assert pipe(written(address)) == mail_in.WRONG


def test_an_administrator_gives_the_address_and_another_one_in_its_place(cast: Cast) -> None:
    """domain 2: the details are the administrators'."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    url, upload = (
        f"/organizations/{cast.bouw.pk}/mailbox/",
        f"/organizations/{cast.bouw.pk}/documents/upload/",
    )
    anna, sara = client_of(cast.anna), client_of(cast.sara)
    assert "has no mail address for documents yet" in sara.get(upload).content.decode()
    anna.post(url)
    first = mailboxes.address(cast.bouw)
    assert first in sara.get(upload).content.decode()
    assert first in anna.get(url).content.decode()
    anna.post(url)
    second = mailboxes.address(cast.bouw)
    assert (mailboxes.organization_at(first), mailboxes.organization_at(second)) == (None, cast.bouw)
    with pytest.raises(Refused):
        mailboxes.renew(cast.actor(cast.sara), cast.bouw.pk)
    with pytest.raises(NotFound):
        mailboxes.renew(cast.actor(cast.luc), cast.bouw.pk)
    assert Entry.objects.filter(action="mailboxes.renewed", refused=False).count() == 2
