"""How Django finds this part."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "kantoor.groups"
    label = "groups"

    def ready(self) -> None:
        # They register their actions, and what accepting does.
        from kantoor.groups import asking, groups, people  # noqa: F401
