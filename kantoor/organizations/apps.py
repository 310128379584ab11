"""How Django finds this part."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "kantoor.organizations"
    label = "organizations"
