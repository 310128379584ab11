"""How Django finds this part."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "kantoor.sharing"
    label = "sharing"

    def ready(self) -> None:
        # They register their actions, and what accepting does.
        from kantoor.sharing import asking, shares  # noqa: F401
