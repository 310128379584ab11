"""Addresses of the pages about delivery."""

from django.urls import URLPattern, path

from kantoor.web.delivery import links, private, sending, status

urlpatterns: list[URLPattern] = [
    path("documents/<uuid:document_id>/status/", status.status, name="document_status"),
    path("documents/<uuid:document_id>/rejection/", status.rejection, name="document_rejection"),
    path("documents/<uuid:document_id>/original/", status.original, name="document_original"),
    path("documents/<uuid:document_id>/sending/", sending.show, name="document_sending"),
    path("documents/<uuid:document_id>/sending/preview/", sending.preview, name="document_sending_preview"),
    path("documents/<uuid:document_id>/deliveries/new/", sending.again, name="document_delivery_new"),
    path("documents/<uuid:document_id>/links/", links.index, name="document_links"),
    path("links/<uuid:link_id>/revocation/", links.revocation, name="link_revocation"),
    path("letters/<str:token>/", private.show, name="private_link"),
    path("letters/<str:token>/files/<uuid:file_id>/", private.file, name="private_file"),
]
