"""Big files over the real server: interrupted by a killed server and a cut connection, and resumed."""

import hashlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from tusclient.client import TusClient

from kantoor.demo.cast import PASSWORD
from kantoor.documents.models import Document, File
from kantoor.organizations.models import Organization
from tests.committed import url_of
from tests.ports import free_port
from tests.serving import start, wait_until_ready

SIZE = 60_000_000


class Killable:
    """`kantoor run` on the committed database, which can be killed without a word and started anew."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database, self.port = folder, database, free_port()
        self.address = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        more = {"DATABASE_URL": url_of(self.database)}
        told = self.folder / "server.log"
        with told.open("w") as log:
            self.process = start("--port", self.port, "--data", self.folder, "--workers", 1, said=log, **more)
        wait_until_ready(self.process, told)

    def kill(self) -> None:
        """All of it at once, as when the machine loses power."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        children = [int(pid) for pid in found.stdout.split()]
        below = [
            int(pid)
            for child in children
            for pid in subprocess.run(
                ["ps", "-o", "pid=", "--ppid", str(child)], capture_output=True, text=True, check=False
            ).stdout.split()
        ]
        for pid in (self.process.pid, *children, *below):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(timeout=30)


@pytest.fixture
def killable(tmp_path: Path, committed_copy: str, committed_db: None) -> Iterator[Killable]:
    made = Killable(tmp_path, committed_copy)
    yield made
    if made.process.poll() is None:
        made.process.send_signal(signal.SIGTERM)
        made.process.wait(timeout=30)


def signed_in(address: str) -> httpx.Client:
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
    client.get("/sign-in/")
    told = {"login": "anna@jansen.example", "password": PASSWORD}
    form = {**told, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    assert client.post("/sign-in/", data=form).status_code == 200
    return client


def bouw() -> Organization:
    return Organization.objects.get(name="Jansen Bouw BV")


def big(name: str) -> bytes:
    return (f"{name} {time.time_ns()}\n".encode() * (SIZE // 20))[:SIZE]


def test_the_reference_client_resumes_after_a_kill_and_a_cut(killable: Killable, tmp_path: Path) -> None:
    content, path = big("tus"), tmp_path / "big.txt"
    path.write_bytes(content)
    client = signed_in(killable.address)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items()),
        "X-CSRFToken": client.cookies["csrftoken"],
    }
    place = f"{killable.address}/organizations/{bouw().pk}/transfers/"
    tus: Any = TusClient(place, headers=headers)
    sending = tus.uploader(
        str(path), chunk_size=4_000_000, metadata={"filename": "big.txt"}, upload_checksum=True
    )
    for _piece in range(5):
        sending.upload_chunk()
    assert sending.url
    cut(killable, sending.url, headers, 20_000_000, content)
    killable.kill()
    killable.start()
    again = tus.uploader(str(path), chunk_size=4_000_000, url=sending.url)
    assert 20_000_000 <= again.offset < SIZE
    again.upload()
    file = File.objects.get(sha256=hashlib.sha256(content).hexdigest())
    assert (file.size, file.document.organization_id) == (SIZE, bouw().pk)


def cut(killable: Killable, url: str, headers: dict[str, str], offset: int, content: bytes) -> None:
    """Begin a piece of 4 MB and hang up after one."""
    lines = [f"PATCH {urlsplit(url).path} HTTP/1.1", f"Host: localhost:{killable.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += ["Tus-Resumable: 1.0.0", f"Upload-Offset: {offset}", "Content-Length: 4000000"]
    lines += ["Content-Type: application/offset+octet-stream", "", ""]
    with socket.create_connection(("localhost", killable.port)) as line:
        line.sendall("\r\n".join(lines).encode() + content[offset : offset + 1_000_000])
        time.sleep(0.5)
    until = time.monotonic() + 10
    ask = {**headers, "Tus-Resumable": "1.0.0"}
    while int(httpx.head(url, headers=ask).headers["Upload-Offset"]) <= offset and time.monotonic() < until:
        time.sleep(0.2)


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Email").fill("anna@jansen.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/inbox/**")


class Line:
    """What the page is connected by."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.slow()

    def slow(self) -> None:
        """So that there is something to interrupt: 4 MB a second."""
        self._limit(4_000_000)

    def quick(self) -> None:
        self._limit(-1)

    def _limit(self, upload: int) -> None:
        told = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        self.session.send("Network.emulateNetworkConditions", told)


def test_a_browser_goes_on_by_itself_when_the_server_was_killed(
    killable: Killable, browser: Browser, tmp_path: Path
) -> None:
    content, path = big("browser"), tmp_path / "grote factuur é.txt"
    path.write_bytes(content)
    page = browser.new_page()
    sign_in(page, killable.address)
    page.goto(f"{killable.address}/organizations/{bouw().pk}/documents/upload/")
    line = Line(page)
    page.locator("input[type=file]").set_input_files(path)
    bar = page.locator(".uploads progress").first
    wait_for(lambda: float(bar.get_attribute("value") or 0) > 8_000_000)
    killable.kill()
    time.sleep(1)
    line.quick()
    killable.start()
    done = page.locator("li[data-state=done]", has_text="grote factuur é.txt")
    expect(done).to_be_visible(timeout=120_000)
    assert File.objects.get(sha256=hashlib.sha256(content).hexdigest()).size == SIZE
    page.close()


def test_a_page_that_was_left_takes_the_file_up_again_and_cancel_discards(
    killable: Killable, browser: Browser, tmp_path: Path
) -> None:
    content, path = big("left"), tmp_path / "later.txt"
    path.write_bytes(content)
    page = browser.new_page()
    sign_in(page, killable.address)
    address = f"{killable.address}/organizations/{bouw().pk}/documents/upload/"
    page.goto(address)
    connected = Line(page)
    page.locator("input[type=file]").set_input_files(path)
    bar = page.locator(".uploads progress").first
    wait_for(lambda: float(bar.get_attribute("value") or 0) > 8_000_000)
    page.goto(address)
    line = page.locator("li[data-state=coming]", has_text="later.txt")
    expect(line).to_contain_text("Choose the same file again")
    connected.quick()
    before = Document.objects.count()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator("li[data-state=done]", has_text="later.txt")).to_be_visible(timeout=90_000)
    assert "POST" not in sent  # nothing was begun anew
    assert Document.objects.count() == before + 1
    other = tmp_path / "other.txt"
    other.write_bytes(big("other"))
    connected.slow()
    page.locator("input[type=file]").set_input_files(other)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Cancel").click()  # perhaps before its announcement was answered
    page.reload()
    expect(page.get_by_text("other.txt")).to_have_count(0)
    page.close()


def test_twenty_mixed_files_each_have_their_result(killable: Killable, browser: Browser) -> None:
    from tests.uploads.test_inspection import BAD, GOOD

    page = browser.new_page()
    sign_in(page, killable.address)
    page.goto(f"{killable.address}/organizations/{bouw().pk}/documents/upload/")
    chosen = [*GOOD.items(), *BAD.values()]
    lines = page.locator(".uploads li[data-transfer]")
    before = lines.count()
    kind = "application/octet-stream"
    sent: list[FilePayload] = [{"name": name, "mimeType": kind, "buffer": made} for name, made in chosen]
    page.locator("input[type=file]").set_input_files(sent)
    expect(lines).to_have_count(before + len(chosen), timeout=120_000)
    for name, content in GOOD.items():
        assert File.objects.filter(name=name, sha256=hashlib.sha256(content).hexdigest()).exists()
    assert page.locator("li[data-state=refused]").count() == len(BAD)
    page.close()


def wait_for(true: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)
