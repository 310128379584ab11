"""The past of the demo world: who came when, who has left again, what was called otherwise; the same at every planting.

Nothing of it touches what holds today. What was done in it stands in the trail too, at the moment at which it was done."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from kantoor.accounts import holdings
from kantoor.accounts.models import Block, Operatorship, User
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.demo.town import HEAD, MEMBER, VIEWER, Town
from kantoor.documents.models import Box, Document
from kantoor.environments.models import Appointment, Environment
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.clock import now
from kantoor.kernel.ids import uuid7_at
from kantoor.kernel.text import fold
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Level, Share

BEGAN, OPENED, JOINED = 740, 730, 720  # days ago: environments, organizations, the first people
FORMER = "Jansen Grond- en Waterbouw BV"


class Past:
    """Days ago as moments, always at the same time of such a day."""

    def __init__(self, town: Town) -> None:
        self.town, self.cast, self.people = town, town.cast, town.people
        self.today = now()
        self.chance = random.Random(20261125)
        self.pairs = {pair.pk: days for pair, days in zip(_pairs(), (610, 300), strict=True)}

    def ago(self, days: float) -> dt.datetime:
        return self.today - dt.timedelta(days=days, minutes=37 + int(days) % 200)

    def write(self) -> None:
        with _recorded():
            self.begin()
            self.memberships()
            self.places()
            self.left()
            self.changed()
            self.lent()
            self.renamed()

    def begin(self) -> None:
        """Companies, their organizations and people; partnerships and whom they put forward."""
        Environment.objects.update(created_at=self.ago(BEGAN))
        User.objects.update(created_at=self.ago(JOINED))
        for kind, back in ((Appointment, JOINED), (Operatorship, 400)):
            kind.objects.update(valid_from=self.ago(back))
        Organization.objects.update(created_at=self.ago(OPENED))
        Organization.objects.filter(activated_at__isnull=False).update(activated_at=self.ago(OPENED - 4))
        for pair, days in self.pairs.items():
            Partnership.objects.filter(pk=pair).update(valid_from=self.ago(days))
            Participant.objects.filter(partnership_id=pair).update(valid_from=self.ago(days - 2))

    def memberships(self) -> None:
        """The first administrators with their organization; others over two years, partners after the partnership."""
        for row in Membership.objects.order_by("id").select_related("organization"):
            days = self.chance.randrange(60, 640)
            if row.user_id == row.organization.created_by_id:
                days = OPENED
            elif row.partnership_id is not None:
                days = min(days, self.pairs[row.partnership_id] - 10)
            elif row.user == self.people["Fatima El Amrani"]:
                days = 520  # before the first document that she brought in
            at = self.ago(days)
            Membership.objects.filter(pk=row.pk).update(valid_from=at, member_since=at)

    def places(self) -> None:
        """Finance is as old as its manager's place in it."""
        for group in Group.objects.all():
            Group.objects.filter(pk=group.pk).update(created_at=self.ago(500))
            for number, place in enumerate(group.places.order_by("id")):
                GroupMembership.objects.filter(pk=place.pk).update(valid_from=self.ago(500 - 70 * number))

    def left(self) -> None:
        """Memberships, a place and a block that are over."""
        c, people = self.cast, self.people
        lin = {"partnership": c.partnership}
        self.membership(c.bouw, people["Bram de Boer"], MEMBER, 690, 210, "removed", c.anna)
        self.membership(c.bouw, people["Gijs de Wit"], HEAD, 655, 402, "removed", c.anna)
        self.membership(c.bouw, c.lin, VIEWER, 400, 250, "expired", None, **lin)
        self.membership(c.vastgoed, people["Noor Mulder"], VIEWER, 500, 120, "left", people["Noor Mulder"])
        self.membership(c.accountants, people["Ruben Visser"], MEMBER, 600, 95, "removed", c.eva)
        self.place("Daan Visser", 380, 160)
        thijs, why = people["Thijs Bos"], "On leave until the summer"
        begun, ended = self.ago(330), self.ago(316)
        held = holdings.of(thijs).as_details()
        block = Block.objects.create(
            user=thijs, reason=why, began_by=c.anna, ended_by=c.anna, ended_why="unblocked", ended_at=ended
        )
        Block.objects.filter(pk=block.pk).update(valid_from=begun)
        self.tell(begun, "people.blocked", c.anna, block, subject=thijs, reason=why, suspended=held, left=0)
        self.tell(ended, "people.unblocked", c.anna, thijs, subject=thijs)

    def membership(
        self,
        house: Organization,
        who: User,
        role: int,
        since: int,
        until: int,
        why: str,
        by: User | None,
        **more: Any,
    ) -> Membership:
        """One that has ended."""
        begun, ended = self.ago(since), self.ago(until)
        expires = {"expires_at": ended} if why == "expired" else {}
        made = Membership.objects.create(
            organization=house,
            user=who,
            role=role,
            valid_from=begun,
            member_since=begun,
            ended_at=ended,
            ended_why=why,
            began_by=house.created_by,
            ended_by=by,
            added_by=house.created_by,
            name_key=fold(who.name)[:160],
            **expires,
            **more,
        )
        told = {"removed": "removed", "left": "left", "changed": "changed"}.get(why)
        if told and by:
            self.tell(ended, f"memberships.{told}", by, made, subject=who, organization=house, role=role)
        return made

    def place(self, name: str, since: int, until: int) -> None:
        """A place in Finance that has ended."""
        c, who = self.cast, self.people[name]
        finance = Group.objects.get(environment=c.jansen, folded="finance")
        GroupMembership.objects.create(
            group=finance,
            user=who,
            valid_from=self.ago(since),
            ended_at=self.ago(until),
            ended_why="taken out",
            began_by=c.anna,
            ended_by=c.anna,
        )
        self.tell(self.ago(until), "groups.taken_out", c.anna, finance, subject=who, group="Administratie")

    def changed(self) -> None:
        """Femke began at Jansen Bouw as a viewer."""
        c, femke = self.cast, self.people["Femke Smit"]
        since, change = 640, 300
        held = Membership.objects.filter(organization=c.bouw, user=femke, ended_at=None)
        before = self.membership(c.bouw, femke, VIEWER, since, change, "changed", c.anna)
        held.update(valid_from=before.ended_at, member_since=before.valid_from)

    def lent(self) -> None:
        """Shares that were withdrawn, or ended on their day."""
        c = self.cast
        papers = list(Document.objects.filter(organization=c.bouw, box=Box.RECEIVED).order_by("id")[:60])
        since, until, by_date = self.ago(290), self.ago(205), self.ago(90)
        first = next(one for one in reversed(papers) if one.made_at < since)
        second = next(one for one in reversed(papers) if one.made_at < self.ago(150))
        self.share(first, Level.EDIT, since, until, "withdrawn", c.anna, user=c.tom)
        sofie = {"user": self.people["Sofie Peeters"], "partnership": _of(self.people["Sofie Peeters"])}
        self.share(second, Level.VIEW, self.ago(150), by_date, "expired", None, expires_at=by_date, **sofie)

    def share(
        self,
        paper: Document,
        level: Level,
        since: dt.datetime,
        until: dt.datetime,
        why: str,
        by: User | None,
        **to: Any,
    ) -> None:
        to.setdefault("partnership", self.cast.partnership)
        Share.objects.create(
            document=paper,
            organization=paper.organization,
            level=level,
            valid_from=since,
            ended_at=until,
            ended_why=why,
            began_by=self.cast.anna,
            ended_by=by,
            **to,
        )
        if by:
            where = {"organization": paper.organization, "document": str(paper)}
            self.tell(until, "shares.withdrawn", by, paper, subject=to["user"], level=int(level), **where)

    def renamed(self) -> None:
        """An organization, a group and a person were called otherwise."""
        c, infra = self.cast, self.town.houses["Jansen Infra BV"]
        names = {"before": {"name": FORMER}, "after": {"name": infra.name}, "numbers": []}
        at = self.ago(240)
        self.tell(at, "organizations.edited", c.anna, infra, organization=infra, **names)
        finance = Group.objects.get(environment=c.jansen, folded="finance")
        words = {"before": "Administratie", "after": finance.name, "group": finance.name}
        self.tell(self.ago(150), "groups.renamed", c.anna, finance, subject=finance, **words)
        femke = self.people["Femke Smit"]
        words = {"before": "Femke van Vliet", "after": femke.name}
        self.tell(self.ago(275), "profile.renamed", femke, femke, subject=femke, **words)

    def tell(self, at: dt.datetime, name: str, by: User, target: Any, **more: Any) -> None:
        """What the act would have left in the trail."""
        entry = record.entry(self.cast.actor(by), name, target, **more)
        entry.at, entry.id = at, uuid7_at(at)


def plant(town: Town) -> None:
    """Write it."""
    Past(town).write()


def _pairs() -> list[Partnership]:
    """That with Van Dijk is the older one."""
    return list(Partnership.objects.order_by("id"))


def _of(person: User) -> Partnership:
    found: Partnership = Participant.objects.get(user=person).partnership
    return found


@contextmanager
def _recorded() -> Iterator[None]:
    """Entries without notices: nobody is told today of what happened a year ago."""
    with record.Recording() as entries:
        yield
        record.save(sorted(entries, key=_key))


def _key(entry: Entry) -> UUID:
    return entry.pk
