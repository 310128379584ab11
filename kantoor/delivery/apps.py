"""How Django finds this part."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "kantoor.delivery"
    label = "delivery"
