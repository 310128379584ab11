"""`kantoor signup-link ADDRESS`: a link to make an account with, to be passed on where nothing is mailed."""

import argparse

import django


def main(arguments: list[str]) -> int:
    """Print the link; 1 if the address has an account already or is none."""
    parser = argparse.ArgumentParser(prog="kantoor signup-link", description=__doc__)
    parser.add_argument("address")
    given = parser.parse_args(arguments)
    django.setup()
    from kantoor.accounts import signups, users  # noqa: PLC0415 - only after django.setup()
    from kantoor.kernel.errors import DomainError  # noqa: PLC0415

    try:
        if users.owner_of(given.address) is not None:
            print(f"{given.address} has an account already.")  # noqa: T201 - a command answers
            return 1
        print(signups.hand_over(given.address))  # noqa: T201
    except DomainError as error:
        print(error)  # noqa: T201
        return 1
    return 0
