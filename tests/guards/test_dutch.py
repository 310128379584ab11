"""Every text of the code has its Dutch, and the catalogue has no other texts."""

import re

import polib
import pytest

from tests import messages

CATALOGUE = messages.CODE / "locale/nl/LC_MESSAGES/django.po"
# What a translation must keep: %(name)s, {name} and HTML tags.
KEPT = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?[a-z][^>]*>")

TEMPLATE = """{% load i18n %}{% translate "One" %}{% translate "Two" as two %}{% translate "May" context "month" %}
{% blocktranslate trimmed count n=n %}
  {{ n }} cat
{% plural %}{{ n }} cats{% endblocktranslate %}{% blocktranslate asvar x %}It's "four"{% endblocktranslate %}
{{ _("Five")|upper }}{% piece label=_("Six") %}{% trans 'Se"ven' %}"""
CODE = '_("One " "long")\ntranslation.pgettext_lazy("ctx", "Two")\nngettext("%(n)d cat", "%(n)d cats", n)\n_(name)\n'


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_the_catalogue_has_exactly_the_texts_of_the_code(catalogue: polib.POFile) -> None:
    inside, wanted = {messages.key(entry) for entry in catalogue}, set(messages.texts())
    assert inside == wanted, (
        f"Run bin/messages, then translate what is new in {CATALOGUE.relative_to(messages.ROOT)}: "
        f"{sorted(wanted - inside)} is new, {sorted(inside - wanted)} is gone."
    )


def test_every_text_is_translated(catalogue: polib.POFile) -> None:
    missing = [entry.msgid for entry in catalogue if not entry.translated()]
    assert not missing, f"Translate these in {CATALOGUE.relative_to(messages.ROOT)}, words in docs/dutch.md."


def test_a_translation_keeps_what_is_filled_in_and_the_tags(catalogue: polib.POFile) -> None:
    assert not [entry.msgid for entry in catalogue if not _keeps(entry)]


def _keeps(entry: polib.POEntry) -> bool:
    if not entry.msgid_plural:
        return _kept(entry.msgid) == _kept(entry.msgstr)
    forms = entry.msgstr_plural
    return _kept(entry.msgid) == _kept(forms[0]) and _kept(entry.msgid_plural) == _kept(forms[1])


def _kept(text: str) -> list[str]:
    return sorted(KEPT.findall(text))


def test_a_lost_name_or_tag_is_noticed() -> None:
    assert not _keeps(polib.POEntry(msgid="%(name)s left", msgstr="vertrok"))
    assert not _keeps(polib.POEntry(msgid="<b>One</b>", msgstr="<b>Een"))
    assert _keeps(polib.POEntry(msgid="%(name)s left", msgstr="%(name)s vertrok"))


def test_texts_of_templates_are_found_in_all_their_forms() -> None:
    found = {(text.context, text.id, text.plural) for text in messages.of_template(TEMPLATE)}
    assert found == {
        ("", "One", ""),
        ("", "Two", ""),
        ("month", "May", ""),
        ("", "%(n)s cat", "%(n)s cats"),
        ("", 'It\'s "four"', ""),
        ("", "Five", ""),
        ("", "Six", ""),
        ("", 'Se"ven', ""),
    }


def test_texts_of_code_are_found_in_all_their_forms() -> None:
    found = {(text.context, text.id, text.plural) for text in messages.of_code(CODE)}
    assert found == {("", "One long", ""), ("ctx", "Two", ""), ("", "%(n)d cat", "%(n)d cats")}
