"""Addresses of the dashboard of an organization."""

from django.urls import URLPattern, path

from kantoor.web.dashboard import show

urlpatterns: list[URLPattern] = [
    path("organizations/<uuid:organization_id>/dashboard/", show.show, name="organization_dashboard"),
]
