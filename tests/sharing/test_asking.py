"""Asking for access without learning whether there is anything (domain 7.7)."""

import datetime as dt
from uuid import UUID

import pytest

from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.accounts import holdings, removals
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.invoicing import drafts
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, NotFound, Refused
from kantoor.kernel.ids import uuid7
from kantoor.notifications import recipients, wording
from kantoor.organizations.models import OrganizationRole
from kantoor.retention import purging
from kantoor.sharing import asking, shares
from kantoor.sharing.models import Level, Question, Share
from kantoor.sharing.receivers import To
from tests.retention.made import old


def ask(cast: Cast, who: User, key: UUID, thing: str = "document", message: str = "") -> None:
    """Ask, and let the worker look."""
    actor = cast.actor(who)
    asking.ask(actor, actor.user, thing, key, message)
    for question in Question.objects.filter(looked_at=None):
        asking.look.func(str(question.pk))


def waiting(cast: Cast, who: User) -> list[Request]:
    """Those in the list; the rail counts as many, whichever way it finds them."""
    actor = cast.actor(who)
    found = list(requests.waiting_for(actor))
    for many in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(requests, "in_many", lambda _user, many=many: many)
            assert requests.count_waiting(actor) == len(found)
            patch.setattr(requests, "COUNTED", 2)
            requests._waiting_now.cache_clear()
            assert requests.count_waiting(actor) == min(len(found), 2)
            requests._waiting_now.cache_clear()
    return found


def test_nobody_is_asked_for_what_is_gone(cast: Cast) -> None:
    """Of a purged document and of a draft that was given up only a row is left, which nobody can give."""
    anna, gone = cast.actor(cast.anna), old(cast.bouw, dt.date(2015, 1, 1))
    begun = drafts.begin(anna, cast.bouw)
    drafts.discard(anna, begun)
    purging.purge_due()
    for paper in (gone, begun):
        ask(cast, cast.eva, paper.pk)
    assert Question.objects.count() == 2 and not Request.objects.exists()


def test_a_question_reaches_those_who_can_share_and_nobody_else(cast: Cast, invoice: Document) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    shares.give(cast.actor(cast.anna), invoice.pk, [To("u", cast.eva.pk)], Level.FULL)
    ask(cast, cast.piet, invoice.pk, message="For the audit")
    assert [one.message for one in waiting(cast, cast.anna)] == ["For the audit"]
    assert len(waiting(cast, cast.eva)) == 1
    assert waiting(cast, cast.sara) == waiting(cast, cast.piet) == waiting(cast, cast.luc) == []


def test_whoever_has_full_by_a_group_or_an_organization_is_asked_too(cast: Cast, invoice: Document) -> None:
    """Domain 7.5, 7.7: and who has less is not."""
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.sara)
    ask(cast, cast.lin, invoice.pk)
    people = list(User.objects.all())
    before = {user.pk for user in people if waiting(cast, user)}
    anna = cast.actor(cast.anna)
    shares.give(anna, invoice.pk, [To("g", group.pk), To("o", cast.vastgoed.pk)], Level.VIEW)
    assert {user.pk for user in people if waiting(cast, user)} == before
    Share.objects.update(level=Level.FULL)
    full = {user.pk for user in people if reached.level_on(user.pk, invoice.pk) == Level.FULL}
    assert full == before | {cast.sara.pk, cast.piet.pk}
    assert {user.pk for user in people if waiting(cast, user)} == full


def test_a_question_about_an_organization_reaches_its_administrators(cast: Cast) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    ask(cast, cast.piet, cast.bouw.pk, "organization")
    assert (len(waiting(cast, cast.anna)), waiting(cast, cast.sara)) == (1, [])


def test_nothing_is_there_and_nothing_happens(cast: Cast) -> None:
    ask(cast, cast.piet, uuid7())
    ask(cast, cast.piet, cast.beheer.pk, "organization")  # not active: nobody could be let in
    assert (Request.objects.count(), Question.objects.count()) == (0, 2)


def test_asking_writes_the_same_in_the_askers_own_trail_and_nothing_of_the_other_side(
    cast: Cast, invoice: Document
) -> None:
    """The administrators of the asker's company learn nothing either."""
    ask(cast, cast.lin, invoice.pk)
    ask(cast, cast.lin, uuid7())
    mine = Entry.objects.filter(environment_id=cast.vandijk.pk)
    assert list(mine.values_list("action", flat=True)) == ["access.asked_for"] * 2
    assert not Entry.objects.filter(partner_id=cast.vandijk.pk).exists()
    before = holdings.of(cast.lin)
    Request.objects.all().update(state=RequestState.DECLINED, answered_at=now())
    assert holdings.of(cast.lin) == before


def test_one_open_question_for_each_person_and_thing(cast: Cast, invoice: Document) -> None:
    ask(cast, cast.piet, invoice.pk)
    ask(cast, cast.piet, invoice.pk)
    Question.objects.update(asked_at=now() - dt.timedelta(days=2))
    ask(cast, cast.piet, invoice.pk)
    assert Request.objects.filter(kind=Kind.ACCESS).count() == 1


def test_asking_often_is_refused_whatever_is_there(cast: Cast, invoice: Document) -> None:
    for _time in range(asking.MOST_AN_HOUR):
        ask(cast, cast.piet, uuid7())
    for key in (invoice.pk, uuid7()):
        with pytest.raises(Conflict, match="often"):
            ask(cast, cast.piet, key)


def test_who_has_access_already_asks_nobody(cast: Cast, invoice: Document) -> None:
    ask(cast, cast.anna, invoice.pk)
    assert not Request.objects.exists()


def test_the_answer_is_a_share_at_a_level_until_a_date(cast: Cast, invoice: Document) -> None:
    ask(cast, cast.sara, invoice.pk)
    request = waiting(cast, cast.anna)[0]
    until = now() + dt.timedelta(days=9)
    with pytest.raises(NotFound):
        asking.grant(cast.actor(cast.piet), request.pk, Level.FULL, None)
    asking.grant(cast.actor(cast.anna), request.pk, Level.EDIT, until)
    assert reached.level_on(cast.sara.pk, invoice.pk) == Level.EDIT
    request.refresh_from_db()
    assert request.state == RequestState.ACCEPTED
    with pytest.raises(Conflict):
        asking.grant(cast.actor(cast.anna), request.pk, Level.FULL, None)


def test_accepting_without_a_level_gives_the_least(cast: Cast, invoice: Document) -> None:
    ask(cast, cast.sara, invoice.pk)
    requests.accept(cast.actor(cast.anna), waiting(cast, cast.anna)[0].pk)
    assert reached.level_on(cast.sara.pk, invoice.pk) == Level.VIEW


def test_the_answer_of_an_organization_is_a_role_and_a_partner_is_asked(cast: Cast) -> None:
    """domain 5.3, 5.4"""
    ask(cast, cast.sara, cast.bouw.pk, "organization")
    asking.grant(cast.actor(cast.anna), waiting(cast, cast.anna)[0].pk, OrganizationRole.MEMBER, None)
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == OrganizationRole.MEMBER
    ask(cast, cast.tom, cast.bouw.pk, "organization")
    asking.grant(cast.actor(cast.anna), waiting(cast, cast.anna)[0].pk, OrganizationRole.VIEWER, None)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None
    assert waiting(cast, cast.tom)[0].kind == Kind.MEMBERSHIP


def test_a_stranger_cannot_be_given_access_and_the_answer_says_why(cast: Cast, invoice: Document) -> None:
    """domain 7.5: related receivers alone."""
    ask(cast, cast.luc, invoice.pk)
    request = waiting(cast, cast.anna)[0]
    with pytest.raises(Refused, match="De Smet"):
        asking.grant(cast.actor(cast.anna), request.pk, Level.VIEW, None)
    request.refresh_from_db()
    assert (request.state, reached.level_on(cast.luc.pk, invoice.pk)) == (RequestState.OPEN, None)


def test_declining_tells_the_asker_nothing(cast: Cast, invoice: Document) -> None:
    ask(cast, cast.sara, invoice.pk)
    requests.decline(cast.actor(cast.anna), waiting(cast, cast.anna)[0].pk, "No")
    assert recipients.of(wording.load(Entry.objects.filter(action="access.declined"))) == []


def test_those_who_can_answer_are_told_and_the_asker_is_not(cast: Cast, invoice: Document) -> None:
    ask(cast, cast.sara, invoice.pk)
    told = recipients.of(wording.load(Entry.objects.filter(action="access.asked")))
    assert [[user.name for user in people] for _told, _telling, people in told] == [["Anna Jansen"]]
    sentence = wording.sentence(told[0][0], told[0][1], None)
    assert sentence == "Sara El Amrani asks for access to VDS-1"


def test_the_questions_of_somebody_who_is_removed_end_and_are_counted_nowhere(
    cast: Cast, invoice: Document
) -> None:
    ask(cast, cast.sara, invoice.pk)
    entry = removals.remove(cast.actor(cast.anna), cast.sara.pk)
    assert entry.details["ended"]["requests"] == 0
    assert Request.objects.get().state == RequestState.ENDED
