"""How Django finds this part."""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "kantoor.receipts"
    label = "receipts"
