"""How Django finds this part."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "kantoor.overview"
    label = "overview"

    def ready(self) -> None:
        # They register their actions.
        from kantoor.overview import exports  # noqa: F401
