"""Every piece with its states, for those who build pages; only in development and in the demo."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kantoor.kernel.pages import Page
from kantoor.kernel.text import fold, words
from kantoor.organizations.models import OrganizationRole
from kantoor.web.forms import DayInput, Levels
from kantoor.web.rings import RINGS

SAMPLES = frozenset({"list", "panel", "dialog", "door"})
COLOURS = ("canvas", "surface", "sunk", "line", "edge", "ink", "ink-2", "link", "next", "external", "danger")
NOTES = {"1": "Sees all documents", "2": "Also makes, sends and shares them"}
REFUSED = {"3": "Only an administrator gives it"}
OWN = ("Piet de Vries", "Sara El Amrani", "Joost de Wit", "Noor Maassen")
OUTSIDE = ("Eva van Dijk", "Tom Bakker")
FILLED_IN = {
    "name": "Jansen Bouw BV",
    "number": "6812093",
    "country": "nl",
    "until": "2027-03-31",
    "role": "2",
}
GUESTS = "Van Dijk Accountants"


class Sample(forms.Form):
    name = forms.CharField(help_text="As in the company register.", initial="Jansen Bouw BV")
    number = forms.CharField(label="KvK number")
    country = forms.ChoiceField(choices=[("nl", "Netherlands"), ("be", "Belgium")])
    until = forms.DateField(widget=DayInput, required=False)
    remark = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    role = forms.ChoiceField(choices=OrganizationRole.choices, widget=Levels(NOTES, REFUSED), initial=2)
    listed = forms.BooleanField(label="Can be found by others", required=False, help_text="By name.")

    def clean_number(self) -> str:
        raise forms.ValidationError("A KvK number has 8 digits, this one has 7.")


def show(request: HttpRequest) -> HttpResponse:
    return _page(request, "design.html")


def sample(request: HttpRequest, page: str) -> HttpResponse:
    """Whole pages: a list, a panel and a dialog over it, the door."""
    if page not in SAMPLES:
        raise Http404
    return _page(request, f"design/{page}.html")


def options(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    found = [group for group in _groups(query) if group["options"]]
    context = {"groups": found, "query": query, "total": sum(len(group["options"]) for group in found)}
    return _page(request, "pieces/options.html", context)


def preview(request: HttpRequest) -> HttpResponse:
    return _page(request, "design/preview.html", {"count": len(request.POST.getlist("people"))})


def _page(request: HttpRequest, template: str, context: dict[str, object] | None = None) -> HttpResponse:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, template, _shown() | (context or {}))


def _shown() -> dict[str, object]:
    now = timezone.now()
    return {
        "now": now,
        "earlier": now - timedelta(minutes=12),
        "before": now - timedelta(days=3),
        "long_ago": now - timedelta(days=400),
        "ahead": now + timedelta(days=34),
        "form": Sample(FILLED_IN),
        "colours": COLOURS,
        "roles": list(OrganizationRole),
        "states": list(RINGS),
        "steps": ["via group Finance", "Jansen Bouw BV", "Jansen Groep"],
        "picks": [
            {"value": "piet", "name": "Piet de Vries"},
            {"value": "eva", "name": "Eva van Dijk", "outside": "Van Dijk Accountants"},
        ],
        "people": _people(),
        "choices": _groups(),
        "page": Page([], next="n", previous="p"),
    }


def _groups(query: str = "") -> list[dict[str, Any]]:
    own = [_option(name) for name in OWN]
    outside = [_option(name, GUESTS) for name in OUTSIDE]
    outside[-1]["reason"] = "Already a member"
    return [
        {"label": "Jansen Groep", "note": "added at once", "options": _fitting(own, query)},
        {"label": "People of partners", "note": "asked first", "options": _fitting(outside, query)},
    ]


def _people() -> list[dict[str, object]]:
    now = timezone.now()
    everybody = [_option(name) for name in OWN] + [_option(name, GUESTS) for name in OUTSIDE]
    roles = list(OrganizationRole)
    return [
        person
        | {
            "key": key,
            "role": roles[key % len(roles)],
            "since": now - timedelta(days=40 * key),
            "is_outside": bool(person["outside"]),
        }
        for key, person in enumerate(everybody * 3)
    ]


def _option(name: str, outside: str = "") -> dict[str, object]:
    box, house = name.partition(" ")[0].lower(), "vandijk" if outside else "jansen"
    return {"value": box, "name": name, "about": f"{box}@{house}.example", "outside": outside}


def _fitting(options: list[dict[str, object]], query: str) -> list[dict[str, object]]:
    return [option for option in options if all(word in _text(option) for word in words(query))]


def _text(option: dict[str, object]) -> str:
    return fold(f"{option['name']} {option['about']} {option['outside']}")
