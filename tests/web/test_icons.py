"""Icons are lucide's own."""

import pytest
from lucide.templatetags.lucide import lucide

from kantoor.web import icons


@pytest.mark.parametrize("name", ["plus", "users", "ambulance", "gamepad-directional", "lens-convex"])
def test_an_icon_is_drawn_as_the_package_draws_it(name: str) -> None:
    """Some of them have lines broken inside a tag."""
    theirs = " ".join(lucide(name).partition(">")[2].split()).replace("> <", "><").replace(" />", "/>")
    assert str(icons.draw(name, "small")).partition(">")[2] == theirs.replace(" </svg>", "</svg>").strip()


def test_an_unknown_one_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        icons.draw("no-such-icon")
