"""A history told on purpose: every way in which access begins and ends, each with somebody who must not have it."""

import datetime as dt
from typing import Any

from tests.model.acts import Event
from tests.model.begun import START, Begun
from tests.model.world import ADMINISTRATOR, ADVANCED, BASIC, EDIT, FULL, MEMBER, VIEW, VIEWER

BEGUN = Begun(
    ("e1", "e2", "e3"),
    (
        ("p1", "e1", ADMINISTRATOR, False),
        ("p2", "e1", ADVANCED, True),
        ("p3", "e1", BASIC, False),
        ("p4", "e1", ADMINISTRATOR, False),
        ("p5", "e2", ADMINISTRATOR, False),
        ("p6", "e2", ADVANCED, True),
        ("p7", "e2", BASIC, False),
        ("p8", "e3", ADMINISTRATOR, False),
        ("p9", "e3", BASIC, False),
    ),
    (("o1", "e1", "p1", True), ("o2", "e1", "p1", True), ("o3", "e2", "p5", True), ("o4", "e3", "p8", True)),
)

Told = list[tuple[float, str, str, dict[str, Any]] | float | dt.datetime]


def on(day: float) -> dt.datetime:
    return START + dt.timedelta(days=day)


def add(organization: str, holder: str, role: int, until: dt.datetime | None = None) -> dict[str, Any]:
    return {"organization": organization, "holders": [holder], "role": role, "until": until}


def to(document: str, receiver: str, level: int, until: dt.datetime | None = None) -> dict[str, Any]:
    return {"document": document, "receivers": [receiver], "level": level, "until": until}


def new(organization: str, document: str, box: str = "received", scanned: bool = True) -> dict[str, Any]:
    return {"organization": organization, "document": document, "box": box, "scanned": scanned}


# A moment that no whole second names; at it, and not after it, an end counts.
BLINK = on(20) + dt.timedelta(milliseconds=5)
# Day, who, act, and the rest; a day alone: look around.
TOLD: Told = [
    (1, "p1", "add_members", add("o1", "p3", VIEWER)),
    (1.1, "p1", "add_members", add("o1", "p4", MEMBER, on(30))),
    (1.2, "p3", "add_members", add("o1", "p2", VIEWER)),
    (1.3, "p4", "add_members", add("o1", "p2", VIEWER)),
    (1.4, "p1", "add_members", add("o1", "p7", VIEWER)),
    (1.5, "p3", "bring", new("o1", "d90")),
    (2, "p4", "bring", new("o1", "d1", "made")),
    (2.1, "p4", "bring", new("o1", "d2", scanned=False)),
    (2.15, "p4", "share", to("d2", "p3", VIEW)),
    (2.2, "p1", "bring", new("o2", "d3")),
    (2.3, "p5", "bring", new("o3", "d4")),
    (3, "p2", "ask_partner", {"environment": "e2"}),
    (3.05, "p8", "accept", {"key": ("partnership", "e1", "e2")}),
    (3.1, "p7", "accept", {"key": ("partnership", "e1", "e2")}),
    (3.2, "p6", "accept", {"key": ("partnership", "e1", "e2")}),
    (3.3, "p1", "add_members", add("o1", "p7", MEMBER)),
    (3.4, "p6", "put_forward", {"partnership": "k1", "people": ["p7"], "everybody": False}),
    (3.5, "p1", "add_members", add("o1", "p7", MEMBER)),
    (3.6, "p2", "accept", {"key": ("membership", "o1", "p7")}),
    3.65,
    (3.7, "p7", "accept", {"key": ("membership", "o1", "p7")}),
    (3.8, "p2", "no_longer_put_forward", {"partnership": "k1", "who": "p7"}),
    (4, "p2", "make_group", {"group": "g1", "partnership": None}),
    (4.1, "p2", "add_to_group", {"group": "g1", "people": ["p3"]}),
    (4.15, "p2", "add_to_group", {"group": "g1", "people": ["p7"]}),
    (4.17, "p7", "accept", {"key": ("group", "g1", "p7")}),
    (4.2, "p2", "make_group", {"group": "g2", "partnership": "k1"}),
    (4.3, "p2", "add_to_group", {"group": "g2", "people": ["p7", "p3"]}),
    (4.4, "p7", "accept", {"key": ("group", "g2", "p7")}),
    (4.5, "p1", "add_members", add("o2", "g1", ADMINISTRATOR)),
    (4.6, "p1", "add_members", add("o2", "g2", VIEWER)),
    (5, "p1", "share", to("d1", "o3", EDIT)),
    (5.1, "p5", "add_members", add("o3", "p7", VIEWER)),
    (5.15, "p5", "add_members", add("o3", "p6", VIEWER)),
    (5.17, "p1", "share", to("d1", "p3", VIEW)),
    (5.2, "p4", "share", to("d1", "g1", FULL, BLINK)),
    (5.3, "p1", "share", to("d1", "p9", VIEW)),
    (5.4, "p2", "share", to("d1", "p4", VIEW)),
    (5.5, "p2", "share", to("d1", "p4", VIEW, on(19))),
    (5.6, "p5", "share", to("d1", "p6", VIEW)),
    (5.7, "p1", "share", to("d3", "p6", FULL)),
    (5.8, "p6", "change_share", {"document": "d3", "receiver": "p6", "level": FULL, "until": on(60)}),
    (5.9, "p5", "share", to("d4", "o1", FULL)),
    6.0,
    (6.1, "p4", "block", {"person": "p3"}),
    (6.2, "p3", "leave", {"organization": "o1"}),
    6.3,
    (6.4, "p1", "unblock", {"person": "p3"}),
    (7, "p1", "leave", {"organization": "o1"}),
    (
        7.1,
        "p1",
        "change_member",
        {"organization": "o1", "holder": "p1", "role": ADMINISTRATOR, "until": on(90)},
    ),
    (7.2, "p1", "change_member", {"organization": "o1", "holder": "p1", "role": MEMBER, "until": None}),
    (7.3, "p1", "remove_member", {"organization": "o1", "holder": "p1"}),
    (7.4, "p4", "block", {"person": "p1"}),
    (7.5, "p4", "remove_person", {"person": "p1"}),
    (7.6, "p8", "block", {"person": "p3"}),
    (7.7, "p2", "block", {"person": "p3"}),
    (
        7.8,
        "p1",
        "change_member",
        {"organization": "o1", "holder": "p7", "role": ADMINISTRATOR, "until": None},
    ),
    (7.9, "p1", "leave", {"organization": "o1"}),
    (8, "p1", "let_go", {"document": "d2"}),
    (8.1, "p4", "send", {"document": "d1", "to": "o4", "arrives": "d5"}),
    (8.2, "p4", "send", {"document": "d1", "to": "o4", "arrives": "d91"}),
    8.3,
    (9, "p4", "appoint", {"person": "p1", "role": BASIC, "manager": False}),
    (9.1, "p1", "block", {"person": "p3"}),
    (9.2, "p4", "appoint", {"person": "p4", "role": BASIC, "manager": False}),
    (9.3, "p4", "appoint", {"person": "p1", "role": ADMINISTRATOR, "manager": False}),
    (10, "p2", "date_partnership", {"partnership": "k1", "until": on(25)}),
    (10.1, "p1", "add_members", add("o1", "p5", MEMBER)),
    (10.2, "p6", "put_forward", {"partnership": "k1", "people": [], "everybody": True}),
    (10.3, "p1", "add_members", add("o1", "p5", MEMBER)),
    BLINK,
    (24.9, "p1", "take_over", {"organization": "o1", "person": "p3"}),
    25.0,  # nobody has written down that the partnership is over
    (25.1, "p5", "accept", {"key": ("membership", "o1", "p5")}),
    (25.2, "p7", "share", to("d1", "p3", VIEW)),
    (25.3, "p1", "chores", {}),
    (26, "p6", "ask_partner", {"environment": "e1"}),
    (26.1, "p2", "ask_partner", {"environment": "e2"}),
    (26.2, "p6", "put_forward", {"partnership": "k2", "people": ["p7"], "everybody": False}),
    26.3,
    (27, "p1", "add_members", add("o2", "p7", ADMINISTRATOR)),
    (27.1, "p7", "accept", {"key": ("membership", "o2", "p7")}),
    (27.2, "p1", "add_members", add("o2", "p4", ADMINISTRATOR)),
    (27.3, "p1", "add_members", add("o2", "p2", MEMBER)),
    (27.4, "p1", "share", to("d3", "o3", FULL)),
    (27.5, "p5", "share", to("d4", "o2", FULL)),
    (27.6, "p1", "add_members", add("o1", "g1", MEMBER, on(33))),
    (28, "p7", "share", to("d3", "p5", VIEW)),
    28.1,
    (29, "p1", "close", {"organization": "o2"}),
    29.5,
    (31, "p1", "block", {"person": "p4"}),
    31.5,
    (31.8, "p1", "unblock", {"person": "p4"}),
    (32, "p1", "remove_person", {"person": "p4"}),
    32.5,
    (34, "p1", "share", to("d1", "p7", EDIT)),
    34.05,
    (34.1, "p1", "share", to("d1", "g1", FULL)),
    (34.2, "p2", "leave_group", {"group": "g1"}),
    (34.3, "p2", "take_out", {"group": "g1", "person": "p2"}),
    (34.4, "p3", "close_group", {"group": "g1"}),
    (34.5, "p2", "close_group", {"group": "g1"}),
    (35, "p7", "withdraw_share", {"document": "d1", "receiver": "p7"}),
    (35.1, "p6", "end_partnership", {"partnership": "k2"}),
    36.0,
    (37, "p1", "share", to("d1", "p3", FULL)),
    (37.1, "p1", "remove_person", {"person": "p3"}),
    37.5,
]


# What nobody may, and what is left of nothing: mostly told by how the acts go.
WALLS: Told = [
    (1, "p1", "add_members", add("o1", "p4", ADMINISTRATOR, on(50))),
    (1.1, "p1", "leave", {"organization": "o1"}),
    (
        1.2,
        "p1",
        "change_member",
        {"organization": "o1", "holder": "p4", "role": ADMINISTRATOR, "until": None},
    ),
    (1.3, "p1", "block", {"person": "p4"}),
    (1.4, "p1", "leave", {"organization": "o1"}),
    (1.5, "p1", "add_members", add("o2", "p4", VIEWER)),
    (1.6, "p1", "unblock", {"person": "p4"}),
    (2, "p2", "ask_partner", {"environment": "e2"}),
    (2.1, "p5", "accept", {"key": ("partnership", "e1", "e2")}),
    (2.2, "p2", "date_partnership", {"partnership": "k1", "until": on(20)}),
    (2.3, "p2", "make_group", {"group": "g1", "partnership": None}),
    (2.4, "p8", "close_group", {"group": "g1"}),
    (2.5, "p2", "make_group", {"group": "g2", "partnership": "k1"}),
    (2.6, "p2", "add_to_group", {"group": "g2", "people": ["p3"]}),
    (3, "p1", "bring", new("o1", "d1")),
    (3.1, "p5", "add_members", add("o3", "p7", VIEWER, on(5))),
    (3.2, "p1", "share", to("d1", "o3", EDIT)),
    (3.3, "p1", "share", to("d1", "g1", VIEW)),
    (3.4, "p5", "share", to("d1", "p2", VIEW)),
    4.0,
    6.0,
    (7, "p2", "close_group", {"group": "g1"}),
    (7.1, "p1", "withdraw_share", {"document": "d1", "receiver": "g1"}),
    (8, "p5", "close", {"organization": "o3"}),
    (8.1, "p1", "withdraw_share", {"document": "d1", "receiver": "o3"}),
    (21, "p3", "leave_group", {"group": "g2"}),
]


def events(told: Told) -> list[Event]:
    """What is done."""
    found = []
    for line in told:
        if isinstance(line, tuple):
            day, who, act, given = line
            found.append(Event(on(day), who, act, given))
    return found


def looks(told: Told) -> list[dt.datetime]:
    """When everything is asked, as now and later as the past."""
    alone = [line for line in told if not isinstance(line, tuple)]
    return [line if isinstance(line, dt.datetime) else on(line) for line in alone]
