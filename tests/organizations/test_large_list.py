"""Ten thousand rows through the worker's own functions, with progress told and a result for each (domain 5.8)."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.environments.models import Appointment
from kantoor.jobs import queue
from kantoor.organizations import imports, lists, memberships
from kantoor.organizations.models import MemberImport, OrganizationRole
from tests.guards.world import client_of

COLLEAGUES, STRANGERS, BAD, TWICE = 4_000, 4_500, 1_400, 100
ROWS = lists.MOST_ROWS
MOST_SECONDS = 60.0  # a bound for busy machines; alone it takes a tenth


def address(number: int) -> str:
    return f"p{number}@jansen.example"


def colleagues(cast: Cast) -> None:
    """People of Jansen Groep who can be added at once."""
    names = [f"Colleague {number:05}" for number in range(COLLEAGUES)]
    people = [
        User(environment=cast.jansen, name=name, email=address(n), folded=name.lower(), password="!")
        for n, name in enumerate(names)
    ]
    User.objects.bulk_create(people, batch_size=1_000)
    Appointment.objects.bulk_create(
        [Appointment(environment=cast.jansen, user=user, role=1) for user in people], batch_size=1_000
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True) for user in people], batch_size=1_000
    )


def pasted() -> str:
    """Good and bad rows in turn, as lists of people are."""
    rows = [address(number) for number in range(COLLEAGUES)]
    rows += [f"nobody{number}@else.example" for number in range(STRANGERS)]
    rows += [f"no address {number}" for number in range(BAD)]
    rows += [address(number).upper() for number in range(TWICE)]
    return "\n".join(rows[start] for offset in range(97) for start in range(offset, len(rows), 97))


def test_ten_thousand_rows_go_through_the_worker_and_each_says_what_became_of_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """domain 5.8: no time-out, one bad row stops no other, no row reports success for what did not happen."""
    colleagues(cast)
    anna, rows = cast.actor(cast.anna), lists.read(pasted())
    assert len(rows) == ROWS
    made = imports.prepare(anna, cast.bouw.pk, rows, OrganizationRole.VIEWER, None)
    imports.start(anna, made.pk)
    seen: list[tuple[int, str]] = []
    some = imports._carry_out_some

    def looked_at(*given: Any) -> bool:
        more = some(*given)
        done = len(MemberImport.objects.get(pk=made.pk).results)
        if done == ROWS // 2:
            page = f"/organizations/{cast.bouw.pk}/members/lists/{made.pk}/"
            seen.append((done, client_of(cast.anna).get(page).content.decode()))
        return more

    monkeypatch.setattr(imports, "_carry_out_some", looked_at)
    start = time.monotonic()
    while (row := queue.take("worker")) is not None and row.task_path != imports.carry_out.module_path:
        queue.do(row)
    assert row is not None
    queue.do(row)
    took = time.monotonic() - start
    ((half, page),) = seen
    assert f"{half:,} of {ROWS:,} rows".replace(",", "") in page.replace(",", "")
    kept = imports.of(anna).get(pk=made.pk)
    report = imports.report(kept)
    told = Counter(line.outcome for line in report.lines)
    assert (report.done, len(report.lines), kept.finished_at is not None) == (ROWS, ROWS, True)
    assert told == {
        "added": COLLEAGUES,
        "already_member": TWICE,
        "not_choosable": STRANGERS,
        "problem": BAD,
    }
    assert Entry.objects.filter(action="memberships.added").count() == COLLEAGUES
    added = {line.row.address for line in report.lines if line.outcome == "added"}
    members = (
        memberships.visible_to(anna).filter(organization=cast.bouw).values_list("user__email", flat=True)
    )
    assert added == set(members) - {"anna@jansen.example"} and len(members) == COLLEAGUES + 1
    assert took < MOST_SECONDS
    record_property("milliseconds a row", round(took / ROWS * 1000, 2))
