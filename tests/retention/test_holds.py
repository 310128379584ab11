"""Legal holds: while one is open nothing goes."""

import datetime as dt

import pytest

from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.invoicing import drafts
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations.models import OrganizationRole
from kantoor.retention import holds, purging
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
        holds.place(anna, kept, "again")
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
        holds.place_on_all(anna, cast.bouw, "again")
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
