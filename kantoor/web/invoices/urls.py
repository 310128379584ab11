"""Addresses of the pages about making invoices."""

from django.urls import URLPattern, path

from kantoor.web.invoices import attached, beginning, copies, customers, draft, lines, series

DRAFT = "documents/<uuid:document_id>/draft"

urlpatterns: list[URLPattern] = [
    path("organizations/<uuid:organization_id>/invoices/new/", beginning.new, name="invoice_new"),
    path("organizations/<uuid:organization_id>/numbering/", series.show, name="organization_numbering"),
    path(f"{DRAFT}/", draft.show, name="draft"),
    path(f"{DRAFT}/completion/", draft.complete, name="draft_completion"),
    path(f"{DRAFT}/preview/", draft.preview, name="draft_preview"),
    path(f"{DRAFT}/removal/", draft.remove, name="draft_removal"),
    path(f"{DRAFT}/customer/", customers.find, name="draft_customer"),
    path(f"{DRAFT}/lines/new/", lines.add, name="draft_line_new"),
    path(f"{DRAFT}/lines/<int:position>/removal/", lines.remove, name="draft_line_removal"),
    path(f"{DRAFT}/lines/<int:position>/place/<int:to>/", lines.move, name="draft_line_place"),
    path(f"{DRAFT}/attachments/", attached.add, name="draft_attachments"),
    path(f"{DRAFT}/attachments/<uuid:file_id>/removal/", attached.remove, name="draft_attachment_removal"),
    path("documents/<uuid:document_id>/copy/", copies.copy, name="document_copy"),
    path("documents/<uuid:document_id>/credit-note/", copies.credit, name="document_credit_note"),
]
