"""How Django finds this part."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "kantoor.organizations"
    label = "organizations"

    def ready(self) -> None:
        from kantoor.organizations import adding_members, asking, imports  # noqa: F401  (they register their actions)
