"""How Django finds this part."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "kantoor.uploads"
    label = "uploads"
