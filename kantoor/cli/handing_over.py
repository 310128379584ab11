"""Commands that answer with one line about one address: links where nothing is mailed, and who operates."""

import argparse
from collections.abc import Callable

import django


def answer(command: str, about: str, arguments: list[str], act: Callable[[str], str]) -> int:
    """Run `act` on the address given and print what it says; 1 when it refuses."""
    parser = argparse.ArgumentParser(prog=f"kantoor {command}", description=about)
    parser.add_argument("address")
    given = parser.parse_args(arguments)
    django.setup()
    from kantoor.kernel.errors import DomainError  # only after django.setup()

    try:
        print(act(given.address))
    except DomainError as error:
        print(error)
        return 1
    return 0
