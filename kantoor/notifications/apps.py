"""How Django finds this part."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "kantoor.notifications"
    label = "notifications"
