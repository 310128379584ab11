"""Addresses of the pages about retention."""

from django.urls import URLPattern, path

from kantoor.web.retention import holds, pages

urlpatterns: list[URLPattern] = [
    path("organizations/<uuid:organization_id>/retention/", pages.show, name="organization_retention"),
    path("organizations/<uuid:organization_id>/retention/hold/", holds.everything, name="organization_hold"),
    path("documents/<uuid:document_id>/hold/", holds.document, name="document_hold"),
    path("holds/<uuid:hold_id>/lifting/", holds.lifting, name="hold_lifting"),
]
