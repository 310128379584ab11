"""The Activity pages of the company, of a person and of a partnership, and what all such pages share."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kantoor.audit import discretion, trail
from kantoor.audit.exports import FORMATS, Format
from kantoor.audit.models import Entry
from kantoor.environments import activity, people
from kantoor.kernel import pages
from kantoor.kernel.errors import NotFound
from kantoor.partnerships import activity as partnership_activity
from kantoor.partnerships import partnerships
from kantoor.web.activity.forms import SearchForm
from kantoor.web.activity.words import kinds, told
from kantoor.web.partners.table import heads, rows_of
from kantoor.web.request import Asked

Find = Callable[[trail.Search], "QuerySet[Entry]"]
Export = Callable[[trail.Search, Format], Iterator[str]]


@require_GET
def show(request: Asked) -> HttpResponse:
    """What was done in the company; `?person=` narrows it to one person's."""
    context = listed(request, lambda wanted: activity.of(request.actor, wanted), reverse("activity"))
    context["whom"] = activity.whom(request.actor, context["form"].wanted.person)
    return render(request, "activity/company.html", context)


@require_GET
def person(request: Asked, user_id: UUID) -> HttpResponse:
    """What somebody did, and what was done about them."""
    user = people.one(request.actor, user_id)
    address = reverse("person_activity", args=[user_id])
    context = listed(request, lambda wanted: activity.of(request.actor, wanted), address, user_id)
    return render(request, "activity/person.html", context | {"whom": user})


@require_GET
def partnership(request: Asked, partnership_id: UUID) -> HttpResponse:
    """What both sides did to a partnership, and what was done with their people in ours."""
    found = partnerships.one(request.actor, partnership_id)
    partner = partnerships.other_side(found, request.actor.environment_id)
    address = reverse("partnership_activity", args=[partnership_id])
    context = listed(
        request,
        lambda wanted: partnership_activity.of(request.actor, partnership_id, wanted),
        address,
        across=partner.name,
        origins=False,
    )
    more = heads(request) | {"partner": partner, "row": rows_of(request, [found])[0], "is_activity": True}
    return render(request, "activity/partnership.html", context | more)


@require_POST
def export(request: Asked, form: str) -> StreamingHttpResponse:
    """The company's, as a file; what was looked for comes along."""
    here = request.actor.environment
    return sent(request, form, "activity", lambda w, f: activity.export(request.actor, here, w, f))


@require_POST
def export_partnership(request: Asked, partnership_id: UUID, form: str) -> StreamingHttpResponse:
    """The partnership's, as a file."""
    return sent(
        request,
        form,
        "partnership",
        lambda wanted, kind: partnership_activity.export(request.actor, partnership_id, wanted, kind),
    )


def listed(
    request: Asked,
    find: Find,
    address: str,
    person: UUID | None = None,
    across: str = "",
    origins: bool = True,
) -> dict[str, Any]:
    """The context of `activity/entries.html`: search, a page of lines, where it exports to."""
    form = SearchForm({**request.GET.dict(), "person": str(person)} if person else request.GET)
    wanted = form.wanted
    page = pages.keyset(find(wanted), trail.ORDER, request.GET.get("page", ""))
    reader = request.actor.environment_id if across else None
    within = activity.within(request.actor)
    return {
        "form": form,
        "page": page,
        "lines": [told(discretion.kept(entry, within), reader, across) for entry in page.rows],
        "kinds": kinds(wanted.kind),
        "list_url": address,
        "export_url": reverse("activity") if person else address,
        "origins": origins,
        "formats": [("csv", "CSV"), ("jsonl", "JSON lines")],
        "narrowed": any(request.GET.get(name) for name in ("q", "kind", "since", "until")),
    }


def sent(request: Asked, form: str, name: str, export: Export) -> StreamingHttpResponse:
    """The export as a download, written while it is read."""
    if form not in FORMATS:
        raise NotFound
    pieces = export(SearchForm(request.POST).wanted, FORMATS[form])
    answer = StreamingHttpResponse(pieces, content_type=FORMATS[form].content_type)
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{name}-{day}.{form}"'
    return answer
