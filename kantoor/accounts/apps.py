"""How Django finds this part."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kantoor.accounts"
    label = "accounts"
