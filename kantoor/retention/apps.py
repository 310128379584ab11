"""How Django finds this part."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "kantoor.retention"
    label = "retention"

    def ready(self) -> None:
        # They register their actions.
        from kantoor.retention import holds, periods  # noqa: F401
