"""How Django finds this part."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "kantoor.notifications"
    label = "notifications"

    def ready(self) -> None:
        from kantoor.access.action import AFTERWARDS
        from kantoor.notifications import telling

        AFTERWARDS.append(telling.enqueue)
