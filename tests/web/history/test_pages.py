"""The pages of the past: who may look, what they say, and that files say the same (domain 8.3, 8.4, 8.6)."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kantoor.access import alphabet, guests, reach, turned, whereabouts
from kantoor.accounts import blocks
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.groups import groups
from kantoor.groups.models import Group, GroupMembership
from kantoor.history import compared, persons, sheets, sight, then, timeline
from kantoor.history.changes import Change, What
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships.models import Participant
from kantoor.sharing.models import Share
from kantoor.web.history import shared
from tests.access.played import Answer, Play
from tests.documents.conftest import invoice  # noqa: F401

pytestmark = pytest.mark.django_db
LABELS = {role.value: str(role.label) for role in OrganizationRole}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def net(changes: list[Change]) -> dict[tuple[str, str], tuple[str, str]]:
    """Who went from what to what, those who came back to the same left out."""
    return {
        (one.name, one.where): (one.first.before, one.last.after)
        for one in changes
        if one.what is not What.PASSED
    }


def difference(one: Answer, other: Answer, people: list[User], house: UUID) -> dict[str, tuple[str, str]]:
    """The same out of what reach had answered."""
    found = {}
    for person in people:
        before, after = one.roles[person.pk, house], other.roles[person.pk, house]
        if before != after:
            name = other.names[person.pk]
            found[name] = (LABELS.get(before or 0, ""), LABELS.get(after or 0, ""))
    return found


def each_way(patch: pytest.MonkeyPatch) -> Iterator[tuple[int, int, int]]:
    """Gathered; along the names, and gathered when too few are near; along the names alone."""
    for near, few, gathered in ((1_000, 1_000, 4_000), (2, 0, 0), (1_000, 0, 0)):
        patch.setattr(alphabet, "NEAR", near)
        patch.setattr(alphabet, "FEW", few)
        patch.setattr(turned, "GATHERED", gathered)
        yield near, few, gathered


def test_a_played_history_is_told_as_it_was(
    cast: Cast,
    invoice: Document,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """domain 8.3: members, audiences and changes at every moment are those of the answers given then."""
    play = Play(cast, invoice).run()
    anna = cast.actor(cast.anna)
    for one in play.answers:
        for house in (cast.bouw, cast.vastgoed):
            told = {row.person: (row.name, row.label) for row in then.members(anna, house, one.at).every()}
            assert told == {
                person.pk: (one.names[person.pk], LABELS[role])
                for person in play.people
                if (role := one.roles[person.pk, house.pk])
            }, one.step
        audience = {row.person: row.worth for row in then.audience(anna, invoice, one.at).every()}
        assert audience == {person: level for person, level in one.levels.items() if level}, one.step
        mine = persons.then(sight.of(anna, cast.sara.pk), one.at)
        named = {having.name: having.label for having in mine.every() if having.kind == "organization"}
        assert named == {
            one.names[house.pk]: LABELS[role]
            for house in play.houses
            if (role := one.roles[cast.sara.pk, house.pk])
        }, one.step
    first, last = play.answers[0], play.answers[-1]
    for one, other in [*zip(play.answers, play.answers[1:], strict=False), (first, last)]:
        for house in (cast.bouw, cast.vastgoed):
            house.refresh_from_db()
            expected = difference(one, other, play.people, house.pk)
            for way in each_way(monkeypatch):
                moved = net(list(compared.of_organization(house, one.at, other.at).every()))
                assert {name: change for (name, _where), change in moved.items()} == expected, (
                    other.step,
                    way,
                )
    _the_partner(play, first, last)
    _little_is_read(play, monkeypatch)
    _the_timeline(play)


def _the_partner(play: Play, first: Answer, last: Answer) -> None:
    """Tom came by asking and Eva saw what her organization was given; all of it ended, by a date or with the partnership."""
    anna = play.cast.actor(play.cast.anna)
    before_end = next(one for one in play.answers if one.step == "rename")
    found = list(compared.of_partnership(anna, play.cast.partnership, first.at, last.at).every())
    assert {one.name for one in found} == {"Tom Bakker", "Eva van Dijk"}
    assert {one.what for one in found} == {What.PASSED}
    lost = list(compared.of_partnership(anna, play.cast.partnership, before_end.at, last.at).every())
    assert ("Tom Bakker", "Jansen Vastgoed BV") in net(lost)
    assert "the partnership ended" in {step.why for one in lost for step in one.told}


def _little_is_read(play: Play, patch: pytest.MonkeyPatch) -> None:
    """Of a partner's people only those are tried for whom something turned, and only that is read: for either side in every
    window as if all were tried, and all that they have read."""
    for one, other in combinations(play.answers, 2):
        for person in (play.cast.anna, play.cast.eva):
            asked = play.cast.actor(person), play.cast.partnership, one.at, other.at
            little = sorted(map(repr, compared.of_partnership(*asked).every()))
            with patch.context() as all_read:
                all_read.setattr(whereabouts, "of", lambda *_, **_more: None)
                all_read.setattr(guests, "candidates", lambda *_: None)
                assert little == sorted(map(repr, compared.of_partnership(*asked).every())), other.step


def _the_timeline(play: Play) -> None:
    """Sara's: newest first, with who began and ended each; what another company tells stays with it (domain 8.4)."""
    cast = play.cast
    events = list(timeline.of(sight.of(cast.actor(cast.anna), cast.sara.pk)).every())
    assert [one.since for one in events] == sorted((one.since for one in events), reverse=True)
    told = [(one.said, one.has, one.by, one.ended_by, one.why) for one in events if one.kind == "membership"]
    assert told == [
        ("Member", "Administrator", "Anna Jansen", "", ""),
        ("Member", "Member", "Anna Jansen", "Anna Jansen", "removed"),
        ("Member", "Viewer", "Anna Jansen", "Anna Jansen", "changed"),
    ]
    assert [one.where for one in events if one.kind == "group"] == ["Finance", "Finance"]
    assert {one.called for one in events if one.kind == "group"} == {"Money"}
    theirs = {
        one.where for one in timeline.of(sight.of(cast.actor(cast.eva), cast.tom.pk)).every() if one.where
    }
    assert "an organization of Jansen Groep" in theirs
    assert not [where for where in theirs if "Bouw" in where or "Finance" in where]
    own = {one.where for one in timeline.of(sight.of(cast.actor(cast.tom), cast.tom.pk)).every()}
    assert "Jansen Bouw BV" in own
    within = sight.within(cast.actor(cast.anna), cast.bouw.pk, cast.tom.pk)
    assert {one.where for one in timeline.of(within).every()} == {"Jansen Bouw BV", "Finance"}


def test_who_may_look_back(cast: Cast, invoice: Document) -> None:  # noqa: F811
    """domain 8.4, 8.6: as with the activity; of a person they themselves and their own administrators."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    sara, luc, anna = (cast.actor(user) for user in (cast.sara, cast.luc, cast.anna))
    assert then.organization(anna, cast.bouw.pk) == cast.bouw
    assert then.document(anna, invoice.pk) == invoice
    with pytest.raises(Refused):
        then.organization(sara, cast.bouw.pk)
    with pytest.raises(Refused):
        then.document(sara, invoice.pk)
    with pytest.raises(NotFound):
        then.organization(luc, cast.bouw.pk)
    assert sight.of(sara, cast.sara.pk).itself
    assert sight.of(anna, cast.sara.pk).but == cast.jansen.pk
    with pytest.raises(Refused):
        sight.of(sara, cast.anna.pk)
    with pytest.raises(NotFound):
        sight.of(luc, cast.sara.pk)
    assert sight.within(anna, cast.bouw.pk, cast.sara.pk).within == cast.bouw
    with pytest.raises(NotFound):  # never had anything of it
        sight.within(anna, cast.bouw.pk, cast.lin.pk)
    assert compared.partnership(anna, cast.partnership.pk) == cast.partnership
    with pytest.raises(Refused):
        compared.partnership(sara, cast.partnership.pk)


def test_what_another_company_does_among_its_own_is_told_in_its_name(
    cast: Cast,
    invoice: Document,  # noqa: F811
) -> None:
    """Domain 1, 6: who added whom over there stays there; who left learns no later name of what they left."""
    pair, anna, theirs = cast.partnership, cast.actor(cast.anna), "Van Dijk Accountants"
    lent = {"document": invoice, "organization": cast.bouw, "partnership": pair, "began_by": cast.anna}
    Share.objects.create(**lent, to_organization=cast.accountants, level=1)
    demo.member(cast.accountants, cast.lin, OrganizationRole.VIEWER, by=cast.eva)
    told = next(row for row in then.audience(anna, invoice, now()).every() if row.name == "Lin Chen")
    assert (told.first.by, told.first.steps[0]) == (theirs, "through Van Dijk Accountants BV")
    before = now() - dt.timedelta(minutes=5)

    def steps() -> set[tuple[str, str]]:
        found = list(compared.of_partnership(anna, pair, before, now()).every())
        return {(one.name, step.by) for one in found for step in one.told}

    # Who is in their organization and was never put forward is theirs to tell.
    known = {("Tom Bakker", "Anna Jansen"), ("Eva van Dijk", "Anna Jansen")}
    assert steps() == known
    audit = Group.objects.create(environment=cast.vandijk, name="Inside", created_by=cast.eva)
    ruben = demo.person(cast.vandijk, "Ruben Visser", "ruben@vandijk.example")
    GroupMembership.objects.create(group=audit, user=ruben, began_by=cast.eva)
    inside = {"organization": cast.accountants, "role": OrganizationRole.VIEWER, "began_by": cast.eva}
    Membership.objects.create(**inside, group=audit)
    assert steps() == known
    forward = demo.participant(pair, cast.lin, by=cast.eva)
    assert steps() == known | {("Lin Chen", theirs)}
    Participant.objects.filter(pk=forward.pk).end(cast.eva)  # and no longer; what we knew we know
    assert steps() == known | {("Lin Chen", theirs)}
    Participant.objects.create(partnership=pair, environment=cast.vandijk, began_by=cast.eva)
    assert steps() == known | {("Lin Chen", theirs), ("Ruben Visser", theirs)}
    group = Group.objects.create(
        environment=cast.vandijk, name="Audit", folded="audit", partnership=pair, created_by=cast.eva
    )
    for person in (cast.eva, cast.sara):
        place = GroupMembership.objects.create(group=group, user=person, partnership=pair, began_by=cast.eva)
    GroupMembership.objects.filter(user=cast.eva).update(manager=True)
    seen = sight.of(anna, cast.sara.pk)
    assert [one.by for one in timeline.of(seen).every() if one.kind == "group"] == [theirs]
    assert [row.ways[0].by for row in persons.then(seen, now()).every()] == [theirs]
    GroupMembership.objects.filter(pk=place.pk).update(ended_at=now(), ended_why="left")
    groups.rename(cast.actor(cast.eva), group.pk, "Fraud")
    own = timeline.of(sight.of(cast.actor(cast.sara), cast.sara.pk))
    assert [(one.where, one.called) for one in own.every() if one.kind == "group"] == [("Audit", "")]


def test_files_say_what_the_page_says_and_are_recorded(cast: Cast) -> None:
    """domain 8.6: exports stand in the trail; a formula is not run."""
    User.objects.filter(pk=cast.sara.pk).update(name="=Sara")
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    client, url = signed_in(cast.anna), reverse("organization_then", args=[cast.bouw.pk])
    page = client.get(url)
    shown = [row.name for row in page.context["rows"]]
    assert shown == ["Anna Jansen", "=Sara"]
    answers = {form: client.post(f"{url}export/{form}/") for form in ("csv", "json", "pdf")}
    files = {form: body(answer) for form, answer in answers.items()}
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode())))
    assert [row["person"] for row in rows] == ["Anna Jansen", "'=Sara"]
    assert [row["person"] for row in json.loads(files["json"])["rows"]] == shown
    text = pypdfium2.PdfDocument(files["pdf"])[0].get_textpage().get_text_range()
    assert all(name in text for name in shown)
    entries = Entry.objects.filter(action="history.exported", organization_id=cast.bouw.pk)
    assert [entry.details["what"] for entry in entries] == ["members"] * 3
    own = signed_in(cast.sara).post(reverse("person_access_export", args=[cast.sara.pk, "json"]))
    assert "Jansen Bouw BV" in body(own).decode()
    other = signed_in(cast.sara).post(reverse("person_access_export", args=[cast.anna.pk, "json"]))
    assert other.status_code == 403
    for name, args in (
        ("organization_changes_export", [cast.bouw.pk, "pdf"]),
        ("organization_person_export", [cast.bouw.pk, cast.sara.pk, "csv"]),
        ("partnership_changes_export", [cast.partnership.pk, "csv"]),
    ):
        assert client.post(reverse(name, args=args)).status_code == 200
    assert client.post(f"{url}export/exe/").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"at": "2999-01-01T10:00"}, "still to come"),
        ({"at": "1999-01-01T10:00"}, "in this century"),
        ({"at": "0001-01-01T00:00"}, "in this century"),
        ({"at": "9999-12-31T23:59"}, "still to come"),
        ({"at": "yesterday"}, "Enter a valid date"),
        ({"at": "2026-02-30T10:00"}, "Enter a valid date"),
        ({"at": "\0"}, "As on"),
        ({"at": "9999-12-31T23:59:00-12:00"}, "in this century"),
        ({"since": "2026-03-01T10:00", "until": "2026-02-01T10:00"}, "come before"),
        ({"since": "x", "until": "2026-02-01T10:00"}, "From: Enter a valid date"),
    ],
)
def test_a_moment_that_cannot_be_asked_about_is_told_so(cast: Cast, query: dict[str, str], said: str) -> None:
    """No answer of another moment in its place, and what was typed stays."""
    name = "organization_changes" if "since" in query else "organization_then"
    answer = signed_in(cast.anna).get(reverse(name, args=[cast.bouw.pk]), query)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not answer.context["rows"]
    file = reverse(f"{name}_export", args=[cast.bouw.pk, "csv"])
    assert signed_in(cast.anna).post(file, query).status_code == 400


def test_the_first_moments_of_a_document_and_a_search(cast: Cast, invoice: Document) -> None:  # noqa: F811
    """Before a document came nobody could see it; members are found by words of their names."""
    client = signed_in(cast.anna)
    early = client.get(reverse("document_then", args=[invoice.pk]), {"at": "2001-01-01T00:00"})
    assert "not here yet" in early.content.decode()
    assert "Anna Jansen" in client.get(reverse("document_then", args=[invoice.pk])).content.decode()
    url = reverse("organization_then", args=[cast.bouw.pk])
    assert not client.get(url, {"q": "piet"}).context["rows"]
    assert [row.name for row in client.get(url, {"q": "anna"}).context["rows"]] == ["Anna Jansen"]
    with pytest.raises(Invalid):
        compared.of_organization(cast.bouw, invoice.made_at, invoice.made_at)


def test_mail_addresses_in_the_past_are_for_those_who_see_them_today(
    cast: Cast,
    invoice: Document,  # noqa: F811
) -> None:
    """Domain 1, 8.3: who left is named as they were; their address of today is as little ours as anybody's over there."""
    pair, role = cast.partnership, OrganizationRole.ADMINISTRATOR
    lin = demo.member(cast.bouw, cast.lin, role, by=cast.anna, partnership=pair)
    gone = demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    day, anna = now(), cast.actor(cast.anna)

    def addresses(user: User, text: str = "") -> dict[str, str]:
        rows = then.members(cast.actor(user), cast.bouw, day, text).every()
        return {row.name: row.address for row in rows}

    everybody = {one.name: one.email for one in (cast.anna, cast.lin, cast.sara)}
    assert addresses(cast.anna) == addresses(cast.lin) == everybody
    gone.__class__.objects.filter(pk=gone.pk).end(cast.anna, "removed")
    assert addresses(cast.anna) == everybody  # a colleague
    assert addresses(cast.lin) == everybody | {"Sara El Amrani": ""}
    assert addresses(cast.lin, "sara@jansen") == {} and addresses(cast.lin, "sara") == {"Sara El Amrani": ""}
    lin.__class__.objects.filter(pk=lin.pk).end(cast.anna, "removed")
    assert addresses(cast.anna) == everybody | {"Lin Chen": ""}
    told = {row.name: row.address for row in then.audience(anna, invoice, day).every()}
    assert told["Lin Chen"] == ""
    file = b"".join(then.export_members(anna, cast.bouw.pk, day, "", sheets.FORMS["csv"])).decode()
    assert "Lin Chen" in file and cast.lin.email not in file and cast.sara.email in file
    inside = {"document": invoice, "organization": cast.bouw, "partnership": pair, "level": 1}
    Share.objects.create(**inside, to_organization=cast.accountants)
    demo.member(cast.accountants, cast.lin, OrganizationRole.VIEWER, by=cast.eva)
    told = {row.name: row.address for row in then.audience(anna, invoice, day).every()}
    assert told["Lin Chen"] == cast.lin.email  # a reader of it today


def test_however_many_groups_there_were_a_file_has_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 8.3: an answer about the past is whole, or says that it is not."""
    monkeypatch.setattr(persons, "SOME", 1)
    monkeypatch.setattr(shared, "REST", 2)
    for n in range(3):
        group = Group.objects.create(environment=cast.jansen, name=f"G{n}", created_by=cast.anna)
        GroupMembership.objects.create(group=group, user=cast.sara, began_by=cast.anna)
    anna = signed_in(cast.anna)
    page = anna.get(reverse("person_then", args=[cast.sara.pk])).content.decode()
    assert "a file has all of them" in page
    assert "G2" not in page
    file = anna.post(
        reverse("person_access_export", args=[cast.sara.pk, "json"]), {"at": f"{now():%Y-%m-%dT%H:%M:%S}Z"}
    )
    assert [row["what"] for row in json.loads(body(file))["rows"]] == ["G0", "G1", "G2"]


def test_more_rows_are_no_more_queries(cast: Cast, invoice: Document) -> None:  # noqa: F811
    """A page of fifty costs what a page of one costs."""
    names = ("organization_then", "organization_changes", "person_timeline", "person_then", "document_then")
    things = {"organization": cast.bouw.pk, "person": cast.anna.pk, "document": invoice.pk}
    client = signed_in(cast.anna)
    counts: list[list[int]] = []
    for number in range(2):
        for n in range(number * 12):
            who = demo.person(cast.jansen, f"P{n}", f"p{n}@jansen.example")
            demo.member(cast.bouw, who, OrganizationRole.VIEWER, by=cast.anna)
            house = demo.organization(cast.jansen, f"H{n}", "Utrecht", cast.anna, kvk=f"6812{n:04}")
            assert reach.role_in(cast.anna.pk, house.pk)
        counts.append([])
        for name in names:
            url = reverse(name, args=[things[name.partition("_")[0]]])
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 40


def test_a_block_at_the_partner_ends_all_that_they_had_with_us(cast: Cast) -> None:
    """domain 3.6: memberships that nobody touched, too."""
    demo.member(cast.bouw, cast.tom, OrganizationRole.VIEWER, by=cast.anna, partnership=cast.partnership)
    since = now()
    blocks.begin(cast.actor(cast.eva), cast.tom.pk, "left")
    told = compared.of_partnership(cast.actor(cast.anna), cast.partnership, since, now()).every()
    assert [(row.name, row.where, row.what) for row in told] == [(cast.tom.name, cast.bouw.name, What.LOST)]


def test_a_page_of_changes_ends_before_it_is_heavy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much each of a page's people gained; forward and back everybody stands once, in their order."""
    people = [
        cast.tom,
        cast.lin,
        *(demo.person(cast.vandijk, f"P {n}", f"p{n}@vandijk.example") for n in range(4)),
    ]
    houses = [demo.organization(cast.jansen, f"Huis {n}", "Ede", cast.anna) for n in range(3)]
    for person in people:
        for house in houses:
            demo.member(house, person, OrganizationRole.VIEWER, by=cast.anna, partnership=cast.partnership)
    since = now() - dt.timedelta(days=1)
    found = compared.of_partnership(cast.actor(cast.anna), cast.partnership, since, now())
    whole = [(row.name, row.where) for row in found.page("", 50).rows]
    assert len(whole) == 18
    monkeypatch.setattr(compared, "ROWS", 0.1)  # five rows of fifty people: one person and no second
    cursor, forward, back = "", [], []
    while True:
        page = found.page(cursor, 50)
        assert len(page.rows) == 3
        forward += [(row.name, row.where) for row in page.rows]
        if not page.next:
            break
        cursor = page.next
    assert sorted(forward) == sorted(whole)
    while page.previous:
        page = found.page(page.previous, 50)
        back.append([row.name for row in page.rows])
    assert [names[0] for names in back[::-1]] == list(dict.fromkeys(name for name, _where in forward))[:-1]
