"""Addresses of groups."""

from django.urls import URLPattern, path

from kantoor.web.addresses import returning
from kantoor.web.groups import group, lists, making, people, tab

urlpatterns: list[URLPattern] = [
    path("groups/", lists.show, name="groups"),
    path("groups/new/", making.new, name="group_new"),
    path("groups/new/options/", making.options, name="group_new_options"),
    path("groups/<uuid:group_id>/", group.show, name="group"),
    path("groups/<uuid:group_id>/name/", group.rename, name="group_name"),
    path("groups/<uuid:group_id>/closure/", group.closure, name="group_closure"),
    path("groups/<uuid:group_id>/takeover/", group.takeover, name="group_takeover"),
    path("groups/<uuid:group_id>/departure/", returning(group.departure), name="group_departure"),
    path("groups/<uuid:group_id>/people/new/", people.new, name="group_people_new"),
    path("groups/<uuid:group_id>/people/new/options/", people.options, name="group_people_options"),
    path("groups/<uuid:group_id>/people/new/preview/", people.preview, name="group_people_preview"),
    path(
        "groups/<uuid:group_id>/people/<uuid:place_id>/removal/",
        returning(people.removal),
        name="group_removal",
    ),
    path(
        "groups/<uuid:group_id>/people/<uuid:place_id>/appointment",
        people.appointment,
        name="group_appointment",
    ),
    path(
        "groups/<uuid:group_id>/requests/<uuid:request_id>/withdrawal",
        returning(people.request_withdrawal),
        name="group_request_withdrawal",
    ),
    path(
        "groups/<uuid:group_id>/requests/<uuid:request_id>/reminder",
        returning(people.request_reminder),
        name="group_request_reminder",
    ),
    path("organizations/<uuid:organization_id>/groups/", tab.show, name="organization_groups"),
]
