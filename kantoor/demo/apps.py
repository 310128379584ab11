"""How Django finds this part."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kantoor.demo"
    label = "demo"
