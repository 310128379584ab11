"""Addresses below /partners/."""

from django.urls import path

from kantoor.web.activity import pages as activity
from kantoor.web.partners import asking, ending, finding, participants, table

urlpatterns = [
    path("", table.show, name="partners"),
    path("ended/", table.ended, name="partners_ended"),
    path("find/", finding.show, name="partners_find"),
    path("requests/new/", asking.new, name="partner_request_new"),
    path("requests/<uuid:request_id>/withdrawal", asking.withdraw, name="partner_request_withdrawal"),
    path("requests/<uuid:request_id>/reminder", asking.remind, name="partner_request_reminder"),
    path("participants/<uuid:participant_id>/removal", participants.take_out, name="participant_removal"),
    path("<uuid:partnership_id>/", participants.show, name="partnership"),
    path("<uuid:partnership_id>/participants/new/", participants.new, name="participant_new"),
    path("<uuid:partnership_id>/end-date/", ending.date, name="partnership_end_date"),
    path("<uuid:partnership_id>/ending/", ending.preview, name="partnership_ending"),
    path("<uuid:partnership_id>/activity/", activity.partnership, name="partnership_activity"),
    path(
        "<uuid:partnership_id>/activity/export/<slug:form>/",
        activity.export_partnership,
        name="partnership_activity_export",
    ),
    path("<uuid:partnership_id>/receipt/", ending.receipt, name="partnership_receipt"),
    path(
        "<uuid:partnership_id>/<str:part>/of/<uuid:side>/",
        ending.names,
        name="partnership_names",
    ),
]
