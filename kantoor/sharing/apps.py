"""How Django finds this part."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "kantoor.sharing"
    label = "sharing"
