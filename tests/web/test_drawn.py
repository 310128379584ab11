"""Pieces that are drawn once and filled in: the words are theirs, escaped, and nobody else's."""

from django.utils.safestring import mark_safe
from django.utils.translation import override

from kantoor.web.drawn import _drawn, piece
from kantoor.web.templatetags.kantoor import person


def test_words_are_escaped_and_markup_is_kept() -> None:
    told = str(piece("external", {"company": "<b>&"}))
    assert "&lt;b&gt;&amp;" in told
    assert "<b>&" in str(piece("external", {"company": mark_safe("<b>&")}))


def test_what_is_empty_is_left_out_and_comes_back() -> None:
    assert "about" not in piece("person", {"name": "Anna", "about": ""}, you=False)
    assert "a@b.example" in piece("person", {"name": "Anna", "about": "a@b.example"}, you=False)
    assert "about" not in piece("person", {"name": "Anna", "about": None}, you=False)


def test_other_words_draw_nothing_anew() -> None:
    piece("external", {"company": "One"})
    before = _drawn.cache_info().misses
    assert "Two" in piece("external", {"company": "Two"})
    assert _drawn.cache_info().misses == before


def test_signs_in_the_words_themselves_stay_words() -> None:
    """Somebody called like our own sign gets nobody else's words."""
    told = piece("person", {"name": "\ue000about\ue001", "about": "secret"}, you=False)
    assert "\ue000about\ue001" in told
    assert told.count("secret") == 1


def test_only_people_of_others_wear_the_mark() -> None:
    """domain 5.4: external people are marked, one's own are not."""
    assert 'class="external"' not in person("Anna")
    assert 'class="external"' not in person("Anna", outside=True)
    assert "outside" in person("Anna", outside=True)
    assert "Peeters" in person("Wim", outside="Peeters & Maes")
    assert 'class="external"' in person("Wim", outside="Peeters & Maes")


def test_each_language_has_its_own() -> None:
    with override("nl"):
        dutch = piece("external", {"company": "X"})
    assert dutch != piece("external", {"company": "X"})
