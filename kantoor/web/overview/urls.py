"""Addresses of the three overviews, each with what can be done there."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from kantoor.web.overview import pages, picking, places


def _pages(name: str, start: str, find: Callable[..., Any]) -> list[URLPattern]:
    given = {"find": find}
    return [
        path(start, pages.show, given, name=name),
        path(f"{start}picked/", picking.preview, given, name=f"{name}_picked"),
        path(f"{start}endings/", picking.end, given, name=f"{name}_endings"),
        path(f"{start}export/<slug:form>/", pages.export, given, name=f"{name}_export"),
    ]


urlpatterns = [
    *_pages("overview", "people/overview/", places.company),
    *_pages("organization_overview", "organizations/<uuid:organization_id>/overview/", places.organization),
    *_pages("partnership_overview", "partners/<uuid:partnership_id>/overview/", places.partner),
]
