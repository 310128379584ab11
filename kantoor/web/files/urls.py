"""Addresses of the pages about files."""

from django.urls import URLPattern, path

from kantoor.web.files import door, results, tus, upload

urlpatterns: list[URLPattern] = [
    path("organizations/<uuid:organization_id>/documents/upload/", upload.show, name="document_upload"),
    path("organizations/<uuid:organization_id>/transfers/", tus.create, name="transfers"),
    path("transfers/<uuid:transfer_id>/", tus.one, name="transfer"),
    path("transfers/<uuid:transfer_id>/result/", results.show, name="transfer_result"),
    path("transfers/<uuid:transfer_id>/completion/", results.completion, name="transfer_completion"),
    path("transfers/<uuid:transfer_id>/removal/", results.removal, name="transfer_removal"),
    path("documents/<uuid:document_id>/files/<uuid:file_id>", door.show, name="document_file"),
]
