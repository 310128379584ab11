"""`kantoor operator ADDRESS`: make somebody who has an account an operator of this installation."""

import argparse

import django


def main(arguments: list[str]) -> int:
    """Appoint; 1 if nobody has the address or they are an operator already."""
    parser = argparse.ArgumentParser(prog="kantoor operator", description=__doc__)
    parser.add_argument("address")
    given = parser.parse_args(arguments)
    django.setup()
    from kantoor.accounts import operators  # noqa: PLC0415 - only after django.setup()
    from kantoor.kernel.errors import DomainError  # noqa: PLC0415

    try:
        print(f"{operators.appoint(given.address).name} is an operator now.")  # noqa: T201 - a command answers
    except DomainError as error:
        print(error)  # noqa: T201
        return 1
    return 0
