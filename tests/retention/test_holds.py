"""Legal holds: while one is open nothing goes."""

import datetime as dt
from functools import partial

import pytest

from kantoor.access.policy import Permission
from kantoor.accounts import blocks
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.cli import hold as command
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import notes, statuses
from kantoor.documents.models import Document, Status
from kantoor.groups import groups, people
from kantoor.groups.models import GroupMembership
from kantoor.invoicing import drafts
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import closing
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.retention import holds, periods, purging
from kantoor.retention.models import Hold, What
from kantoor.sharing import shares
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import To
from tests.retention.made import draft, old

LONG_AGO = dt.date(2015, 1, 1)


def there(*papers: Document) -> list[bool]:
    return [Document.objects.filter(pk=one.pk, purged_at=None).exists() for one in papers]


def test_a_hold_keeps_the_document_until_it_is_lifted(cast: Cast) -> None:
    anna = cast.actor(cast.anna)
    kept, other = old(cast.bouw, LONG_AGO), old(cast.bouw, LONG_AGO)
    placed = holds.place(anna, kept, "  The lawsuit\0 of Van Damme ")
    assert placed.reason == "The lawsuit of Van Damme"
    with pytest.raises(Conflict, match="already"):
        holds.place(anna, kept, "The lawsuit of  Van Damme")
    purging.purge_due()
    assert there(kept, other) == [True, False]
    holds.lift(anna, placed)
    with pytest.raises(Conflict, match="lifted already"):
        holds.lift(anna, placed)
    purging.purge_due()
    assert there(kept) == [False]
    acts = Entry.objects.filter(action__startswith="holds.").order_by("id")
    assert [(one.action, one.target_id) for one in acts] == [
        ("holds.placed", kept.pk),
        ("holds.lifted", kept.pk),
    ]
    with pytest.raises(NotFound):
        holds.place(anna, kept, "too late")


def test_a_hold_on_everything_keeps_all_of_one_organization(cast: Cast) -> None:
    """Lifting the one on a document leaves the other; a held draft cannot be discarded either."""
    anna = cast.actor(cast.anna)
    mine, theirs = old(cast.bouw, LONG_AGO), old(cast.vastgoed, LONG_AGO)
    begun = draft(anna, cast.bouw, LONG_AGO)
    all_of_it = holds.place_on_all(anna, cast.bouw, "Audit by the tax office")
    with pytest.raises(Conflict, match="already"):
        holds.place_on_all(anna, cast.bouw, "Audit by the tax office")
    second = holds.place_on_all(anna, cast.bouw, "The receiver asked for it")
    assert [one.pk for one in holds.on(mine)] == [all_of_it.pk, second.pk]
    holds.lift(anna, second)
    holds.lift(anna, holds.place(anna, mine, "one more"))
    purging.purge_due()
    assert there(mine, begun, theirs) == [True, True, False]
    with pytest.raises(Conflict, match="tax office"):
        drafts.discard(anna, begun)
    assert [one.document_id for one in holds.of(cast.bouw)] == [None]
    holds.lift(anna, all_of_it)
    purging.purge_due()
    assert there(mine, begun) == [False, False]


def test_why_it_is_held_is_told_to_those_who_decide(cast: Cast) -> None:
    """Somebody with full by a share may discard the draft, and is perhaps whom the reason is about."""
    anna = cast.actor(cast.anna)
    begun = draft(anna, cast.bouw, LONG_AGO)
    shares.give(anna, begun.pk, [To("u", cast.piet.pk)], Level.FULL)
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    holds.place_on_all(anna, cast.bouw, "Zwijgplicht")
    for who in (cast.piet, cast.sara, cast.anna):
        with pytest.raises(Conflict, match="legal hold") as told:
            drafts.discard(cast.actor(who), begun)
        assert ("Zwijgplicht" in str(told.value)) is (who == cast.anna)


def test_who_places_and_lifts_and_why(cast: Cast) -> None:
    """domain 2: a member is told who may, somebody else finds nothing; a reason is asked."""
    paper = old(cast.bouw, LONG_AGO)
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    placed = holds.place(cast.actor(cast.anna), paper, "why")
    for who, refusal in ((cast.sara, Refused), (cast.luc, NotFound)):
        actor = cast.actor(who)
        with pytest.raises(refusal):
            holds.place(actor, paper, "x")
        with pytest.raises(refusal):
            holds.place_on_all(actor, cast.bouw, "x")
        with pytest.raises(refusal):
            holds.lift(actor, placed)
    for reason in ("", " \0 ", "x" * 501):
        with pytest.raises(Invalid) as told:
            holds.place_on_all(cast.actor(cast.anna), cast.bouw, reason)
        assert told.value.field == "reason"


def test_the_last_administrators_of_what_is_closed_place_and_lift_holds(cast: Cast) -> None:
    """domain 4.5: they read, and decide about holds; nothing else, and nobody else does (decision 0166)."""
    anna, paper = cast.actor(cast.anna), old(cast.bouw, LONG_AGO)
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    shares.give(anna, paper.pk, [To("u", cast.piet.pk)], Level.FULL)
    before = holds.place(anna, paper, "Before it closed")
    closing.close(anna, cast.bouw)
    assert not anna.may(Permission.RETENTION_DECIDE, organization_id=cast.bouw.pk)
    assert anna.may_in(cast.bouw.pk, Permission.HOLDS_DECIDE, Permission.RETENTION_DECIDE) == [True, False]
    holds.lift(anna, before)
    placed = [holds.place(anna, paper, "The curator"), holds.place_on_all(anna, cast.bouw, "The curator")]
    olga = demo.users.create(cast.jansen, "Olga", "olga@jansen.example", demo.ADMINISTRATOR)
    for who, refusal in ((cast.sara, NotFound), (cast.piet, NotFound), (olga, Refused)):
        actor = cast.actor(who)
        with pytest.raises(refusal):
            holds.place_on_all(actor, cast.bouw, "x")
        with pytest.raises(NotFound):
            holds.place(actor, paper, "x")
        with pytest.raises(NotFound):
            holds.lift(actor, placed[0])
    for act in (
        partial(periods.change, anna, cast.bouw, {What.OTHERS: 1}),
        partial(statuses.change, anna, paper.pk, Status.OPENED),
        partial(notes.add, anna, paper.pk, "Not any more"),
    ):
        with pytest.raises(Refused):
            act()
    purging.purge_due()
    assert there(paper) == [True]
    for one in placed:
        holds.lift(anna, one)
    purging.purge_due()
    assert there(paper) == [False]
    told = Entry.objects.filter(action__startswith="holds.", actor_id=cast.anna.pk, refused=False)
    assert told.count() == 6


def test_who_is_blocked_decides_nothing_of_what_is_closed(cast: Cast) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    closing.close(cast.actor(cast.anna), cast.bouw)
    sara = cast.actor(cast.sara)
    held = holds.place_on_all(sara, cast.bouw, "Mine")
    blocks.begin(cast.actor(cast.anna), cast.sara, "-")
    with pytest.raises(NotFound):
        holds.lift(sara, held)
    holds.lift(cast.actor(cast.anna), held)


def test_where_nobody_is_left_a_command_holds(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """decision 0166: and only there; what people placed it leaves alone."""
    anna, paper = cast.actor(cast.anna), old(cast.bouw, LONG_AGO)
    place = str(cast.bouw.pk)

    def said(*given: str) -> tuple[int, str]:
        status, told = command.main(list(given)), capsys.readouterr()
        return status, told.out + told.err

    assert said(place, "Wait") == (1, "Anna Jansen can place and lift holds of Jansen Bouw BV.\n")
    mine = holds.place_on_all(anna, cast.bouw, "Anna's")
    closing.close(anna, cast.bouw)
    assert said(place, "Wait") == (1, "Anna Jansen can place and lift holds of Jansen Bouw BV.\n")
    User.objects.filter(pk=cast.anna.pk).update(removed_at=now())
    assert said(place, " ")[0] == 1 and said("x", "Wait")[0] == 1 and said(str(paper.pk), "Wait")[0] == 1
    assert said(place, "--lift")[0] == 1
    assert said(place, "The curator") == (0, "Everything of Jansen Bouw BV is on legal hold.\n")
    assert said(place, "The curator")[0] == 1
    told = Entry.objects.filter(action="holds.placed").latest("id")
    assert (told.actor_id, told.target_id) == (None, cast.bouw.pk)
    Hold.objects.filter(pk=mine.pk).end(None, "lifted")
    purging.purge_due()
    assert there(paper) == [True]
    Hold.objects.create(organization=cast.bouw, reason="A person's", began_by=cast.sara)
    assert said(place, "--lift") == (0, "Holds lifted: 1.\n")
    assert Hold.objects.live().get().reason == "A person's"


def test_who_administers_by_a_group_is_not_passed_over(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """decision 0166, domain 7.1: the command leaves it to them, while one of the group is there."""
    anna, place = cast.actor(cast.anna), str(cast.bouw.pk)
    group = groups.make(anna, cast.jansen.pk, "Finance")
    people.add(anna, group, [cast.sara.pk])
    Membership.objects.create(organization=cast.bouw, group=group, role=OrganizationRole.ADMINISTRATOR)
    Membership.objects.filter(organization=cast.bouw, user__isnull=False).end(None, "removed")
    for given in ([place, "Wait"], [place, "--lift"]):
        assert command.main(given) == 1
        said = capsys.readouterr().err
        assert said == "Administrators by a group can place and lift holds of Jansen Bouw BV.\n"
    assert not Hold.objects.exists()
    held = holds.place_on_all(cast.actor(cast.sara), cast.bouw, "By the group")
    assert held.began_by == cast.sara
    for one in (cast.sara, cast.anna):  # who makes a group manages it, and is in it
        User.objects.filter(pk=one.pk).update(removed_at=now())
        GroupMembership.objects.filter(user=one).end(None, "removed")
    assert command.main([place, "Nobody is left"]) == 0
