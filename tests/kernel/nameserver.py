"""A name server on 127.0.0.1, over UDP and TCP, that answers what a test tells it to."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from tests.ports import free_port

Reply = Callable[[dns.message.Message, str], dns.message.Message | None]


@dataclass
class NameServer:
    """`records` maps an absolute name to its TXT records in presentation form; `reply` can take over."""

    address: str = ""
    records: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    reply: Reply | None = None
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes, transport: str) -> bytes | None:
        question = dns.message.from_wire(wire)
        self.asked.append(transport)
        answer = self.reply(question, transport) if self.reply else self._from_records(question)
        return answer.to_wire() if answer else None

    def _from_records(self, question: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(question)
        name = question.question[0].name.to_text()
        if name in self.aliases:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", self.aliases[name]))
            name = self.aliases[name]
        if name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif self.records[name]:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *self.records[name]))
        return answer


def failing(rcode: dns.rcode.Rcode) -> Reply:
    def reply(question: dns.message.Message, transport: str) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.set_rcode(rcode)
        return answer

    return reply


@contextmanager
def running() -> Iterator[NameServer]:
    names = NameServer()

    class Udp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, socket = self.request
            answer = names.answer(wire, "udp")
            if answer:
                socket.sendto(answer, self.client_address)

    class Tcp(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = int.from_bytes(self.rfile.read(2))
            answer = names.answer(self.rfile.read(length), "tcp")
            if answer:
                self.wfile.write(len(answer).to_bytes(2) + answer)

    where = ("127.0.0.1", free_port())
    with socketserver.UDPServer(where, Udp) as udp, socketserver.TCPServer(where, Tcp) as tcp:
        names.address = "{}:{}".format(*where)
        threads = [
            threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True) for one in (udp, tcp)
        ]
        for thread in threads:
            thread.start()
        yield names
        for server, thread in zip((udp, tcp), threads, strict=True):
            server.shutdown()
            thread.join()
