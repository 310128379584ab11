"""Addresses below /activations/."""

from django.urls import path

from kantoor.web.activations import attempts

urlpatterns = [
    path("<uuid:activation_id>/code/", attempts.code, name="activation_code"),
    path("<uuid:activation_id>/sighting/", attempts.sighting, name="activation_sighting"),
    path("<uuid:activation_id>/withdrawal/", attempts.withdrawal, name="activation_withdrawal"),
    path("<uuid:activation_id>/file/", attempts.file, name="activation_file"),
]
