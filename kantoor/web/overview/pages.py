"""The overview as a page, and as a file."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kantoor.kernel import ids
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import OrganizationRole
from kantoor.overview import overviews, uses
from kantoor.overview.exports import FORMATS
from kantoor.overview.overviews import Search, Sheet
from kantoor.web.overview import cells
from kantoor.web.overview.places import Place
from kantoor.web.request import Asked

Find = Callable[..., Place]
SOUGHT = ("q", "side", "role", "of", "use")
SIDES = {"": _("Everybody"), "own": _("Own"), "external": _("External")}


@require_GET
def show(request: Asked, find: Find, **where: UUID) -> HttpResponse:
    """A page of people, with some of their organizations beside each other."""
    place = find(request, **where)
    return render(request, place.template, shown(request, place))


def shown(request: Asked, place: Place) -> dict[str, Any]:
    """The context of the page; what is said over it needs it too."""
    given = request.GET
    asked = sought(given)
    sheet = overviews.sheet(place.scope, asked, given.get("page", ""), given.get("places", ""))
    return place.around | {
        "place": place,
        "one_organization": place.scope.organization_id is not None,
        "sheet": sheet,
        "rows": cells.draw(request.actor, place.scope, sheet),
        "heads": [(one, _beside(place, given, of=str(one.pk))) for one in sheet.places.rows],
        "turns": _turns(place, given, sheet),
        "kept": [(name, given[name]) for name in SOUGHT if given.get(name)],
        "narrowed": asked != Search(),
        "kept_since": uses.kept_since(),
        **_choices(place, given, asked, sheet),
    }


def sought(given: QueryDict) -> Search:
    """What was typed and chosen."""
    return overviews.search(*(given.get(name, "") for name in SOUGHT))


def _choices(place: Place, given: QueryDict, asked: Search, sheet: Sheet) -> dict[str, Any]:
    wanted = asked.wanted
    chosen = next((one for one in sheet.places.rows if one.pk == ids.parse(given.get("of"))), None)
    return {
        "text": asked.text,
        "sides": [
            (label, _beside(place, given, side=key), key == wanted.side) for key, label in SIDES.items()
        ],
        "uses": [(key, label, key == wanted.use) for key, label in overviews.USES.items()],
        "roles": [(value, label, value == wanted.role) for value, label in OrganizationRole.choices],
        "chosen": chosen,
        "all_url": _beside(place, given, of=""),
    }


def _turns(place: Place, given: QueryDict, sheet: Sheet) -> dict[str, str]:
    """To the organizations before and after those that are shown, for the same people."""
    here, page = sheet.places, given.get("page", "")
    cursors = {"before": here.previous, "behind": here.next}
    return {
        name: _beside(place, given, page=page, places=cursor) if cursor else ""
        for name, cursor in cursors.items()
    }


def _beside(place: Place, given: QueryDict, **values: str) -> str:
    """The page's address with these values; paging starts again."""
    kept = {name: given[name] for name in SOUGHT if given.get(name)} | values
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{place.url}?{query}" if query else place.url


@require_POST
def export(request: Asked, find: Find, form: str, **where: UUID) -> StreamingHttpResponse:
    """Everybody who fits, as a file that is written while it is read."""
    place = find(request, **where)
    if form not in FORMATS:
        raise NotFound
    pieces = place.export(sought(request.POST), FORMATS[form])
    answer = StreamingHttpResponse(pieces, content_type=FORMATS[form].content_type)
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="access-{day}.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer
