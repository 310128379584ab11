"""How Django finds this part."""

from django.apps import AppConfig


class EnvironmentsConfig(AppConfig):
    name = "kantoor.environments"
    label = "environments"

    def ready(self) -> None:
        from kantoor.accounts import blocks, removals  # noqa: F401  (they register their actions)
        from kantoor.environments import activity, appointments, domains, invitations, settings  # noqa: F401
