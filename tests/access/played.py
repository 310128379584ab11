"""A scripted history, played live: after each step it is written down what everybody reached at that moment."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kantoor.access import documents, reach
from kantoor.access import readers as audience
from kantoor.access.actor import Actor
from kantoor.accounts import blocks, profile
from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.environments import settings
from kantoor.groups import groups
from kantoor.groups import people as seats
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.clock import now
from kantoor.organizations import adding_members, closing, details, memberships
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships import ending
from kantoor.sharing import shares
from kantoor.sharing.models import Level, Share
from kantoor.sharing.receivers import to

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole
SOON = dt.timedelta(milliseconds=200)


@dataclass
class Answer:
    """What reach said when the moment was now."""

    at: dt.datetime
    step: str
    roles: dict[tuple[UUID, UUID], int | None]
    levels: dict[UUID, int | None]
    readers: set[UUID]
    names: dict[UUID, str]


@dataclass
class Play:
    """The steps, and the answers between them."""

    cast: Cast
    document: Document
    answers: list[Answer] = field(default_factory=list)
    group: Group = field(init=False)

    def __post_init__(self) -> None:
        c = self.cast
        self.people = [c.anna, c.piet, c.sara, c.eva, c.tom, c.lin, c.luc]
        self.houses = [c.bouw, c.vastgoed, c.accountants]
        self.due = now()

    def answer(self, step: str) -> Answer:
        """Some milliseconds away from what was done before, and from what comes; anew if a date passed meanwhile."""
        time.sleep(0.003)
        began = now()
        made = self._asked(step)
        if began < self.due <= made.at:
            made = self._asked(step)
        self.answers.append(made)
        time.sleep(0.003)
        return made

    def _asked(self, step: str) -> Answer:
        roles = {(p.pk, h.pk): reach.role_in(p.pk, h.pk) for p in self.people for h in self.houses}
        levels = {p.pk: documents.level_on(p.pk, self.document.pk) for p in self.people}
        there = set(audience.people(self.document).values_list("pk", flat=True))
        things: list[Any] = [*self.people, *self.houses, *self.groups, self.cast.jansen]
        names = {}
        for thing in things:
            thing.refresh_from_db(fields=["name"])
            names[thing.pk] = thing.name
        return Answer(now(), step, roles, levels, there, names)

    @property
    def groups(self) -> list[Group]:
        return [self.group] if hasattr(self, "group") else []

    def run(self) -> "Play":
        self.answer("as it was")
        for act in self.acts():
            act()
            self.answer(act.__name__)
        return self

    def acts(self) -> Iterator[Callable[[], object]]:
        yield from (self.add, self.promote, self.ask, self.found, self.seat, self.share, self.pass_by)
        yield from (self.block, self.unblock, self.remove, self.add_again, self.unseat, self.reseat)
        yield from (self.change_share, self.date, self.pass_by, self.rename, self.break_up, self.close)

    def by(self, user: User) -> Actor:
        return self.cast.actor(user)

    def membership(self, house: Organization, who: User) -> Membership:
        return Membership.objects.open().get(organization=house, user=who)

    def place(self, who: User) -> GroupMembership:
        return GroupMembership.objects.open().get(group=self.group, user=who)

    def add(self) -> None:
        adding_members.add(self.by(self.cast.anna), self.cast.bouw.pk, [Pick(self.cast.sara.pk, VIEWER)])

    def promote(self) -> None:
        memberships.change(
            self.by(self.cast.anna), self.membership(self.cast.bouw, self.cast.sara), MEMBER, None
        )

    def ask(self) -> None:
        adding_members.add(self.by(self.cast.anna), self.cast.bouw.pk, [Pick(self.cast.tom.pk, VIEWER)])
        asked = Request.objects.get(to_user=self.cast.tom, state=RequestState.OPEN)
        requests.accept(self.by(self.cast.tom), asked.pk)

    def found(self) -> None:
        self.group = groups.make(self.by(self.cast.piet), self.cast.jansen, "Finance")
        seats.add(self.by(self.cast.piet), self.group.pk, [self.cast.sara.pk, self.cast.tom.pk])
        asked = Request.objects.get(to_user=self.cast.tom, state=RequestState.OPEN)
        requests.accept(self.by(self.cast.tom), asked.pk)

    def seat(self) -> None:
        pick = Pick(self.group.pk, MEMBER, group=True)
        adding_members.add(self.by(self.cast.piet), self.cast.vastgoed.pk, [pick])

    def share(self) -> None:
        by, paper = self.by(self.cast.anna), self.document.pk
        shares.give(by, paper, [to(self.group)], Level.EDIT)
        shares.give(by, paper, [to(self.cast.accountants)], Level.FULL)
        shares.give(by, paper, [to(self.cast.piet)], Level.VIEW, self.soon())

    def pass_by(self) -> None:
        time.sleep(max(0.0, (self.due - now()).total_seconds()) + 0.003)

    def soon(self) -> dt.datetime:
        self.due = now() + SOON
        return self.due

    def block(self) -> None:
        blocks.begin(self.by(self.cast.anna), self.cast.sara, "On leave")

    def unblock(self) -> None:
        blocks.end(self.by(self.cast.anna), self.cast.sara)

    def remove(self) -> None:
        memberships.remove(self.by(self.cast.anna), self.membership(self.cast.bouw, self.cast.sara))

    def add_again(self) -> None:
        pick = Pick(self.cast.sara.pk, ADMINISTRATOR)
        adding_members.add(self.by(self.cast.anna), self.cast.bouw.pk, [pick])

    def unseat(self) -> None:
        seats.take_out(self.by(self.cast.piet), self.place(self.cast.sara))

    def reseat(self) -> None:
        seats.add(self.by(self.cast.piet), self.group.pk, [self.cast.sara.pk])

    def change_share(self) -> None:
        given = Share.objects.open().get(document=self.document, to_organization=self.cast.accountants)
        shares.change(self.by(self.cast.anna), given.pk, Level.VIEW, None)

    def date(self) -> None:
        by, held = self.by(self.cast.anna), self.membership(self.cast.bouw, self.cast.tom)
        memberships.change(by, held, ADMINISTRATOR, self.soon())

    def rename(self) -> None:
        cast = self.cast
        profile.rename(self.by(cast.piet), cast.piet.pk, "Piet Jansen")
        groups.rename(self.by(cast.piet), self.group.pk, "Money")
        settings.change(self.by(cast.anna), cast.jansen.pk, "Jansen Holding", True, cast.jansen.joining)
        cast.bouw.refresh_from_db()
        there = details.of(cast.bouw)
        new = details.Details(**{**there.__dict__, "name": "Jansen Bouw & Infra BV"})
        details.edit(self.by(cast.anna), cast.bouw.pk, new, details.numbers_of(cast.bouw))

    def break_up(self) -> None:
        ending.end(self.by(self.cast.piet), self.cast.partnership.pk)

    def close(self) -> None:
        closing.close(self.by(self.cast.piet), self.cast.vastgoed.pk)
