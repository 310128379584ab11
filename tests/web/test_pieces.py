"""What pieces promise to those who use a keyboard, a screen reader or no scripts."""

import re
from typing import Any

import pytest
from django import forms
from django.test import Client

from kantoor.web.forms import Choices, DayInput
from tests.web.test_words import drawn


class Sample(forms.Form):
    name = forms.CharField(help_text="As in the register.")
    until = forms.DateField(widget=DayInput, required=False)
    role = forms.ChoiceField(
        choices=[("1", "Viewer"), ("2", "Member")],
        widget=Choices(notes={"1": "Sees"}, refused={"2": "Not you"}),
    )
    agreed = forms.BooleanField(label="Agreed")


def test_a_field_points_at_its_hint_and_its_error() -> None:
    html = str(Sample({"name": ""})["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_controls_wear_our_class_but_ticks_do_not() -> None:
    form = Sample()
    assert 'class="input"' in str(form["name"])
    assert "class=" not in str(form["agreed"])


def test_an_optional_field_says_so() -> None:
    assert "(optional)" in str(Sample()["until"].as_field_group())
    assert "(optional)" not in str(Sample()["name"].as_field_group())


def test_a_day_travels_as_iso_whatever_the_language() -> None:
    assert 'value="2027-03-31"' in str(Sample(initial={"until": "2027-03-31"})["until"])


def test_a_choice_that_may_not_be_made_stands_there_with_its_reason() -> None:
    html = str(Sample()["role"])
    assert "Sees" in html
    assert "Not you" in html
    assert html.count("disabled") == 1


def test_the_round_add_is_a_link_with_a_name_and_a_key() -> None:
    html = drawn('{% add "Add member" url="/new/" %}')
    assert '<a class="add" href="/new/" aria-label="Add member" aria-keyshortcuts="n"' in html


def test_the_round_add_that_is_refused_leads_nowhere_and_says_why() -> None:
    html = drawn('{% add "Add member" url="/new/" reason="Activate it first" %}')
    assert "/new/" not in html
    assert 'aria-disabled="true"' in html
    assert re.search(r'aria-describedby="(\S+)".*id="\1">Activate it first', html, re.DOTALL)


def test_a_greyed_button_is_described_by_its_reason() -> None:
    html = drawn('{% button "Leave" reason="You are the last" key="leave" %}')
    assert 'aria-describedby="leave-reason"' in html
    assert 'id="leave-reason"' in html


def test_a_menu_act_is_a_form_with_a_token_and_a_refused_one_is_not() -> None:
    assert "csrfmiddlewaretoken" in drawn('{% item "Remind" post="/x/" %}', csrf_token="t")
    assert "<form" not in drawn('{% item "Leave" post="/x/" reason="You are the last" %}', csrf_token="t")


def test_a_dialog_is_open_and_its_cross_is_a_link_without_scripts() -> None:
    html = drawn('{% dialog "Remove?" back="/list/" %}…{% enddialog %}')
    assert re.search(r"<dialog [^>]*\bopen\b", html)
    assert '<a class="button quiet square" href="/list/"' in html


def test_what_is_picked_is_posted_and_can_be_picked_without_scripts() -> None:
    picks = [{"value": "7", "name": "Eva", "outside": "Van Dijk"}]
    groups = [{"label": "Own", "options": [{"value": "8", "name": "Tom", "reason": "Already a member"}]}]
    html = drawn('{% combobox "people" "Who" source="/s/" picks=p choices=g %}', p=picks, g=groups)
    assert '<input type="checkbox" name="people" value="7" aria-label="Eva" checked' in html
    assert '<option value="8" disabled>Tom: Already a member</option>' in html


def test_of_one_pick_the_option_is_selected_and_a_name_is_escaped() -> None:
    options = [{"value": "7", "name": "<b>", "outside": "A & B"}, {"value": "8", "name": "Tom"}]
    html = drawn(
        '{% combobox "who" "Who" source="/s/" picks=p choices=g one=True none="Nobody" %}',
        p=options[:1],
        g=[{"label": "<i>", "options": options}],
    )
    assert '<option value="">Nobody</option>' in html and '<optgroup label="&lt;i&gt;">' in html
    assert '<option value="7" selected>&lt;b&gt; (A &amp; B)</option><option value="8">Tom</option>' in html


def test_names_are_escaped_wherever_they_stand() -> None:
    bad = "<script>Eve</script>"
    html = drawn(
        "{% person n about=n outside=n %}{% head n %}{% endhead %}{% badge n %}"
        '{% item n url="/" %}{% banner n %}{% endbanner %}',
        n=bad,
    )
    assert "<script>" not in html


@pytest.mark.parametrize("path", ["", "list/", "panel/", "dialog/", "door/", "options/?q=eva"])
def test_design_shows_every_piece_in_the_demo_and_is_not_there_otherwise(
    client: Client, settings: Any, path: str
) -> None:
    settings.DEMO = True
    assert client.get(f"/design/{path}").status_code == 200
    settings.DEMO = False
    assert client.get(f"/design/{path}").status_code == 404


def test_no_page_carries_a_style_or_a_script_of_its_own(client: Client, settings: Any) -> None:
    """The content security policy would drop it."""
    settings.DEMO = True
    for path in ("", "panel/", "door/"):
        html = client.get(f"/design/{path}").content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", html)
