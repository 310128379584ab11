"""How Django finds this part."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "kantoor.partnerships"
    label = "partnerships"
