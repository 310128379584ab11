"""Adding many people from a list: looked at first, then carried out by the worker, a row at a time (domain 5.8)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_tasks import task

from kantoor.access import actor as actors
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Conflict, DomainError
from kantoor.organizations import adding_members, memberships, seen
from kantoor.organizations.adding_members import Outcome, Pick
from kantoor.organizations.lists import Row
from kantoor.organizations.models import MemberImport, Organization, OrganizationRole

AT_ONCE = 200


@dataclass(frozen=True)
class Line:
    """A row with what becomes, or became, of it; `said` is the sentence for it when there is one."""

    row: Row
    outcome: str
    said: str = ""


@dataclass(frozen=True)
class Report:
    """All the lines; `done` of them carried out."""

    lines: list[Line]
    done: int = 0

    def count(self, *outcomes: str) -> int:
        return sum(line.outcome in outcomes for line in self.lines)

    def worst_first(self) -> list[Line]:
        """The lines, those that need a look before the others."""
        return sorted(self.lines, key=lambda line: line.outcome not in ("problem", Outcome.NOT_CHOOSABLE))


def of(actor: Actor) -> QuerySet[MemberImport]:
    """The lists that the actor has made."""
    return MemberImport.objects.filter(made_by_id=actor.user_id).select_related("organization", "made_by")


@action("memberships.read_list", Permission.MEMBERS_ADD, of=seen.by)
def prepare(
    actor: Actor, organization: Organization, rows: Sequence[Row], role: int, until: dt.datetime | None
) -> MemberImport:
    """Keep a list for the dry run; rows without role or date get the ones given here."""
    memberships.require_active(organization)
    adding_members.check([Pick(organization.pk, role, until)])
    kept = []
    for row in rows:
        whole = row.as_json()
        whole["role"] = whole["role"] or role
        whole["until"] = whole["until"] or (until.isoformat() if until else "")
        kept.append(whole)
    made = MemberImport.objects.create(organization=organization, made_by=actor.user, rows=kept)
    record.entry(actor, "memberships.list_read", made, organization=organization, rows=len(kept))
    return made


def report(made: MemberImport) -> Report:
    """What became of the rows so far; for the rest, what would become of them now."""
    done = [
        Line(Row(**row), result["outcome"], result["said"])
        for row, result in zip(made.rows, made.results, strict=False)
    ]
    if made.finished_at:
        return Report(done, len(done))
    return Report(done + _foresee(made, made.rows[len(done) :]), len(done))


def _foresee(made: MemberImport, rows: list[dict[str, Any]]) -> list[Line]:
    read = [Row(**row) for row in rows]
    picks = _picks(read)
    wanted = [pick for pick in picks if pick is not None]
    outcomes = iter(_sorted(made, wanted).outcomes if wanted else [])
    return [_line(row, next(outcomes) if pick else None) for row, pick in zip(read, picks, strict=True)]


def picks_of(made: MemberImport) -> list[Pick]:
    """Those who would be added or asked now by the rows that are still to be carried out."""
    rows = [Row(**row) for row in made.rows[len(made.results) :]]
    wanted = [pick for pick in _picks(rows) if pick is not None]
    return [pick for pick, _holder in _sorted(made, wanted).of(Outcome.ADDED, Outcome.ASKED)]


def _sorted(made: MemberImport, wanted: list[Pick]) -> adding_members.Sorted:
    return adding_members.sort_out(made.organization, wanted, made.made_by.environment_id)


def _picks(rows: list[Row]) -> list[Pick | None]:
    """The people behind the addresses; None for a row that cannot be used or an address nobody has verified."""
    users = _users([row.address for row in rows if not row.problem])
    return [
        Pick(users[row.address], row.role or OrganizationRole.MEMBER, _moment(row.until))
        if not row.problem and row.address in users
        else None
        for row in rows
    ]


def _users(addresses: list[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    rest = iter(addresses)
    while some := list(islice(rest, 5_000)):
        rows = EmailAddress.objects.filter(email__in=some, verified=True)
        found |= dict(rows.values_list("email", "user_id"))
    return found


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _line(row: Row, outcome: Outcome | None) -> Line:
    if row.problem:
        return Line(row, "problem", row.problem)
    # An unknown address and one that may not be chosen get the same answer: it tells nothing about strangers.
    return Line(row, outcome or Outcome.NOT_CHOOSABLE)


@action("memberships.import", Permission.MEMBERS_ADD, of=of)
def start(actor: Actor, made: MemberImport) -> MemberImport:
    """Let the worker carry the list out."""
    if not MemberImport.objects.filter(pk=made.pk, started_at=None).update(started_at=Now()):
        raise Conflict(_("This list is being carried out already."))
    record.entry(
        actor, "memberships.import_started", made, organization=made.organization, rows=len(made.rows)
    )
    carry_out.enqueue(str(made.pk), str(actor.user_id), actor.origin)
    return made


@task()
def carry_out(import_id: str, user_id: str, origin: str = "") -> None:
    """Add the people of a list, some rows to a transaction. Done again after a crash, it goes on where it was."""
    while _carry_out_some(import_id, user_id, origin):
        pass


def _carry_out_some(import_id: str, user_id: str, origin: str) -> bool:
    """The next rows and what became of them, in one transaction; whether there are more."""
    with transaction.atomic():
        rows = MemberImport.objects.filter(pk=import_id, finished_at=None)
        if connection.features.has_select_for_update:
            rows = rows.select_for_update(of=("self",))
        made = rows.select_related("organization").first()
        if made is None:
            return False
        some = [Row(**row) for row in made.rows[len(made.results) :][:AT_ONCE]]
        lines = _add(actors.of(user_id, credential="import", origin=origin), made.organization, some)
        made.results += [{"outcome": str(line.outcome), "said": line.said} for line in lines]
        finished = len(made.results) >= len(made.rows)
        MemberImport.objects.filter(pk=made.pk).update(
            results=made.results, finished_at=Now() if finished else None
        )
        return not finished


def _add(actor: Actor | None, organization: Organization, rows: list[Row]) -> list[Line]:
    """What became of each row; a row that is refused alone does not stop the others."""
    if actor is None:
        return [
            Line(row, "problem", _("The person who started this list can no longer sign in.")) for row in rows
        ]
    picks = _picks(rows)
    try:
        return _added(actor, organization, rows, picks)
    except DomainError:
        return [
            line
            for row, pick in zip(rows, picks, strict=True)
            for line in _add_one(actor, organization, row, pick)
        ]


def _add_one(actor: Actor, organization: Organization, row: Row, pick: Pick | None) -> list[Line]:
    try:
        return _added(actor, organization, [row], [pick])
    except DomainError as refusal:
        return [Line(row, "problem", str(refusal))]


def _added(actor: Actor, organization: Organization, rows: list[Row], picks: list[Pick | None]) -> list[Line]:
    wanted = [pick for pick in picks if pick is not None]
    outcomes = iter(adding_members.add(actor, organization, wanted).outcomes if wanted else [])
    return [_line(row, next(outcomes) if pick else None) for row, pick in zip(rows, picks, strict=True)]
