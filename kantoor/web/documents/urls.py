"""Addresses of the lists of documents and of the page of one."""

from django.urls import URLPattern, path

from kantoor.web.documents import activity, lists, noting, page, picked, problems, sheets, views

urlpatterns: list[URLPattern] = [
    path("documents/", lists.documents, name="documents"),
    path("inbox/in/", lists.inbox, name="inbox_documents"),
    path("inbox/out/", lists.outbox, name="outbox"),
    path(
        "organizations/<uuid:organization_id>/documents/",
        lists.of_organization,
        name="organization_documents",
    ),
    path("documents/picked/marks/", picked.mark, name="documents_marks"),
    path("documents/picked/tags/", picked.tag, name="documents_tags"),
    path("documents/picked/status/", picked.status, name="documents_status"),
    path("documents/picked/files.zip", picked.files, name="documents_zip"),
    path("documents/list.csv", picked.sheet, name="documents_csv"),
    path("documents/views/new/", views.new, name="document_view_new"),
    path("documents/views/<uuid:view_id>/removal", views.remove, name="document_view_removal"),
    path("documents/<uuid:document_id>/", page.show, name="document"),
    path("documents/<uuid:document_id>/activity/", activity.show, name="document_activity"),
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
    path(
        "documents/<uuid:document_id>/files/<uuid:file_id>/pages/<int:page>/layer/",
        sheets.layer,
        name="document_page_layer",
    ),
    path("documents/<uuid:document_id>/notes/", noting.add, name="document_notes"),
    path("documents/<uuid:document_id>/tags/", noting.tag, name="document_tags"),
    path(
        "documents/<uuid:document_id>/tags/<uuid:tag_id>/removal", noting.untag, name="document_tag_removal"
    ),
]
