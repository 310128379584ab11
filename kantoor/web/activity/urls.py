"""Addresses below /activity/."""

from django.urls import path

from kantoor.web.activity import pages

urlpatterns = [
    path("", pages.show, name="activity"),
    path("export/<slug:form>/", pages.export, name="activity_export"),
]
