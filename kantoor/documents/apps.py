"""How Django finds this part."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DocumentsConfig(AppConfig):
    name = "kantoor.documents"
    label = "documents"

    def ready(self) -> None:
        from kantoor.access.action import AFTERWARDS
        from kantoor.documents import keys, search

        AFTERWARDS.append(search.note)
        pre_migrate.connect(keys.loosen, sender=self)
        post_migrate.connect(keys.fix, sender=self)
