"""How Django finds this part."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "kantoor.notifications"
    label = "notifications"

    def ready(self) -> None:
        from kantoor.access.action import AFTERWARDS  # noqa: PLC0415 - models must be there first
        from kantoor.notifications import telling  # noqa: PLC0415

        AFTERWARDS.append(telling.enqueue)
