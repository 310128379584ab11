"""How Django finds this part."""

from django.apps import AppConfig


class EnvironmentsConfig(AppConfig):
    name = "kantoor.environments"
    label = "environments"
