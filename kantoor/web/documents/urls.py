"""Addresses of the lists of documents and of the page of one."""

from django.urls import URLPattern, path

from kantoor.web.documents import page

urlpatterns: list[URLPattern] = [
    path("documents/<uuid:document_id>/", page.show, name="document"),
]
