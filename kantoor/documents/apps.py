"""How Django finds this part."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kantoor.documents"
    label = "documents"
