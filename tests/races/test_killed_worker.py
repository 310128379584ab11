"""Workers that are killed, stopped, or several: nothing is lost (issue: kill -9 in the middle of 200 mails)."""

import signal
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from kantoor.access import actor as actors
from kantoor.access.actor import Actor
from kantoor.delivery import sending
from kantoor.delivery.channels import Recipient
from kantoor.delivery.models import Delivery, DeliveryState
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, Source, Status, StatusChange, Text
from kantoor.jobs import presence
from kantoor.jobs.chores import CHORES
from kantoor.jobs.models import Presence, Turn
from kantoor.kernel.clock import now
from kantoor.kernel.ids import uuid7
from kantoor.notifications import mail
from kantoor.notifications.models import Mail
from kantoor.organizations.models import Organization
from tests import mailserver
from tests.workers import until, worker

pytestmark = pytest.mark.usefixtures("committed_db")
MAILS = 200


@pytest.fixture(autouse=True)
def nothing_else_to_do(committed_db: None) -> None:
    """Earlier races leave thousands of notices and searches to the worker; here nobody waits for them."""
    DBTaskResult.objects.all().delete()


@pytest.fixture
def keys(settings: Any) -> list[str]:
    """The keys of 200 mails that wait."""
    settings.MAIL = True
    run = uuid7()
    keys = [f"{run}:{n}" for n in range(MAILS)]
    drafts = [mail.Draft(key, f"{n}@x.example", "notice", {"sentence": key}) for n, key in enumerate(keys)]
    mail.queue_all(drafts)
    return keys


def _sent(keys: list[str]) -> int:
    return Mail.objects.filter(key__in=keys, state=Mail.State.SENT).count()


def test_every_mail_arrives_though_the_worker_is_killed_in_the_middle(keys: list[str]) -> None:
    """kill -9 in the middle of 200 mails: none lost, doubles only with the same key."""
    with mailserver.running(delay=0.005) as post:
        with worker(post.url) as first:
            until(lambda: len(post.messages) > MAILS // 4)
            first.send_signal(signal.SIGKILL)
            first.wait(10)
        assert _sent(keys) < MAILS
        with worker(post.url):
            until(lambda: _sent(keys) == MAILS)
        arrived = Counter(key for key in post.keys if key in set(keys))
        message_ids = {message["Message-ID"] for message in post.messages}
    assert set(arrived) == set(keys)
    # The one mail that was on its way at the moment of the kill may have gone out twice.
    assert arrived.total() <= MAILS + 1
    assert len(message_ids & {mail.sending.message_id(key) for key in keys}) == MAILS


def test_several_workers_share_the_mails_and_send_each_once(keys: list[str]) -> None:
    with mailserver.running(delay=0.002) as post:
        with worker(post.url, lease=30), worker(post.url, lease=30), worker(post.url, lease=30):
            until(lambda: _sent(keys) == MAILS)
        arrived = Counter(key for key in post.keys if key in set(keys))
    assert arrived == Counter(keys)


def test_a_worker_told_to_stop_finishes_its_task_and_says_goodbye(keys: list[str]) -> None:
    Presence.objects.all().delete()
    with mailserver.running(delay=0.005) as post:
        with worker(post.url, lease=30) as running:
            until(lambda: len(post.messages) > 0)
            running.send_signal(signal.SIGTERM)
            assert running.wait(20) == 0
        assert not DBTaskResult.objects.running().exists()
        assert not presence.alive()
        arrived = set(post.keys) & set(keys)
    sent = set(Mail.objects.filter(key__in=keys, state=Mail.State.SENT).values_list("key", flat=True))
    assert arrived == sent
    assert len(sent) < MAILS
    DBTaskResult.objects.ready().delete()


def test_chores_are_done_once_per_interval_over_all_workers() -> None:
    Turn.objects.all().delete()
    ours = DBTaskResult.objects.filter(task_path="kantoor.jobs.chores.run")
    ours.delete()
    _nothing_to_search()
    began = now()
    with worker(), worker():
        until(lambda: len(_done(ours)) == len(CHORES) and not ours.ready().exists())
    took = now() - began
    done = _done(ours)
    for chore in CHORES:
        assert 1 <= done[chore.path] <= 1 + took // chore.every, chore.path


def _nothing_to_search() -> None:
    """Earlier races left thousands of documents to the search."""
    left = Document.objects.filter(text=None).values_list("pk", "organization_id")
    new = [Text(organization_id=organization, document_id=pk) for pk, organization in left]
    Text.objects.bulk_create(new, batch_size=500)
    Text.objects.filter(files_read_at=None).update(files_read_at=now())
    DBTaskResult.objects.all().delete()


def _done(ours: Any) -> Counter[str]:
    """How often each chore was run to its end."""
    return Counter(row.args_kwargs["args"][0] for row in ours.successful())


def test_documents_arrive_with_their_files_though_the_worker_is_killed(stage: Cast, settings: Any) -> None:
    """kill -9 in the middle of mailed documents: every delivery is settled once, every mail has its PDF."""
    settings.MAIL = True
    firm = demo.organization(stage.jansen, "Killed Worker BV", "Utrecht", stage.anna)
    anna = actors.of(stage.anna.pk)
    assert anna is not None
    run = uuid7().hex
    sent = [_mailed(anna, firm, f"{n}-{run}@x.example") for n in range(25)]
    delivered = Delivery.objects.filter(pk__in=sent, state=DeliveryState.DELIVERED)
    with mailserver.running(delay=0.05) as post:
        with worker(post.url) as first:
            until(lambda: len(post.messages) > 5)
            first.send_signal(signal.SIGKILL)
            first.wait(10)
        assert delivered.count() < len(sent)
        with worker(post.url):
            until(lambda: delivered.count() == len(sent))
        mine = [m for m in post.messages if run in str(m["To"])]
    assert len({m["X-Idempotency-Key"] for m in mine}) == len(sent)
    assert len(mine) <= len(sent) + 1
    assert all([part.get_filename() for part in m.iter_attachments()] == ["x.pdf"] for m in mine)
    steps = StatusChange.objects.filter(document__organization=firm, status=Status.DELIVERED)
    assert steps.count() == len(sent)


def _mailed(anna: Actor, firm: Organization, address: str) -> UUID:
    with transaction.atomic():
        made = documents.begin(firm, Box.MADE, DocumentKind.OTHER, Source.UPLOADED, "Letter", by=anna.user)
        files.keep(made, "x.pdf", b"%PDF-1.7", "application/pdf")
    return sending.send(anna, made, Recipient("Somebody", address)).pk
