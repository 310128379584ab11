"""Addresses of the lists of documents and of the page of one."""

from django.urls import URLPattern, path

from kantoor.web.documents import page, problems, sheets

urlpatterns: list[URLPattern] = [
    path("documents/<uuid:document_id>/", page.show, name="document"),
    path("documents/<uuid:document_id>/check/", problems.check, name="document_check"),
    path("documents/<uuid:document_id>/invoice.pdf", sheets.drawing_of, name="document_drawing"),
    path(
        "documents/<uuid:document_id>/files/<uuid:file_id>/pages/<int:page>/",
        sheets.picture,
        name="document_page",
    ),
    path(
        "documents/<uuid:document_id>/files/<uuid:file_id>/pages/<int:page>/text/",
        sheets.text,
        name="document_page_text",
    ),
]
