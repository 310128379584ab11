"""`kantoor permissions`: the table of who may do what, as docs/permissions.md has it."""

import argparse

import django


def main(arguments: list[str]) -> int:
    """Print it."""
    argparse.ArgumentParser("kantoor permissions", description=__doc__).parse_args(arguments)
    django.setup()
    from importlib import import_module

    from django.conf import settings
    from django.utils import translation

    import_module(settings.ROOT_URLCONF)  # the pages bring all actions into the registry
    from kantoor.access import matrix

    with translation.override("en"):
        print(matrix.markdown(), end="")
    return 0
