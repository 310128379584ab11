"""How Django finds this part."""

from django.apps import AppConfig


class InboundConfig(AppConfig):
    name = "kantoor.inbound"
    label = "inbound"
