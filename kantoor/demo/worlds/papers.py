"""Documents: newest last, a few organizations have most of them; what is old is paid, what is new is on its way."""

import datetime as dt
import itertools
import math
from collections.abc import Iterator
from random import Random
from uuid import UUID

from kantoor.demo.worlds import names
from kantoor.demo.worlds.bulk import key_at
from kantoor.demo.worlds.ground import DAYS, Ground, Row
from kantoor.demo.worlds.pairs import is_old
from kantoor.kernel.text import fold

BOXES = ("received", "received", "received", "sent", "sent", "made")
# While they are on their way.
STATUSES = {
    "received": (
        "received",
        "received",
        "opened",
        "under_review",
        "approved",
        "approved_for_payment",
        "paid",
    ),
    "sent": ("sent", "delivered", "opened", "under_review", "paid", "delivery_failed"),
    "made": ("draft",),
}
FIRST = {"received": "received", "sent": "sent", "made": "draft"}
SETTLED = dt.timedelta(days=75)
REJECTED = 0.05  # of those that are settled
PARTIES = 400
DOCUMENT = (
    *("id", "organization_id", "box", "kind", "source", "status", "status_at", "title", "number", "dated_on"),
    *(
        "due_on",
        "currency",
        "amount",
        "party",
        "party_folded",
        "made_by_id",
        "made_at",
        "sent_by_id",
        "sent_at",
    ),
)
STATUS_CHANGE = ("id", "organization_id", "document_id", "status", "at", "by_id", "by_name")
TEXT = ("organization_id", "document_id", "fields", "files_read_at")


class Papers:
    """Written in one go; what the other tables need of them is remembered: their words and histories, as rows."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.size = ground, ground.size
        self.texts: list[Row] = []
        self.steps: list[Row] = []
        self.some: list[tuple[UUID, int, dt.datetime]] = []  # for shares: id, place, since when
        self.histories = ground.random("histories")
        chance = ground.random("parties")
        self.parties = [names.company(chance, "BE" if n % 9 == 0 else "NL") for n in range(PARTIES)]
        self.folded = [fold(name) for name in self.parties]

    def rows(self) -> Iterator[Row]:
        """By the moment at which they came. Between the millions of a giant, if there is one, the others come in turn."""
        ground, size, chance = self.ground, self.size, self.ground.random("papers")
        total = size.documents + size.giant
        step, at = dt.timedelta(days=DAYS) / (total + 1), ground.began
        weights = list(itertools.accumulate(1 / (n + 5) for n in range(size.organizations)))
        shuffled = ground.random("busy").sample(range(size.organizations), size.organizations)
        every, ordinary = _apart(size.documents // max(1, size.shares + 20)), 0
        for n in range(total):
            at += step
            place = size.organizations
            if n * size.documents // total >= ordinary:
                ordinary += 1
                place = chance.choices(shuffled, cum_weights=weights)[0]
                if is_old(place) and n > total // 3:
                    place -= 1
            row = self._row(n, at, place, chance)
            if place < size.organizations and ordinary % every == 0:
                self.some.append((row[0], place, at))
            yield row

    def _row(self, n: int, at: dt.datetime, place: int, chance: Random) -> Row:
        ground, box, party = self.ground, BOXES[n % 6], chance.randrange(PARTIES)
        day, key = at.date() - dt.timedelta(days=chance.randrange(12)), key_at(at, chance)
        number, amount = f"{day.year}-{n:07}", f"{chance.lognormvariate(6, 1.5):.2f}"
        head = ground.head_of(place)
        by, name = ground.users[head], ground.names[head]
        status, since = self._status(box, at, chance)
        here = ground.places[place]
        self._remember((here, key), box, status, at, since, by, name)
        self.texts.append(
            (here, key, f"{number} {number} {self.folded[party]} {amount} {amount.replace('.', ',')}", at)
        )
        sent = (by, at) if box == "sent" else (None, None)
        kind = "credit_note" if n % 9 == 0 else "invoice"
        source = "mailed" if box == "received" and n % 4 == 0 else "uploaded"
        made = (key, here, box, kind, source, status, since, number, number, day)
        due = day + dt.timedelta(days=30)
        return (*made, due, "EUR", amount, self.parties[party], self.folded[party], by, at, *sent)

    def _status(self, box: str, at: dt.datetime, chance: Random) -> tuple[str, dt.datetime]:
        if box == "made":
            return "draft", at
        if self.ground.until - at > SETTLED:
            status = "rejected" if chance.random() < REJECTED else "paid"
        else:
            status = chance.choice(STATUSES[box])
        if status == FIRST[box]:
            return status, at
        return status, min(at + dt.timedelta(hours=chance.randrange(3, 900)), self.ground.until)

    def _remember(
        self,
        paper: tuple[UUID, UUID],
        box: str,
        status: str,
        at: dt.datetime,
        since: dt.datetime,
        by: UUID,
        name: str,
    ) -> None:
        chance = self.histories
        self.steps.append((key_at(at, chance), *paper, FIRST[box], at, by, name))
        if status != FIRST[box]:
            self.steps.append((key_at(since, chance), *paper, status, since, by, name))


def _apart(wanted: int) -> int:
    """How far those of the shares lie apart, so that all kinds of boxes come in turn."""
    return next(n for n in range(max(1, wanted), 0, -1) if math.gcd(n, len(BOXES)) == 1)
