"""A small server that speaks clamd's protocol over TCP: it finds EICAR, and has a limit."""

import socketserver
import struct
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager

# The harmless text that every scanner calls a virus; spelled so that none finds it in this file.
EICAR = b64decode(
    "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo="
)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    limit = 25_000_000
    mute = False
    seen: list[int]


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0") and (letter := self.rfile.read(1)):
            command += letter
        if command != b"zINSTREAM\0":
            self.wfile.write(b"ClamAV 1.0.9/27000\0" if command == b"zVERSION\0" else b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            if len(content) + length > self.server.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
            content += self.rfile.read(length)
        self.server.seen.append(len(content))
        if not self.server.mute:
            self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def serving() -> Iterator[tuple[str, Server]]:
    """Its address as KANTOOR_CLAMD, and itself."""
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.seen = []
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", server
        server.shutdown()
