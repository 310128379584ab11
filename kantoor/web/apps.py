"""How Django finds this part."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kantoor.web"
    label = "web"
