"""How Django finds this part."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "kantoor.inbox"
    label = "inbox"
