"""The Activity pages: whose trail, what is found, what goes out as a file (domain 8.6)."""

import csv
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kantoor.access.action import performing
from kantoor.accounts.models import User
from kantoor.audit import record, trail
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import notes, statuses
from kantoor.documents.models import Document, Status
from kantoor.env import ROOT
from kantoor.environments import activity
from kantoor.kernel.clock import now
from kantoor.notifications.table import TABLE
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing import shares
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import to
from kantoor.web.activity.sentences import SENTENCES
from kantoor.web.activity.words import told
from tests.audit.conftest import Write

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


ABOUT = ("documents.status_changed", "documents.noted", "documents.mentioned", "shares.given")


def body(answer: Any) -> str:
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def test_an_environments_activity_is_for_its_administrators(cast: Cast, write: Write) -> None:
    write()
    assert "changed the role or end date of Sara" in body(signed_in(cast.anna).get("/activity/"))
    refused = signed_in(cast.sara).get("/activity/")
    assert refused.status_code == 403
    assert "Anna" in body(refused)  # who can help


def test_another_companys_administrator_finds_nothing_of_it(cast: Cast, write: Write) -> None:
    write()
    assert "Sara" not in body(signed_in(cast.luc).get("/activity/"))


def written() -> set[str]:
    """What entries of the trail are called in the code, and what people are told of by mail."""
    found = set(TABLE)
    for path in (ROOT / "kantoor").rglob("*.py"):
        if {"migrations", "demo"}.isdisjoint(path.parts):
            found.update(re.findall(r'record\.entry\(\s*[\w.]+,\s*"([a-z-]+\.[a-z_]+)"', path.read_text()))
    return found


def test_what_is_written_down_is_told_in_a_sentence() -> None:
    """domain 8.6: a colleague reads what was done, not what it is called in the code."""
    assert len(written()) > 60
    assert written() - SENTENCES.keys() == set()


@pytest.mark.parametrize("action", SENTENCES)
def test_every_sentence_can_be_told(action: str) -> None:
    entry = Entry(
        action=action, actor_name="Anna", subject_name="Sara", organization_name="Jansen Bouw BV", at=now()
    )
    assert "%(" not in told(entry).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=sara", True),
        ("q=anna+bouw", True),
        ("q=nobody", False),
        ("kind=memberships", True),
        ("kind=memberships.changed", True),
        ("kind=partnerships", False),
        ("kind=refused", False),
        ("since=2026-01-01", True),
        ("until=2020-01-01", False),
        ("since=2990-01-01", False),
    ],
)
def test_what_is_looked_for_is_found(cast: Cast, write: Write, query: str, found: bool) -> None:
    write()
    assert ("role or end date of Sara" in body(signed_in(cast.anna).get(f"/activity/?{query}"))) == found


@pytest.mark.parametrize(
    "query",
    [
        "since=31-02-2026",
        "until=99999-01-01",
        "since=0001-01-01",
        "kind=%00",
        "q=%00",
        "person=1",
        "page=x",
        "q=%ff",
    ],
)
def test_odd_input_is_no_error(cast: Cast, write: Write, query: str) -> None:
    write()
    assert signed_in(cast.anna).get(f"/activity/?{query}").status_code == 200


def test_what_could_not_be_understood_is_said_and_kept(cast: Cast) -> None:
    page = body(signed_in(cast.anna).get("/activity/?since=31-02-2026&q=sara"))
    assert 'value="31-02-2026"' in page
    assert "From: Enter a valid date." in page


def test_pages_follow_each_other_without_gap_or_double(cast: Cast, write: Write) -> None:
    from kantoor.kernel import pages

    write(120)
    seen, cursor = [], ""
    while True:
        page = pages.keyset(activity.of(cast.actor(cast.anna), trail.Search()), trail.ORDER, cursor)
        seen += [entry.pk for entry in page.rows]
        cursor = page.next
        if not cursor:
            break
    assert seen == list(
        Entry.objects.filter(environment_id=cast.jansen.pk).order_by("-id").values_list("id", flat=True)
    )


def test_the_number_of_queries_does_not_grow(
    cast: Cast, write: Write, django_assert_max_num_queries: Any
) -> None:
    write(50)
    client = signed_in(cast.anna)
    client.get("/activity/")
    with django_assert_max_num_queries(7):
        assert client.get("/activity/").status_code == 200


def test_a_persons_activity_is_what_they_did_and_what_concerns_them(cast: Cast, write: Write) -> None:
    write()
    client = signed_in(cast.anna)
    for person, found in ((cast.sara, True), (cast.anna, True), (cast.tom, False)):
        page = body(client.get(reverse("person_activity", args=[person.pk])))
        assert ("role or end date of Sara" in page) == found
    assert client.get(reverse("person_activity", args=[cast.luc.pk])).status_code == 404


def test_an_organizations_activity_is_for_its_administrators(cast: Cast, write: Write) -> None:
    write()
    url = reverse("organization_activity", args=[cast.bouw.pk])
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    assert "role or end date of Sara" in body(signed_in(cast.anna).get(url))
    assert signed_in(cast.sara).get(url).status_code == 403
    assert signed_in(cast.luc).get(url).status_code == 404


def partnered(cast: Cast) -> None:
    """Eva did something to the partnership, Anna something with her; each in the trail of their own side."""
    with performing():
        for actor, other in ((cast.eva, cast.jansen), (cast.anna, cast.vandijk)):
            record.entry(
                cast.actor(actor),
                "partnerships.changed",
                cast.partnership,
                partner_id=other.pk,
                partner=other.name,
            )
        record.entry(
            cast.actor(cast.eva),
            "memberships.removed",
            subject=cast.lin,
            partner_id=cast.jansen.pk,
            partner="x",
        )


def test_a_partnerships_activity_names_the_company_of_who_acts_across(cast: Cast) -> None:
    """domain 6.3: the other side sees participants and nobody else."""
    partnered(cast)
    page = body(signed_in(cast.anna).get(reverse("partnership_activity", args=[cast.partnership.pk])))
    assert f"{cast.vandijk.name} changed the partnership" in page
    assert f"{cast.anna.name} changed the partnership" in page
    assert cast.eva.name not in page
    assert cast.lin.name not in page
    assert (
        signed_in(cast.luc).get(reverse("partnership_activity", args=[cast.partnership.pk])).status_code
        == 404
    )


def test_a_partnerships_export_names_nobody_across(cast: Cast) -> None:
    partnered(cast)
    url = reverse("partnership_activity_export", args=[cast.partnership.pk, "jsonl"])
    rows = [json.loads(line) for line in body(signed_in(cast.anna).post(url)).splitlines()]
    names = {row["actor_name"] for row in rows if row["environment_id"] == str(cast.vandijk.pk)}
    assert names == {""}


def test_an_export_holds_what_was_looked_for_and_is_recorded(cast: Cast, write: Write) -> None:
    write(3)
    answer = signed_in(cast.anna).post("/activity/export/jsonl/", {"q": "sara", "kind": "memberships"})
    rows = [json.loads(line) for line in body(answer).splitlines()]
    assert [row["action"] for row in rows] == ["memberships.changed"] * 3
    assert answer["Content-Disposition"].endswith('.jsonl"')
    kept = Entry.objects.get(action="activity.exported")
    assert (kept.actor_id, kept.details, kept.private) == (
        cast.anna.pk,
        {"kind": "memberships"},
        {"searched": "sara"},
    )


def test_words_of_documents_are_told_to_those_in_the_organization_alone(
    cast: Cast, invoice: Document
) -> None:
    """domain 2: all organizations, "not their documents"; Ada administers the company and is in Jansen Bouw not."""
    ada = demo.person(cast.jansen, "Ada Vos", "ada@jansen.example", demo.ADMINISTRATOR)
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    sara = cast.actor(cast.sara)
    statuses.change(sara, invoice.pk, Status.REJECTED, "Wrong crane hired")
    notes.add(sara, invoice.pk, "@Anna Jansen ask the yard at Zuid")
    shares.give(cast.actor(cast.anna), invoice.pk, [to(cast.tom)], Level.EDIT)
    words = ("VDS-1", "crane", "Zuid")
    paths = ("/activity/export/jsonl/", "/activity/export/csv/")
    partner = reverse("partnership_activity_export", args=[cast.partnership.pk, "jsonl"])
    for who, knows in ((ada, False), (cast.anna, True)):
        client = signed_in(who)
        page, exported = body(client.get("/activity/")), [body(client.post(path)) for path in paths]
        assert [[word in text for word in words] for text in exported] == [[knows] * len(words)] * 2
        assert ("crane" in page, "VDS-1" in page) == (knows, False)
        assert ("VDS-1" in body(client.post(partner))) is knows
        assert "gave a document of Jansen Bouw BV a status" in page
    rows = [json.loads(line) for line in body(signed_in(ada).post(paths[0])).splitlines()]
    told = {row["action"]: row["details"] for row in rows if row["action"] in ABOUT}
    assert told == {
        "documents.status_changed": {"status": "rejected"},
        "documents.noted": {},
        "documents.mentioned": {},
        "shares.given": {"kind": "u", "level": 2, "until": None},
    }
    assert Entry.objects.get(action="shares.given").details["document"] == "VDS-1"


def test_a_spreadsheet_runs_nothing_out_of_an_export(cast: Cast, write: Write) -> None:
    write(reason="=HYPERLINK(1)")
    Entry.objects.create(action="memberships.changed", environment_id=cast.jansen.pk, actor_name="=1+1")
    rows = list(csv.DictReader(body(signed_in(cast.anna).post("/activity/export/csv/")).splitlines()))
    assert "'=1+1" in {row["actor_name"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_exports_are_for_whom_the_page_is_and_only_sent(cast: Cast) -> None:
    assert signed_in(cast.sara).post("/activity/export/csv/").status_code == 403
    assert signed_in(cast.anna).get("/activity/export/csv/").status_code == 405
    assert signed_in(cast.anna).post("/activity/export/exe/").status_code == 404
    url = reverse("organization_activity_export", args=[cast.bouw.pk, "csv"])
    assert signed_in(cast.luc).post(url).status_code == 404


def test_an_organizations_activity_leaves_out_where_people_come_from(cast: Cast, write: Write) -> None:
    (entry,) = write()
    assert entry.pk
    Entry.objects.create(
        action="memberships.left",
        environment_id=cast.jansen.pk,
        organization_id=cast.bouw.pk,
        origin="192.0.2.9",
        actor_name="Sara",
    )
    client = signed_in(cast.anna)
    assert "192.0.2.9" in body(client.get("/activity/"))
    for text in (
        body(client.post(reverse("organization_activity_export", args=[cast.bouw.pk, "csv"]))),
        body(client.get(reverse("organization_activity", args=[cast.bouw.pk]))),
    ):
        assert "Sara" in text
        assert "192.0.2.9" not in text


def test_a_refusal_is_told_with_what_was_tried(cast: Cast) -> None:
    from kantoor.kernel.errors import Refused
    from kantoor.organizations import closing

    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    with pytest.raises(Refused):
        closing.close(cast.actor(cast.sara), cast.bouw.pk)
    kept = Entry.objects.get(refused=True)
    assert "Anna" not in str(kept.private)  # who can help is nobody's business later
    page = body(signed_in(cast.anna).get("/activity/?kind=refused"))
    assert "tried to close the organization, and was refused" in page


def test_an_act_without_a_sentence_is_told_by_its_name(cast: Cast) -> None:
    Entry.objects.create(action="shares.level_raised", environment_id=cast.jansen.pk, actor_name="Piet")
    assert "Piet: Shares: level raised" in body(signed_in(cast.anna).get("/activity/"))
