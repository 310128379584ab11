"""The plain rules against sentences of the domain page, by hand: who checks the model."""

import datetime as dt
from typing import Any

from tests.model import questions
from tests.model.acts import Event
from tests.model.history import History, left_across, left_in, left_to_person, would_change
from tests.model.questions import Path
from tests.model.story import BEGUN, add, new, on, to
from tests.model.world import ADMINISTRATOR, EDIT, FULL, MEMBER, VIEW, VIEWER


def told(*lines: tuple[float, str, str, dict[str, Any]]) -> History:
    return History(BEGUN.world, [Event(on(day), who, act, given) for day, who, act, given in lines])


PARTNERS = (
    (1.0, "p2", "ask_partner", {"environment": "e2"}),
    (1.1, "p6", "accept", {"key": ("partnership", "e1", "e2")}),
    (1.2, "p6", "put_forward", {"partnership": "k1", "people": ["p7"], "everybody": False}),
    (1.3, "p1", "add_members", add("o1", "p7", MEMBER)),
)
SOON = dt.timedelta(seconds=1)


def test_a_partner_has_no_access_until_they_accept_and_none_after_the_partnership() -> None:
    """domain 5.4, 6.4, 8.5"""
    history = told(
        *PARTNERS,
        (2.0, "p7", "accept", {"key": ("membership", "o1", "p7")}),
        (3.0, "p5", "end_partnership", {"partnership": "k1"}),
    )
    roles = [
        questions.role(history.world(at), "p7", "o1") for at in (on(2) - SOON, on(2), on(3) - SOON, on(3))
    ]
    assert roles == [None, MEMBER, MEMBER, None]
    assert left_across(history.world(on(2)), "e1", "e2") == 1
    assert left_across(history.world(on(3)), "e1", "e2") == 0


def test_the_highest_counts_and_the_one_beneath_remains() -> None:
    """domain 7.5, 7.6, and the paths of 8.4"""
    history = told(
        (1.0, "p1", "bring", new("o1", "d1")),
        (1.1, "p1", "add_members", add("o1", "p3", VIEWER)),
        (1.2, "p1", "share", to("d1", "p3", FULL, on(5))),
        (1.3, "p2", "make_group", {"group": "g1", "partnership": None}),
        (1.4, "p2", "add_to_group", {"group": "g1", "people": ["p3"]}),
        (1.5, "p1", "share", to("d1", "g1", EDIT)),
    )
    before, after = history.world(on(5) - SOON), history.world(on(5))
    assert (questions.may(before, "p3", "d1"), questions.may(after, "p3", "d1")) == (FULL, EDIT)
    assert questions.paths(after, "p3", "d1") == {
        Path("role", None, None, VIEW),
        Path("share", "g1", None, EDIT),
    }
    assert questions.audience(after, "d1") == {"p1": FULL, "p2": EDIT, "p3": EDIT}


def test_blocking_suspends_and_removing_ends() -> None:
    """domain 3.6, 8.5"""
    history = told(
        (1.0, "p1", "add_members", add("o1", "p3", MEMBER)),
        (2.0, "p1", "block", {"person": "p3"}),
        (3.0, "p4", "unblock", {"person": "p3"}),
        (4.0, "p1", "remove_person", {"person": "p3"}),
    )
    assert [questions.role(history.world(on(day)), "p3", "o1") for day in (1, 2, 3, 4)] == [
        MEMBER,
        None,
        MEMBER,
        None,
    ]
    assert left_to_person(history.world(on(2)), "p3") == 1  # suspended is not ended
    assert left_to_person(history.world(on(4)), "p3") == 0


def test_the_last_administrators_read_what_is_closed() -> None:
    """domain 4.5"""
    history = told((1.0, "p1", "bring", new("o1", "d1")), (1.1, "p1", "add_members", add("o1", "p4", MEMBER)))
    verdict, change = would_change(history.world(on(2)), Event(on(2), "p1", "close", {"organization": "o1"}))
    assert verdict == "done"
    assert change.people("loses") == {"p4"}
    assert change.documents == {("p1", "d1"): (FULL, VIEW), ("p4", "d1"): (FULL, None)}
    assert change.organizations == {("p1", "o1"): (ADMINISTRATOR, VIEWER), ("p4", "o1"): (MEMBER, None)}
    history.add(Event(on(2), "p1", "close", {"organization": "o1"}))
    assert left_in(history.world(on(2)), "o1") == 0


def test_an_organization_keeps_an_administrator() -> None:
    """domain 5.7: the refusal beside the success"""
    history = told((1.0, "p1", "add_members", add("o1", "p4", ADMINISTRATOR, on(9))))
    leaving = {"organization": "o1"}
    assert would_change(history.world(on(2)), Event(on(2), "p1", "leave", leaving))[0] == "impossible"
    lasting = {"organization": "o1", "holder": "p4", "role": ADMINISTRATOR, "until": None}
    assert history.add(Event(on(2), "p1", "change_member", lasting)) == "done"
    assert history.add(Event(on(3), "p1", "leave", leaving)) == "done"


def test_what_is_withheld_is_its_bringers() -> None:
    """what waits for the scanner counts as still coming in (docs/domain-notes.md)"""
    history = told(
        (1.0, "p1", "add_members", add("o1", "p4", MEMBER)),
        (2.0, "p4", "bring", new("o1", "d1", scanned=False)),
        (3.0, "p2", "let_go", {"document": "d1"}),
    )
    assert questions.audience(history.world(on(2)), "d1") == {"p4": FULL}
    assert questions.audience(history.world(on(3)), "d1") == {"p1": FULL, "p4": FULL}


def test_what_is_not_theirs_is_not_there() -> None:
    """domain 7.7, 2: hidden before forbidden"""
    history = told((1.0, "p1", "add_members", add("o1", "p3", VIEWER)))
    given = add("o1", "p2", MEMBER)
    verdicts = [
        would_change(history.world(on(2)), Event(on(2), who, "add_members", given))[0]
        for who in ("p8", "p3", "p1")
    ]
    assert verdicts == ["hidden", "forbidden", "done"]
