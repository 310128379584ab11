"""Every piece with its states, for those who build pages; only in development and in the demo."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kantoor.kernel.text import fold, words
from kantoor.organizations.models import OrganizationRole
from kantoor.web.forms import DayInput, Levels

SAMPLES = frozenset({"list", "panel", "dialog", "door"})
COLOURS = ("canvas", "surface", "sunk", "line", "edge", "ink", "ink-2", "link", "next", "external", "danger")
STATES = ("received", "opened", "under review", "approved", "approved for payment", "paid", "rejected", "duplicate")
NOTES = {"1": "Sees all documents", "2": "Also makes, sends and shares them"}
REFUSED = {"3": "Only an administrator gives it"}
OWN = (("Piet de Vries", "piet"), ("Sara El Amrani", "sara"), ("Joost de Wit", "joost"), ("Noor Maassen", "noor"))
OUTSIDE = (("Eva van Dijk", "eva"), ("Tom Bakker", "tom"))


class Sample(forms.Form):
    name = forms.CharField(help_text="As in the company register.", initial="Jansen Bouw BV")
    number = forms.CharField(label="KvK number")
    country = forms.ChoiceField(choices=[("nl", "Netherlands"), ("be", "Belgium")])
    until = forms.DateField(widget=DayInput, required=False)
    remark = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    role = forms.ChoiceField(choices=OrganizationRole.choices, widget=Levels(NOTES, REFUSED), initial=2)
    listed = forms.BooleanField(label="Can be found by others", required=False, help_text="By name and number.")

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
    own = [_option(name, box, "jansen") for name, box in OWN]
    outside = [_option(name, box, "vandijk", "Van Dijk Accountants") for name, box in OUTSIDE]
    outside[-1]["reason"] = "Already a member"
    groups = [
        {"label": "Jansen Groep", "note": "added at once", "options": [o for o in own if _fits(o, query)]},
        {"label": "People of partners", "note": "asked first", "options": [o for o in outside if _fits(o, query)]},
    ]
    found = [group for group in groups if group["options"]]
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
    form = Sample({"name": "Jansen Bouw BV", "number": "6812093", "country": "nl", "until": "2027-03-31", "role": "2"})
    return {
        "now": now,
        "earlier": now - timedelta(minutes=12),
        "before": now - timedelta(days=3),
        "long_ago": now - timedelta(days=400),
        "ahead": now + timedelta(days=34),
        "form": form,
        "colours": COLOURS,
        "roles": list(OrganizationRole),
        "states": STATES,
        "steps": ["via group Finance", "Jansen Bouw BV", "Jansen Groep"],
        "picks": [
            {"value": "piet", "name": "Piet de Vries"},
            {"value": "eva", "name": "Eva van Dijk", "outside": "Van Dijk Accountants"},
        ],
        "people": _people(),
    }


def _people() -> list[dict[str, object]]:
    now = timezone.now()
    own = [(name, f"{box}@jansen.example", "") for name, box in OWN]
    outside = [(name, f"{box}@vandijk.example", "Van Dijk Accountants") for name, box in OUTSIDE]
    return [
        {"key": key, "name": name, "about": about, "outside": company, "role": role, "since": now - timedelta(days=40 * key)}
        for key, ((name, about, company), role) in enumerate(zip((own + outside) * 3, list(OrganizationRole) * 6))
    ]


def _option(name: str, box: str, house: str, outside: str = "") -> dict[str, object]:
    return {"value": box, "name": name, "about": f"{box}@{house}.example", "outside": outside}


def _fits(option: dict[str, object], query: str) -> bool:
    text = fold(f"{option['name']} {option['about']} {option['outside']}")
    return all(word in text for word in words(query))
