"""How Django finds this part."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kantoor.web"
    label = "web"

    def ready(self) -> None:
        from kantoor.access.action import AFTERWARDS
        from kantoor.web import once

        AFTERWARDS.append(once.mark)
