"""How Django finds this part."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kantoor.jobs"
    label = "jobs"
