"""How Django finds this part."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "kantoor.organizations"
    label = "organizations"

    def ready(self) -> None:
        # They register their actions.
        from kantoor.organizations import (  # noqa: F401
            activations,
            activity,
            adding,
            adding_members,
            asking,
            closing,
            details,
            imports,
            reviews,
            takeover,
        )
