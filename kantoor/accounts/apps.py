"""How Django finds this part."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kantoor.accounts"
    label = "accounts"

    def ready(self) -> None:
        from kantoor.accounts import (  # noqa: F401  (they register their actions)
            addresses,
            joining,
            passwords,
            pictures,
        )
