"""Addresses below /organizations/<organization>/members/."""

from django.urls import path

from kantoor.web.addresses import returning
from kantoor.web.members import adding, changing, lists, requests, table

urlpatterns = [
    path("", table.show, name="organization_members"),
    path("new/", returning(adding.new), name="member_new"),
    path("new/options/", adding.options, name="member_options"),
    path("new/preview/", adding.preview, name="member_preview"),
    path("lists/new/", lists.new, name="member_list_new"),
    path("lists/<uuid:list_id>/", lists.show, name="member_list"),
    path("lists/<uuid:list_id>/run", lists.run, name="member_list_run"),
    path("departure/", returning(changing.departure), name="organization_leaving"),
    path(
        "requests/<uuid:request_id>/withdrawal",
        returning(requests.withdraw),
        name="member_request_withdrawal",
    ),
    path("requests/<uuid:request_id>/reminder", returning(requests.remind), name="member_request_reminder"),
    path("<uuid:membership_id>/", returning(changing.change), name="member"),
    path("<uuid:membership_id>/preview/", changing.preview, name="member_change_preview"),
    path("<uuid:membership_id>/removal/", returning(changing.removal), name="member_removal"),
]
