"""Writing a world into an empty database, or beside the demo's cast; it says what it wrote and how fast."""

import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db import models

from kantoor.accounts.models import User
from kantoor.audit import linking
from kantoor.audit.models import Entry
from kantoor.demo import cast, seed
from kantoor.demo.worlds import bulk, grants, people
from kantoor.demo.worlds.ground import Ground, Row
from kantoor.demo.worlds.papers import DOCUMENT, STATUS_CHANGE, TEXT, Papers
from kantoor.demo.worlds.sizes import Size
from kantoor.documents.models import Document, StatusChange, Text
from kantoor.environments.models import Appointment, Environment
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Request
from kantoor.organizations.models import Identifier, Membership, Organization
from kantoor.organizations.registers import demo as register
from kantoor.overview.models import LastUse
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share

AT_ONCE = 100_000  # documents; their words and histories follow each time, so that memory stays what it is
LARGE = (Membership, LastUse, Share, Document, StatusChange)
Say = Callable[[str], object]


class AlreadyThere(Exception):
    """The same world, by its seed and day, is in the database."""


@dataclass
class Made:
    """Rows and seconds of each table."""

    ground: Ground
    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def line(self, name: str) -> str:
        rows, seconds = self.rows[name], self.seconds[name]
        return f"{name:<24}{rows:>12,}{seconds:>9.1f} s{rows / max(seconds, 0.001):>12,.0f} a second"


def called(kind: type[models.Model]) -> str:
    return "entries of the trail" if kind is Entry else str(kind._meta.verbose_name_plural)


class Maker:
    """Writes table after table, and says so."""

    def __init__(self, ground: Ground, say: Say, password: str) -> None:
        self.made, self.say, self.password = Made(ground), say, password

    def write(
        self, kind: type[models.Model], columns: tuple[str, ...], rows: Iterable[Row], *, quiet: bool = False
    ) -> None:
        self.time(called(kind), lambda: bulk.write(kind, columns, rows), quiet=quiet)

    def time(self, name: str, act: Callable[[], int | None], *, quiet: bool = False) -> None:
        start = time.perf_counter()
        rows = act() or 0
        self.made.rows[name] = self.made.rows.get(name, 0) + rows
        self.made.seconds[name] = self.made.seconds.get(name, 0.0) + time.perf_counter() - start
        if not quiet:
            self.say(self.made.line(name))


def refuse_used() -> None:
    """A world, with its well-known password, stays out of where people work."""
    if User.objects.exists() and not User.objects.filter(email=seed.MARK).exists():
        raise seed.NotEmpty("This database is in use. Choose another one, or say --beside.")


def make(size: Size, *, start: int = 1, until: dt.date, beside: bool = False, say: Say = str) -> Made:
    """Write the world of this seed. `beside`: also where people work, without a password, keeping every index meanwhile."""
    if not beside:
        refuse_used()
    ground = Ground(size, start, until)
    if Environment.objects.filter(pk=ground.companies[0]).exists():
        raise AlreadyThere("This world is there already. Choose another --seed.")
    maker = Maker(ground, say, "!" if beside else cast.hashed())
    with bulk.careless():
        _people(maker)
        _rights(maker, beside)
    _trail(maker)
    maker.time("ANALYZE", bulk.analyze)
    return maker.made


def _people(maker: Maker) -> None:
    ground = maker.made.ground
    maker.write(Environment, people.ENVIRONMENT, people.companies(ground))
    maker.write(User, people.USER, people.users(ground, maker.password))
    maker.write(EmailAddress, people.ADDRESS, people.addresses(ground))
    maker.write(Appointment, people.APPOINTMENT, people.appointments(ground))
    maker.write(Organization, people.ORGANIZATION, people.organizations(ground))
    maker.write(Identifier, people.IDENTIFIER, people.identifiers(ground, _taken()))
    maker.write(Partnership, people.PARTNERSHIP, people.partnerships(ground))
    maker.write(Participant, people.PARTICIPANT, people.participants(ground))


def _taken() -> set[str]:
    """The numbers that somebody has: in this database, and in the demo's register."""
    known = set(Identifier.objects.filter(registered=True).values_list("value", flat=True))
    return known | register.numbers()


def _rights(maker: Maker, beside: bool) -> None:
    ground, papers = maker.made.ground, Papers(maker.made.ground)
    teams = grants.teams(ground)
    maker.write(Group, grants.GROUP, grants.groups(ground, teams))
    maker.write(GroupMembership, grants.SEAT, grants.seats(ground, teams))
    indexes = ExitStack()
    with indexes:
        if not beside:
            indexes.enter_context(bulk.without_indexes(*LARGE))
            indexes.enter_context(bulk.without_search())
        maker.write(Membership, grants.MEMBERSHIP, grants.memberships(ground, teams))
        maker.write(LastUse, grants.USE, grants.uses(ground))
        _papers(maker, papers)
        maker.write(Share, grants.SHARE, grants.shares(ground, papers.some, teams))
        start = time.perf_counter()
    maker.made.rows["indexes"], maker.made.seconds["indexes"] = 0, time.perf_counter() - start
    maker.say(maker.made.line("indexes"))
    maker.write(Request, grants.REQUEST, grants.requests(ground))


def _papers(maker: Maker, papers: Papers) -> None:
    rows = papers.rows()
    while some := list(itertools.islice(rows, AT_ONCE)):
        maker.write(Document, DOCUMENT, some, quiet=True)
        maker.write(Text, TEXT, papers.texts, quiet=True)
        maker.write(StatusChange, STATUS_CHANGE, papers.steps, quiet=True)
        papers.texts.clear()
        papers.steps.clear()
    for kind in (Document, Text, StatusChange):
        maker.say(maker.made.line(called(kind)))


def _trail(maker: Maker) -> None:
    """With its triggers, which say what waits; then linked, so that it can be verified at once."""
    ground = maker.made.ground
    named = [row[2] for row in people.organizations(ground)]
    maker.write(Entry, grants.ENTRY, grants.entries(ground, named))
    maker.time("links", linking.all_waiting)
