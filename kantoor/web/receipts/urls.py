"""Addresses below /receipts/."""

from django.urls import path

from kantoor.web.receipts import pages

urlpatterns = [
    path("", pages.listed, name="receipts"),
    path("<uuid:receipt_id>/", pages.show, name="receipt"),
    path("<uuid:receipt_id>/json", pages.as_json, name="receipt_json"),
    path("<uuid:receipt_id>/pdf", pages.as_pdf, name="receipt_pdf"),
]
