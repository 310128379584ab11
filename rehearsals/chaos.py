"""What is killed, when, and until when it was mended."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from rehearsals.installation import WEB, Installation
from rehearsals.processes import until

QUIET = 6.0  # seconds between two mishaps


@dataclass(frozen=True)
class Window:
    """From the kill until the part is back; `away`: seconds without a leader."""

    name: str
    begun: float
    ended: float
    away: float = 0


class Chaos:
    """Kills one part after the other, while people work."""

    def __init__(self, installation: Installation, say: Callable[[str], None]) -> None:
        self.installation, self.say = installation, say
        self.windows: list[Window] = []

    def everything(self, *, short: bool) -> None:
        self._calm("before anything")
        self._lose("web-2", 4, lambda: self.installation.start_web("web-2"))
        self._lose("worker-1", 12, lambda: self.installation.start_worker("worker-1"))
        self._lose("store-2", 10, lambda: self.installation.storage.start_store("store-2"))
        self._lose("pooler-1", 4, lambda: self.installation.database.start_pooler("pooler-1"))
        self.lose_leader()
        if not short:
            self._lose("web-1", 4, lambda: self.installation.start_web("web-1"))
            self._lose("store-1", 10, lambda: self.installation.storage.start_store("store-1"))
            self.lose_leader()

    def web_nodes(self, times: int) -> None:
        """One after the other, so often that requests in every state are met."""
        self._calm("before anything")
        for name in islice(cycle(WEB), times):
            self._lose(name, 1, partial(self.installation.start_web, name))

    def _lose(self, name: str, seconds: float, again: Callable[[], None]) -> None:
        begun = time.monotonic()
        self.say(f"killed {name}")
        self.installation.parts.kill(name)
        time.sleep(seconds)
        again()
        if name.startswith("web"):
            until(f"{name} is back", lambda: self.installation.answers(name))
        self._over(Window(name, begun, time.monotonic()))

    def lose_leader(self) -> None:
        """The machine of the leader: PostgreSQL and Patroni at once."""
        database = self.installation.database
        name, begun = database.leader(), time.monotonic()
        self.say(f"killed {name}, the leader")
        self.installation.parts.kill(name)
        until("the standby leads", lambda: database.leader() not in ("", name), 90)
        until("pages are served", lambda: self.installation.answers("people"), 60)
        away = time.monotonic() - begun
        self.say(f"{database.leader()} leads after {away:.1f} s")
        window = Window(f"{name} (leader)", begun, time.monotonic(), away)
        database.start_member(name)
        until("the old leader follows", database.whole, 90)
        self._over(window)

    def _over(self, window: Window) -> None:
        self.windows.append(window)
        self._calm(f"{window.name} is back")

    def _calm(self, why: str) -> None:
        self.say(why)
        time.sleep(QUIET)
