"""`kantoor migrate`: the database as this version wants it."""

import django
from django.core.management import call_command


def main(arguments: list[str]) -> int:
    """Django's migrate, without being in anybody's way; and the table of the cache that all nodes share."""
    django.setup()
    from kantoor.kernel import yielding

    yielding.until_done(lambda: call_command("migrate", *arguments))
    call_command("createcachetable")
    return 0
