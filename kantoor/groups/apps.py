"""How Django finds this part."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "kantoor.groups"
    label = "groups"
