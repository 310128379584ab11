"""A company register on 127.0.0.1 that answers what a test tells it to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Handling = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Seen:
    """One question that arrived."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class RegisterServer:
    """`handle` is called for every question; `seen` keeps them."""

    url: str = ""
    handle: Handling = lambda request: None
    seen: list[Seen] = field(default_factory=list)

    def answers(self, body: str | bytes, status: int = 200, **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body

        def handle(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(content)

        self.handle = handle


@contextmanager
def running() -> Iterator[RegisterServer]:
    register = RegisterServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            register.seen.append(Seen(address.path, parse_qs(address.query), dict(self.headers)))
            try:
                register.handle(self)
            except OSError:
                self.close_connection = True  # the client has given up, as some tests want it to

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        register.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield register
        server.shutdown()
        thread.join()
