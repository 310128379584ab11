"""Who is told of what (domain 5.3, 5.4, 2): the people concerned who are still allowed to know."""

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from kantoor.accounts.models import Block, User
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.environments import appointments
from kantoor.environments.models import EnvironmentRole
from kantoor.inbox import requests
from kantoor.inbox.models import Request
from kantoor.jobs import queue
from kantoor.notifications import notices
from kantoor.notifications.models import Mail, Notice
from kantoor.notifications.sealing import unseal
from kantoor.notifications.table import TABLE
from kantoor.notifications.telling import tell
from kantoor.organizations import adding_members, asking, memberships
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Membership


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


def work() -> None:
    """What the worker does."""
    while (row := queue.take("w")) is not None:
        queue.do(row)
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


def add(cast: Cast, *users: User) -> None:
    adding_members.add(cast.actor(cast.anna), cast.bouw, [Pick(user.pk) for user in users], "Dag!")
    work()


def told(cast: Cast, user: User) -> list[str]:
    return [update.sentence for update in notices.described(list(notices.of(cast.actor(user))))]


def mailed(user: User) -> list[str]:
    return [unseal(mail.sealed).subject for mail in Mail.objects.filter(to=user.email).order_by("id")]


def test_an_own_user_is_told_in_the_inbox_and_by_mail(cast: Cast) -> None:
    """domain 5.3"""
    add(cast, cast.sara)
    said = ["Anna Jansen added you to Jansen Bouw BV as member"]
    assert told(cast, cast.sara) == said
    assert mailed(cast.sara) == said
    assert told(cast, cast.anna) == []


def test_a_partner_gets_a_mail_with_the_message_and_the_way_to_answer(cast: Cast) -> None:
    """domain 5.4"""
    add(cast, cast.tom)
    asked = Request.objects.get(to_user=cast.tom)
    letter = unseal(Mail.objects.get(to=cast.tom.email).sealed)
    assert letter.subject == "Jansen Bouw BV wants to work with you"
    assert f"http://localhost:8000/inbox/requests/{asked.pk}/" in letter.text
    assert "Dag!" in letter.html
    assert not Notice.objects.filter(user=cast.tom).exists()


@pytest.mark.parametrize(("answer", "said"), [(requests.accept, "accepted"), (requests.decline, "declined")])
def test_the_administrators_are_told_of_the_answer(cast: Cast, answer: Any, said: str) -> None:
    """domain 5.4"""
    add(cast, cast.tom)
    answer(cast.actor(cast.tom), Request.objects.get(to_user=cast.tom).pk)
    work()
    (sentence,) = told(cast, cast.anna)
    assert sentence.startswith(f"Tom Bakker {said}")
    assert told(cast, cast.piet) == []


def test_who_is_asked_and_withdrawn_before_the_worker_came_gets_no_request_mail(cast: Cast) -> None:
    adding_members.add(cast.actor(cast.anna), cast.bouw, [Pick(cast.tom.pk)])
    asking.withdraw(cast.actor(cast.anna), Request.objects.get(to_user=cast.tom).pk)
    work()
    assert mailed(cast.tom) == ["Jansen Bouw BV has withdrawn its request to you"]


def test_who_was_removed_meanwhile_is_told_of_the_removal_only(cast: Cast) -> None:
    adding_members.add(cast.actor(cast.anna), cast.bouw, [Pick(cast.sara.pk)])
    row = Membership.objects.get(user=cast.sara, organization=cast.bouw)
    memberships.remove(cast.actor(cast.anna), row.pk)
    work()
    assert mailed(cast.sara) == ["Anna Jansen removed you from Jansen Bouw BV"]


def test_somebody_blocked_is_told_nothing(cast: Cast) -> None:
    adding_members.add(cast.actor(cast.anna), cast.bouw, [Pick(cast.sara.pk)])
    Block.objects.create(user=cast.sara, reason="Lost laptop")
    work()
    assert not Notice.objects.filter(user=cast.sara).exists()
    assert mailed(cast.sara) == []


def test_telling_twice_is_telling_once(cast: Cast) -> None:
    """A killed worker's task is begun anew."""
    add(cast, cast.sara)
    tell.call([str(pk) for pk in Entry.objects.values_list("pk", flat=True)])
    assert Notice.objects.filter(user=cast.sara).count() == 1
    assert len(mailed(cast.sara)) == 1


def test_reading_takes_the_dot_away(cast: Cast) -> None:
    add(cast, cast.sara)
    sara = cast.actor(cast.sara)
    assert notices.count_unread(sara) == 1
    notices.mark_read(cast.actor(cast.anna), list(notices.of(sara)))
    assert notices.count_unread(sara) == 1
    notices.mark_read(sara, list(notices.of(sara)))
    assert notices.count_unread(sara) == 0


@pytest.mark.parametrize("action", TABLE)
def test_every_sentence_can_be_said_of_the_barest_entry(cast: Cast, action: str) -> None:
    """A name missing from `wording.values` would break the task."""
    made = Entry.objects.create(
        action=action,
        actor_id=cast.anna.pk,
        subject_id=cast.piet.pk,
        environment_id=cast.jansen.pk,
        partner_id=cast.vandijk.pk,
        organization_id=cast.vastgoed.pk,
    )
    tell.call([str(made.pk)])
    Notice.objects.get_or_create(user=cast.piet, entry=made)
    assert len(told(cast, cast.piet)) == 1


def test_a_thousand_at_once_cost_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    rows = [
        Entry(action="memberships.removed", subject_id=cast.piet.pk, organization_id=cast.bouw.pk)
        for _ in range(1_000)
    ]
    Entry.objects.bulk_create(rows)
    with django_assert_max_num_queries(120):
        tell.call([str(row.pk) for row in rows])
    assert Notice.objects.filter(user=cast.piet).count() == 1_000


def test_who_gets_another_role_in_the_environment_is_told(cast: Cast) -> None:
    """Domain 2: it works on the very next request, so they hear of it."""
    appointments.change(cast.actor(cast.anna), cast.sara.pk, EnvironmentRole.ADVANCED)
    work()
    assert told(cast, cast.sara) == ["Anna Jansen changed your role to advanced"]
