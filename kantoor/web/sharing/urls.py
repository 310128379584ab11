"""Addresses of sharing, and of asking for access."""

from django.urls import URLPattern, path

from kantoor.web.addresses import returning
from kantoor.web.sharing import access, answering, asking, changing, dialog, lists, many, own

urlpatterns: list[URLPattern] = [
    path("shares/", lists.show, name="shares"),
    path("shares/withdrawal", lists.withdrawal, name="shares_withdrawal"),
    path("documents/picked/sharing/", many.show, name="documents_sharing"),
    path("documents/picked/sharing/preview/", many.preview, name="documents_sharing_preview"),
    path("documents/picked/sharing/options/", many.options, name="documents_sharing_options"),
    path("documents/<uuid:document_id>/sharing/", returning(dialog.show), name="document_sharing"),
    path("documents/<uuid:document_id>/sharing/options/", dialog.options, name="sharing_options"),
    path("documents/<uuid:document_id>/sharing/preview/", dialog.preview, name="sharing_preview"),
    path("documents/<uuid:document_id>/sharing/<uuid:share_id>/", returning(changing.change), name="share"),
    path(
        "documents/<uuid:document_id>/sharing/<uuid:share_id>/withdrawal/",
        returning(changing.withdrawal),
        name="share_withdrawal",
    ),
    path(
        "documents/<uuid:document_id>/sharing/<uuid:share_id>/preview/",
        changing.preview,
        name="share_preview",
    ),
    path(
        "documents/<uuid:document_id>/sharing/<uuid:share_id>/departure/",
        own.departure,
        name="share_departure",
    ),
    path("documents/<uuid:document_id>/readers/", access.everybody, name="document_readers"),
    path("documents/<uuid:document_id>/question/", asking.document, name="document_question"),
    path("organizations/<uuid:organization_id>/question/", asking.organization, name="organization_question"),
    path("inbox/requests/<uuid:request_id>/access/", returning(answering.show), name="inbox_access"),
]
