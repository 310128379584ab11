"""How Django finds this part."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kantoor.documents"
    label = "documents"

    def ready(self) -> None:
        from kantoor.access.action import AFTERWARDS
        from kantoor.documents import search

        AFTERWARDS.append(search.note)
