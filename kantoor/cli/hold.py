"""`kantoor hold ORGANIZATION REASON`: a legal hold where nobody is left who can place one."""

import argparse
import sys

import django


def main(arguments: list[str]) -> int:
    """Place it, or lift it; 1 with a sentence when there is somebody who decides, or nothing there."""
    parser = argparse.ArgumentParser("kantoor hold", description=__doc__)
    parser.add_argument("organization", metavar="ORGANIZATION", help="its id, as in the address of its pages")
    parser.add_argument(
        "reason", metavar="REASON", nargs="?", default="", help="why everything of it is kept"
    )
    parser.add_argument("--lift", action="store_true", help="lift what this command placed")
    chosen = parser.parse_args(arguments)
    django.setup()
    from kantoor.kernel.errors import DomainError, NotFound

    try:
        print(_act(chosen))
    except NotFound:
        print("There is no organization with this id.", file=sys.stderr)
        return 1
    except DomainError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _act(chosen: argparse.Namespace) -> str:
    from kantoor.kernel import ids
    from kantoor.kernel.errors import NotFound
    from kantoor.retention import orders

    key = ids.parse(chosen.organization)
    if key is None:
        raise NotFound
    if chosen.lift:
        return f"Holds lifted: {orders.lift(key)}."
    return f"Everything of {orders.place(key, chosen.reason).organization.name} is on legal hold."
