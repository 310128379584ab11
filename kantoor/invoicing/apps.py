"""How Django finds this part."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    name = "kantoor.invoicing"
    label = "invoicing"
