"""How Django finds this part."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "kantoor.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from kantoor.partnerships import activity, asking  # noqa: F401 -- register actions and what accepting does
