"""Addresses below /invitations/: for whoever has the link."""

from django.urls import path

from kantoor.web.people import welcoming

urlpatterns = [
    path("<str:token>/", welcoming.show, name="invitation"),
    path("<str:token>/sign-out", welcoming.switch, name="invitation_switch"),
]
