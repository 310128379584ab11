"""The world of a rehearsal: the demo's, with people to add and links to use.

Runs as a script of its own, with the Kantoor of whichever version is to be planted: `planting.py PEOPLE LINKS`.
"""

import json
import sys
from typing import Any
from urllib.parse import urlsplit


def plant(people: int, links: int) -> dict[str, Any]:
    """The demo's world, and what visitors need beside it."""
    from kantoor.demo import seed

    seed.plant()
    return beside(people, links)


def beside(people: int, links: int, mark: str = "") -> dict[str, Any]:
    """`people` who are no members of Jansen Bouw yet, and `links` that work once; `mark`: in all of their addresses."""
    from django.db import transaction

    from kantoor.accounts import signups
    from kantoor.demo import cast
    from kantoor.organizations.models import Organization

    firm = Organization.objects.select_related("environment").get(name="Jansen Bouw BV")
    with transaction.atomic():
        made = [
            cast.person(firm.environment, f"Vera {word(n)}", f"vera-{mark}{n}@jansen.example")
            for n in range(people)
        ]
    addresses = [f"nora-{mark}{n}@newcomer-{n}.example" for n in range(links)]
    return {
        "organization": str(firm.pk),
        "administrator": "anna@jansen.example",
        "password": cast.PASSWORD,
        "people": [(str(user.pk), user.name) for user in made],
        "links": [(address, urlsplit(signups.hand_over(address)).path) for address in addresses],
    }


def word(number: int) -> str:
    """A name of letters only, another one for each number."""
    return "".join(
        "bdfgklmnprstvwz"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:04d}"
    ).title()


if __name__ == "__main__":
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kantoor.settings"
    django.setup()
    print(json.dumps(plant(*map(int, sys.argv[1:]))))
