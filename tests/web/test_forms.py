"""Lists to choose from are drawn as Django draws them, only sooner."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from kantoor.web.forms import Renderer

CHOICES = [
    ("", "—"),
    ("<b>", "Jansen & Zn <b>'\"</b>"),
    ("{x}", "{0} %s"),
    ("AG", gettext_lazy("Antigua & Barbuda")),
    ("Partners", [(7, "Seven"), ("é", "É")]),
]


class Told(HTMLParser):
    """What a browser makes of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(tag)

    def handle_data(self, data: str) -> None:
        self.parts += [data] if data.strip() else []


@pytest.mark.parametrize("value", ["", "<b>", "{x}", 7, "é", None, "gone"])
@pytest.mark.parametrize("attrs", [{}, {"id": "it", "required": True, "disabled": False, "title": '"&"'}])
def test_a_list_is_drawn_as_django_draws_it(value: object, attrs: dict[str, object]) -> None:
    widget = forms.Select(choices=CHOICES)
    theirs = Told(widget.render("a&b", value, attrs | {"class": "input"}, DjangoTemplates()))
    ours = Told(widget.render("a&b", value, attrs, Renderer()))
    assert ours.parts == theirs.parts
    assert len(ours.parts) == 22
