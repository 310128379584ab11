"""An answer as a picture: person ← through what ← organization ← partnership. Laid out here, drawn by explain/*.html."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kantoor.access.explaining import Answer, Bond, Path, Why
from kantoor.partnerships.partnerships import other_side
from kantoor.sharing.inquiries import Inquiry
from kantoor.web import icons
from kantoor.web.explain import words
from kantoor.web.marking import initials

HEIGHT, TOP, MOST = 64, 52, 8
ROOMY, PITCHES = 4, (110, 84)  # so many rows stand wide apart
NAME, SUB = 8.3, 7.2  # the width of a letter
BESIDE = 66  # what is not text in a card


@dataclass(frozen=True)
class Node:
    """A card with a face: letters or an icon."""

    x: int
    y: int
    width: int
    name: str
    sub: str
    letters: str = ""
    icon_name: str = ""
    round_face: bool = False
    look: str = ""

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2

    @property
    def face(self) -> int:
        return self.x + 28

    @property
    def corner(self) -> int:
        return self.x + 12

    @property
    def high(self) -> int:
        return self.middle - 16

    @property
    def text(self) -> int:
        return self.x + 56

    @property
    def first_line(self) -> int:
        return self.middle - 3

    @property
    def letter_line(self) -> int:
        return self.middle + 4

    @property
    def second_line(self) -> int:
        return self.middle + 15

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def centre(self) -> int:
        return self.x + self.width // 2

    @property
    def short_name(self) -> str:
        return shortened(self.name, (self.width - BESIDE) / NAME)

    @property
    def short_sub(self) -> str:
        return shortened(self.sub, (self.width - BESIDE) / SUB)

    @property
    def glyph(self) -> SafeString:
        """The icon, in its place in the face."""
        place = f'<svg x="{self.x + 19}" y="{self.middle - 9}" width="18" height="18" class="glyph"'
        return mark_safe(icons.draw(self.icon_name).replace('<svg class="icon"', place))


@dataclass(frozen=True)
class Edge:
    d: str
    look: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Tag:
    """A word on a line."""

    x: int
    y: int
    text: str
    look: str = ""

    @property
    def width(self) -> int:
        return round(len(self.text) * 6.6) + 14

    @property
    def left(self) -> int:
        return self.x - self.width // 2

    @property
    def top(self) -> int:
        return self.y - 10

    @property
    def base(self) -> int:
        return self.y + 4


@dataclass
class Picture:
    """What the templates draw."""

    width: int
    height: int
    lanes: list[tuple[int, str]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)


def shortened(text: str, most: float) -> str:
    """Cut where it would run over the edge; the whole name stands in the words beneath."""
    return text if len(text) <= most else f"{text[: int(most) - 1].rstrip()}…"


def hidden(answer: Answer) -> int:
    """How many more there are than can be drawn."""
    return max(0, len(_drawable(answer)) - MOST)


def shown(answer: Answer) -> list[Path]:
    """Those that are drawn."""
    return _drawable(answer)[:MOST]


def _drawable(answer: Answer) -> list[Path]:
    """What gives something or may come; what has ended only when there is nothing else."""
    over = (Why.ENDED, Why.EXPIRED, Why.DECLINED, Why.LAPSED)
    alive = [path for path in answer.paths if not path.obstacle or path.obstacle.why not in over]
    return alive or answer.paths


def broad(inquiry: Inquiry, answer: Answer, bond: Bond | None) -> Picture:
    """From left to right; every path a row."""
    paths = shown(answer)
    pitch = PITCHES[len(paths) > ROOMY]
    rest = (max(len(paths), 1) - 1) * pitch
    centre = TOP + rest // 2
    lanes: tuple[tuple[int, int], ...] = (
        ((0, 216), (306, 250), (640, 196), (874, 190)) if bond else ((0, 240), (376, 300), (824, 240))
    )
    height = TOP + rest + HEIGHT + (40 if bond else 2)
    picture = Picture(1064, height)
    names = (_("Person"), _("Through"), _("Organization"), _("Partner"))
    picture.lanes = [(lane[0], name) for lane, name in zip(lanes, names, strict=False)]
    person, place = _person(inquiry, answer, lanes[0], centre), _organization(inquiry, lanes[2], centre)
    if bond:
        _bonded(picture, inquiry, answer, bond, person, place, lanes[3])
    for number, path in reversed(list(enumerate(paths))):
        node = _through(inquiry, path, lanes[1], TOP + number * pitch)
        picture.nodes.append(node)
        _lead(picture, person, node, place, _look(answer, path), _word(inquiry, path))
    if not paths:
        picture.edges.append(Edge(f"M{place.x} {place.middle}H{person.right}", "asked"))
        picture.tags.append(Tag((place.x + person.right) // 2, place.middle, _("no path")))
    picture.nodes += [person, place]
    return picture


def tall(inquiry: Inquiry, answer: Answer, bond: Bond | None) -> Picture:
    """From top to bottom, for a phone: the path that counts; the others stand in words."""
    path = next(iter(shown(answer)), None)
    nodes = [_person(inquiry, answer, (20, 280), 0)]
    nodes += [_through(inquiry, path, (20, 280), 0)] if path else []
    nodes.append(_organization(inquiry, (20, 280), 0))
    nodes += [_partner(inquiry, bond, (20, 280), 0)] if bond else []
    step = HEIGHT + 56
    placed = [replace(node, y=number * step + 2) for number, node in enumerate(nodes)]
    picture = Picture(320, (len(placed) - 1) * step + HEIGHT + 4, nodes=placed)
    for number, (upper, lower) in enumerate(pairwise(placed)):
        last = bond is not None and number == len(placed) - 2
        look = "house" if last else _look(answer, path) if path else "asked"
        word = _("partnership") if last else _word(inquiry, path) if path else _("no path")
        top = upper.y + HEIGHT
        tip = "" if last or not path or path.obstacle else f"M160 {top + 2}l-5 9h10z"
        picture.edges.append(Edge(f"M160 {lower.y}V{top + (10 if tip else 0)}", look, tip))
        if number or not path:
            picture.tags.append(Tag(160, (top + lower.y) // 2 + 2, word, look))
    return picture


def _look(answer: Answer, path: Path) -> str:
    return "asked" if path.obstacle else "counts" if path is answer.paths[0] else ""


def _word(inquiry: Inquiry, path: Path) -> str:
    return words.worth(inquiry, path.worth).lower()


def _person(inquiry: Inquiry, answer: Answer, lane: tuple[int, int], y: int) -> Node:
    one = answer.person
    outside = one.environment_id != inquiry.organization.environment_id
    look = " ".join(["outside"] * outside + ["asked"] * (answer.block is not None))
    sub = _("blocked") if answer.block else answer.address
    return Node(lane[0], y, lane[1], one.name, sub, initials(one.name), round_face=True, look=look)


def _organization(inquiry: Inquiry, lane: tuple[int, int], y: int) -> Node:
    place = inquiry.organization
    return Node(lane[0], y, lane[1], place.name, place.environment.name, initials(place.name))


def _partner(inquiry: Inquiry, bond: Bond, lane: tuple[int, int], y: int) -> Node:
    side = other_side(bond.partnership, inquiry.organization.environment_id)
    over = bond.partnership.ended_at or bond.partnership.expires_at
    sub = (
        _("since %(day)s") % {"day": words.day(bond.partnership.valid_from)}
        if bond.live
        else _("ended %(day)s") % {"day": words.day(over)}
        if over
        else ""
    )
    look = "outside" if bond.live else "outside asked"
    return Node(lane[0], y, lane[1], side.name, sub, initials(side.name), look=look)


def _through(inquiry: Inquiry, path: Path, lane: tuple[int, int], y: int) -> Node:
    """What lies between: a group, a share, a membership, another organization."""
    name, icon, face = _middle(inquiry, path)
    look = "asked" if path.obstacle else ""
    return Node(
        lane[0], y, lane[1], name, ", ".join(_about(path)), icon_name=icon, round_face=face, look=look
    )


def _middle(inquiry: Inquiry, path: Path) -> tuple[str, str, bool]:
    if path.share is not None and path.share.to_organization is not None:
        return path.share.to_organization.name, "building-2", False
    member, share = path.membership, path.share
    group = (member.group if member else None) or (share.group if share else None)
    if group is not None:
        return group.name, "users", True
    if path.share is not None:
        what = words.what(inquiry)
        return what[:1].upper() + what[1:], "file-text", False
    return _("Membership"), "user-round", True


def _about(path: Path) -> Iterator[str]:
    """group, until 31 Mar 2027."""
    if path.share is not None:
        yield _("shared")
    elif path.membership is not None and path.membership.group_id:
        yield _("group")
    if path.obstacle is not None:
        yield {
            Why.ASKED: _("not answered yet"),
            Why.BLOCKED: _("suspended"),
            Why.AHEAD: _("not yet"),
        }.get(path.obstacle.why, _("ended"))
    elif path.until is not None:
        yield _("until %(day)s") % {"day": words.last_day(path.until)}
    elif path.membership is not None and path.share is None:
        yield _("since %(day)s") % {"day": words.day((path.place or path.membership).valid_from)}


def _lead(picture: Picture, person: Node, node: Node, place: Node, look: str, word: str) -> None:
    """From the organization to what lies between, and on to the person."""
    gives = look != "asked"
    end = node.right + (10 if gives else 0)
    half = (place.x - node.right) // 2
    tip = f"M{node.right} {node.middle}l9-5v10z" if gives else ""
    curve = f"C{place.x - half} {place.middle} {end + half} {node.middle} {end} {node.middle}"
    picture.edges.append(Edge(f"M{place.x} {place.middle}{curve}", look, tip))
    begin, half = person.right + (10 if gives else 0), (node.x - person.right) // 2
    tip = f"M{person.right + 1} {person.middle}l9-5v10z" if gives else ""
    curve = f"C{node.x - half} {node.middle} {begin + half} {person.middle} {begin} {person.middle}"
    picture.edges.append(Edge(f"M{node.x} {node.middle}{curve}", look, tip))
    picture.tags.append(Tag((node.right + place.x) // 2, (node.middle + place.middle) // 2, word, look))


def _bonded(
    picture: Picture,
    inquiry: Inquiry,
    answer: Answer,
    bond: Bond,
    person: Node,
    place: Node,
    lane: tuple[int, int],
) -> None:
    """The partner on the right, and that it put the person forward, along the bottom."""
    side, look = _partner(inquiry, bond, lane, place.y), "house" if bond.live else "house asked"
    picture.nodes.append(side)
    picture.edges.append(Edge(f"M{side.x} {side.middle}H{place.right}", look))
    if bond.participant is None:
        return
    floor, start, end = picture.height - 12, side.centre, person.centre
    corner = f"Q{start} {floor} {start - 14} {floor}H{end + 14}Q{end} {floor} {end} {floor - 14}"
    line = f"M{start} {side.y + HEIGHT}V{floor - 14}{corner}V{person.y + HEIGHT + 10}"
    picture.edges.append(Edge(line, look, f"M{end} {person.y + HEIGHT + 1}l-5 9h10z"))
    said = _("put forward by %(company)s") % {"company": side.name}
    picture.tags.append(Tag((start + end) // 2, floor, said, "house"))
