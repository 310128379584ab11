"""Words and marks: moments, initials, found words, table roles."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from kantoor.kernel.pages import Page
from kantoor.web import marking, moments
from kantoor.web.context import Frame
from kantoor.web.templatetags.pieces import with_roles

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday, noon in Amsterdam


def drawn(text: str, address: str = "/list/", **values: object) -> str:
    request = RequestFactory().get(address)
    page = {"request": request, "frame": Frame(request)}
    return Template(text).render(Context({**page, **values}))


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(minutes=-59), "59 minutes ago"),
        (timedelta(hours=-5), "5 hours ago"),
        (timedelta(hours=-13), "yesterday"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(days=-7), "16 Nov 2026"),
        (timedelta(minutes=30), "in 31 minutes"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(hours=13), "tomorrow"),
        (timedelta(days=13), "in 13 days"),
        (timedelta(days=35), "in 5 weeks"),
        (timedelta(days=90), "21 Feb 2027"),
    ],
)
def test_a_moment_is_relative_while_that_helps(ahead: timedelta, said: str) -> None:
    assert moments.relative(NOON + ahead, NOON) == said


def test_last_evening_is_hours_ago_at_night_and_yesterday_at_noon() -> None:
    evening = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert moments.relative(evening, evening + timedelta(hours=3)) == "3 hours ago"
    assert moments.relative(evening, NOON) == "yesterday"


def test_a_moment_carries_its_exact_time_and_zone() -> None:
    html = drawn("{% when moment %}", moment=NOON)
    assert 'datetime="2026-11-23T11:00Z"' in html
    assert 'title="23 November 2026, 12:00 CET"' in html


def test_a_day_is_that_of_the_persons_time_zone() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert drawn("{% day value %}", value=late) == '<time datetime="2026-11-24">24 Nov 2026</time>'
    assert (
        drawn("{% day value %}", value=date(2026, 12, 31)) == '<time datetime="2026-12-31">31 Dec 2026</time>'
    )


def test_no_day_and_no_moment_are_a_dash() -> None:
    assert drawn("{% day None %}{% when None %}") == "——"


def test_months_are_in_the_persons_language() -> None:
    with translation.override("nl"):
        assert moments.exact(NOON) == "23 november 2026, 12:00 CET"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Jansen", "AJ"),
        ("Piet van der Berg", "PB"),
        ("Jansen Bouw BV", "JB"),
        ("De Smet & Zonen NV", "DZ"),
        ("Prince", "P"),
        ("bv", "B"),
        ("Ömer Çelik", "ÖÇ"),
        ("", "?"),
        ("  … ", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert marking.initials(name) == letters


def test_found_words_are_marked_without_regard_to_accents_and_case() -> None:
    assert marking.marked("Sára El Amrani", "amr SARA") == "<mark>Sára</mark> El <mark>Amr</mark>ani"


def test_overlapping_finds_are_marked_once() -> None:
    assert marking.marked("banana", "ana anan") == "b<mark>anana</mark>"


def test_marking_escapes_what_people_typed() -> None:
    assert marking.marked("<b>Anna</b>", "b") == "&lt;<mark>b</mark>&gt;Anna&lt;/<mark>b</mark>&gt;"


def test_an_unknown_icon_is_a_mistake_that_shows() -> None:
    with pytest.raises(Exception, match="no-such-icon"):
        drawn('{% icon "no-such-icon" %}')


def test_tables_get_their_roles_and_keep_those_they_have() -> None:
    html = with_roles(
        '<thead><tr><th scope="col">A</th></tr></thead><tr role="none"><th scope="row">B</th><td>C</td>'
    )
    assert 'thead role="rowgroup"' in html
    assert '<th role="columnheader" scope="col">' in html
    assert '<tr role="none"><th role="rowheader" scope="row">' in html
    assert '<td role="cell">' in html


@pytest.mark.parametrize(
    ("address", "state", "leads_to"),
    [
        ("/list/?q=x&page=abc", "none", "/list/?q=x&amp;sort=name"),
        ("/list/?sort=name", "ascending", "/list/?sort=-name"),
        ("/list/?sort=-name", "descending", "/list/?sort=name"),
    ],
)
def test_a_column_sorts_turns_round_and_begins_at_the_first_page(
    address: str, state: str, leads_to: str
) -> None:
    html = drawn('{% column "name" "Name" default="since" %}', address)
    assert f'aria-sort="{state}"' in html
    assert f'href="{leads_to}"' in html


def test_the_column_of_the_usual_sort_says_so() -> None:
    assert 'aria-sort="descending"' in drawn('{% column "since" "Since" default="-since" %}')


def test_the_pager_keeps_the_filter_and_is_silent_on_a_single_page() -> None:
    assert 'href="/list/?q=x&amp;page=abc"' in drawn(
        "{% pager page %}", "/list/?q=x&page=old", page=Page([], "abc")
    )
    assert drawn("{% pager page %}", page=Page([])).strip() == ""


def test_a_piece_does_not_see_the_variables_of_the_page() -> None:
    assert "leak" not in drawn(
        '{% panel "T" back="/" %}x{% endpanel %}', look="leak", key="leak", content="leak"
    )


def test_a_tab_is_current_on_its_own_address() -> None:
    assert 'aria-current="page"' in drawn('{% tab "/list/" "Members" %}')
    assert "aria-current" not in drawn('{% tab "/other/" "Groups" %}')


def test_now_is_just_now() -> None:
    assert ">just now</time>" in drawn("{% when moment %}", moment=timezone.now())
