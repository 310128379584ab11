"""Addresses below /inbox/."""

from django.urls import path

from kantoor.web.inbox import answers, requests, updates

urlpatterns = [
    path("", requests.start, name="inbox"),
    path("requests/", requests.index, name="inbox_requests"),
    path("requests/<uuid:request_id>/", requests.show, name="inbox_request"),
    path("requests/<uuid:request_id>/acceptance", answers.accept, name="inbox_acceptance"),
    path("requests/<uuid:request_id>/refusal", answers.decline, name="inbox_refusal"),
    path("updates/", updates.index, name="inbox_updates"),
]
