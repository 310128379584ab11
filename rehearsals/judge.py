"""Afterwards: is everything there that people were told is done, and did anybody see an error?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rehearsals.chaos import Window
from rehearsals.load import World
from rehearsals.processes import until
from rehearsals.visitors import Mishap, Notes

WORK = ("added", "removed", "document", "fetched", "account")
LINGERS = 3.0  # seconds after the failover in which what was asked during it is still answered


@dataclass
class Verdict:
    """What is wrong, a line each; `figures` is for the report."""

    wrong: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def expect(self, what: str, missing: Iterable[object]) -> None:
        lost = list(missing)
        self.figures[what] = len(lost)
        if lost:
            self.wrong.append(f"{what}: {len(lost)}, such as {lost[:3]}")


def settle(seconds: float = 90) -> float:
    """Wait until the workers have done everything that can be done now."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    def idle() -> bool:
        due = DBTaskResult.objects.ready().exclude(run_after__gt=timezone.now())
        return not due.exists() and not DBTaskResult.objects.running().exists()

    return until("the queue is empty", idle, seconds)


def writes(world: World, notes: Notes) -> Verdict:
    """Each acknowledged write is looked up."""
    from kantoor.accounts.models import User
    from kantoor.organizations.models import Membership

    verdict = Verdict()
    rows = Membership.objects.filter(organization_id=world.organization, user__email__startswith="vera-")
    began = Counter(str(key) for key in rows.values_list("user_id", flat=True))
    open_now = {str(key) for key in rows.filter(ended_at=None).values_list("user_id", flat=True)}
    added, removed = notes.of("added"), set(notes.of("removed"))
    verdict.figures["acknowledged"] = Counter(kind for kind, _which, _at in notes.done)
    # A page that came to say its links otherwise would keep a visitor from half of its work, and nobody would see it.
    verdict.expect("work that nobody did", [kind for kind in WORK if not notes.of(kind)])
    verdict.expect("added members lost", [key for key in added if not began[key]])
    verdict.expect("members added twice", [key for key, times in began.items() if times > 1])
    verdict.expect("removed members still there", removed & open_now)
    verdict.expect("accounts lost", _missing(User, "email", notes.of("account")))
    verdict.expect("documents lost", _documents(notes.of("document")))
    return verdict


def _missing(model: Any, column: str, wanted: list[str]) -> set[str]:
    return set(wanted) - set(model.objects.filter(**{f"{column}__in": wanted}).values_list(column, flat=True))


def _documents(sums: list[str]) -> list[str]:
    """Those whose row or bytes are not there, read out of the storage."""
    from kantoor.documents import files
    from kantoor.documents.models import File

    kept = {file.sha256: file for file in File.objects.filter(sha256__in=sums)}
    return [one for one in sums if one not in kept or files.measure(files.whole(kept[one]))[0] != one]


def jobs(world: World, notes: Notes, arrived: list[str]) -> Verdict:
    """Everybody who was added was told once, and no task was given up."""
    from django_tasks_db.models import DBTaskResult

    from kantoor.notifications.models import Mail, Notice

    verdict = Verdict()
    told = Counter(
        str(key)
        for key in Notice.objects.filter(entry__action="memberships.added").values_list("user_id", flat=True)
    )
    gone = set(notes.of("removed"))  # who was removed before the worker came to it is told of that instead
    stayed = [key for key in notes.of("added") if key not in gone]
    verdict.expect("tasks given up", DBTaskResult.objects.failed().values_list("task_path", flat=True))
    verdict.expect("people added and not told", [key for key in stayed if not told[key]])
    mails = Mail.objects.exclude(state=Mail.State.SENT).exclude(sealed="")
    verdict.expect("mails not sent", mails.values_list("state", flat=True))
    verdict.figures["mails that came twice"] = sum(times - 1 for times in Counter(arrived).values())
    verdict.figures["mails that came"] = len(set(arrived))
    return verdict


def errors(notes: Notes, windows: list[Window]) -> Verdict:
    """None, but for those during a failover."""
    verdict = Verdict()
    excused = [mishap for mishap in notes.mishaps if _during(mishap, windows)]
    verdict.figures["requests"] = notes.asked
    verdict.figures["answered by"] = dict(sorted(notes.nodes.items()))
    verdict.figures["errors during failovers"] = Counter(map(_kind, excused))
    verdict.figures["uploads taken up again, unseen"] = Counter(what for what, _at in notes.resumed)
    verdict.figures["slowest"] = f"{max(notes.slowest)[0]:.1f} s" if notes.slowest else ""
    told = [
        f"{_where(m, windows)}: {m.what}: {m.status} {m.said[:120]!r}"
        for m in notes.mishaps
        if m not in excused
    ]
    verdict.figures["errors, by kind"] = Counter(
        _kind(mishap) for mishap in notes.mishaps if mishap not in excused
    )
    verdict.expect("errors that users saw", told)
    return verdict


def waits(notes: Notes, begun: float, ended: float) -> Verdict:
    """How long people waited who asked while tables were changed."""
    took = sorted(seconds for seconds, at, _what in notes.slowest if begun <= at <= ended)
    told = f"{len(took)} in {ended - begun:.0f} s"
    if took:
        told += f"; half within {took[len(took) // 2]:.2f} s, the slowest {took[-1]:.1f} s"
    return Verdict(figures={"requests while tables changed": told})


def _during(mishap: Mishap, windows: list[Window]) -> bool:
    return any(w.away and w.begun <= mishap.at <= w.begun + w.away + LINGERS for w in windows)


def _kind(mishap: Mishap) -> str:
    return f"{mishap.what}: {mishap.status}"


def _where(mishap: Mishap, windows: list[Window]) -> str:
    last = max((w for w in windows if w.begun <= mishap.at), key=lambda w: w.begun, default=None)
    return f"{mishap.at - last.begun:.1f} s after {last.name}" if last else "before anything"


def trail() -> Verdict:
    """The audit trail is chained and whole."""
    from kantoor.audit import verifying

    verdict = Verdict()
    verdict.expect("faults in the audit trail", map(str, verifying.verify().breaks))
    return verdict
