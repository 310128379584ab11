"""Requests of a worker take turns: several threads that all want Python's one lock cost a fifth of the processor.

Each question to SQLite lets go of that lock and wants it back, so two pages at once wake each other dozens of times
(docs/decisions/0181). Who has waited for as long as a page takes goes ahead all the same: nobody waits for a slow one.
"""

from collections.abc import Callable
from threading import Lock

from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse

PATIENCE = 0.05  # seconds


class Turns:
    """One after the other, within a worker; bodies are sent, and probes answered, outside of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if connection.vendor != "sqlite":
            raise MiddlewareNotUsed  # while a server is asked, another page can be made
        self.get_response, self.turn = get_response, Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mine = self.turn.acquire(timeout=PATIENCE)
        try:
            return self.get_response(request)
        finally:
            if mine:
                self.turn.release()
