"""`kantoor migrate`: the database as this version wants it."""

import django
from django.core.management import call_command


def main(arguments: list[str]) -> int:
    """Django's migrate, and the table of the cache that all nodes share."""
    django.setup()
    call_command("migrate", *arguments)
    call_command("createcachetable")
    return 0
