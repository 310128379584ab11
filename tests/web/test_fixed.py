"""Parts of a page that are drawn once: never for other values, another language, or what they were not given."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.template import Context, engines
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import override

from kantoor.demo.cast import Cast
from kantoor.web.addresses import SIGNS, Here, to
from kantoor.web.templatetags.fixed import KEPT, exactly


@dataclass(frozen=True)
class Chosen:
    text: str = ""
    amount: Decimal | None = None


def drawn(template: Any, **values: object) -> str:
    return str(template.template.render(Context(values)))


def made(text: str) -> Any:
    return engines["django"].from_string(text)


def test_each_set_of_values_is_drawn_for_itself() -> None:
    """What is equal in Python and drawn otherwise is told apart: 1 and True, 5 and 5.0, text and safe text."""
    part = made("{% fixed value=value %}[{{ value }}]{% endfixed %}")
    cases = [
        (1, "1"),
        (True, "True"),
        ("1", "1"),
        (Decimal("5"), "5"),
        (Decimal("5.00"), "5.00"),
        (None, "None"),
    ]
    cases += [("<b>", "&lt;b&gt;"), (mark_safe("<b>"), "<b>"), ("", "")]
    for _turn in range(2):
        for value, expected in [*cases, *reversed(cases)]:
            assert drawn(part, value=value) == f"[{expected}]"


def test_a_part_knows_nothing_but_what_it_is_given() -> None:
    part = made("{% fixed name=name %}{{ name }}{{ other }}{{ request.path }}{% endfixed %}")
    assert drawn(part, name="a", other="secret", request={"path": "/secret/"}) == "a"
    assert drawn(part, name="b", other="secret") == "b"


def test_it_is_drawn_once_and_begins_anew_when_there_are_too_many() -> None:
    turns: Iterator[int] = iter(range(10_000))
    part = made("{% fixed chosen=chosen %}{% for line in chosen.text %}{{ line }}{% endfor %}{% endfixed %}")
    node = part.template.nodelist[0]
    render = node.nodelist.render
    node.nodelist.render = lambda context: (next(turns), render(context))[1]
    for text in ("one", "two", "one", "two"):
        assert drawn(part, chosen=Chosen(text)) == text
    assert next(turns) == 2
    for number in range(2 * KEPT):
        assert drawn(part, chosen=Chosen(str(number))) == str(number)
    assert len(node.known) <= KEPT


def test_what_cannot_be_told_apart_is_refused() -> None:
    """Rows of tables change without their id changing."""
    for value in (object(), {"a": 1}, {1}):
        with pytest.raises(TypeError, match="a fixed part cannot depend on"):
            exactly(value)
    assert exactly((1, [UUID(int=1), Chosen("a")])) == exactly((1, [UUID(int=1), Chosen("a")]))
    assert exactly(Chosen("a", Decimal(5))) != exactly(Chosen("a", Decimal("5.0")))


def test_texts_are_of_the_language(db: None) -> None:
    part = made('{% translate "Organizations" %}{% translate "People" as word %}|{{ word }}')
    for _turn in range(2):
        for language, expected in (("en", "Organizations|People"), ("nl", "Organisaties|Mensen")):
            with override(language):
                assert drawn(part) == expected
    changing = made('{% translate name %}|{% translate "a"|upper %}')
    assert [drawn(changing, name=name) for name in ("x", "<")] == ["x|A", "&lt;|A"]


def test_addresses_are_those_of_reverse(cast: Cast) -> None:
    organization, other = cast.bouw.pk, uuid4()
    assert to("organizations") == reverse("organizations")
    assert to("organization_members", organization) == reverse("organization_members", args=[organization])
    for keys in ((organization, other), (SIGNS[1], SIGNS[0]), (SIGNS[1], SIGNS[1])):
        assert to("member", *keys) == reverse("member", args=keys)
    assert to("organization_members", str(organization)) == reverse(
        "organization_members", args=[organization]
    )
    with pytest.raises(NoReverseMatch):
        to("organization_members")
    with pytest.raises(NoReverseMatch):
        to("nowhere", organization)


def test_files_have_the_address_of_now(settings: Any) -> None:
    """Under another prefix it is another; one that a template works out is asked for each time."""
    part = made('{% static "kantoor/icon.svg" %}')
    plain = drawn(part)
    assert plain == static("kantoor/icon.svg") == drawn(part)
    worked_out = made("{% static name %}")
    assert drawn(worked_out, name="kantoor/icon.svg") == plain
    assert drawn(made('{% static "kantoor/icon.svg" as url %}[{{ url }}]')) == f"[{plain}]"


def test_heads_of_a_list_are_of_their_address() -> None:
    """The same heads at another address, or with other filters in it, lead elsewhere."""
    part = made('{% fixed here=here sort=sort %}{% column "name" "Name" %}{% endfixed %}')
    here = [Here("/people/"), Here("/people/", "q=a"), Here("/groups/"), Here("/people/", "sort=name&page=x")]
    for _turn in range(2):
        found = [drawn(part, here=one, sort="") for one in here]
        assert 'href="/people/?sort=name"' in found[0]
        assert 'href="/groups/?sort=name"' in found[2]
        assert 'href="/people/?q=a&amp;sort=name"' in found[1]
        assert 'aria-sort="ascending"' in found[3] and 'href="/people/?sort=-name"' in found[3]


def test_the_tag_for_addresses(cast: Cast) -> None:
    members = reverse("organization_members", args=[cast.bouw.pk])
    assert drawn(made('{% url "organization_members" key %}'), key=cast.bouw.pk) == members
    part = made('{% url "nowhere" as gone %}{{ gone }}|{% url "people" as url %}{{ url }}')
    assert drawn(part) == f"|{reverse('people')}"
    with pytest.raises(NoReverseMatch):
        drawn(made('{% url "nowhere" %}'))
    assert drawn(made("{% url name %}"), name="people") == reverse("people")
