"""`kantoor web|worker|migrate|run|…`: own commands first, else Django's."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

OWN = {
    "run": "kantoor.cli.run",
    "migrate": "kantoor.cli.migrate",
    "check": "kantoor.cli.check",
    "demo": "kantoor.cli.demo",
    "web": "kantoor.cli.serve",
    "worker": "kantoor.cli.work",
    "mail-in": "kantoor.cli.mail_in",
    "signup-link": "kantoor.cli.signup_link",
    "password-link": "kantoor.cli.password_link",
    "address-link": "kantoor.cli.address_link",
    "operator": "kantoor.cli.operator",
    "audit": "kantoor.cli.audit",
    "backup": "kantoor.cli.backup",
    "backup-key": "kantoor.cli.backup_key",
    "restore": "kantoor.cli.restore",
    "move": "kantoor.cli.move",
    "erase": "kantoor.cli.erase",
    "hold": "kantoor.cli.hold",
    "receipt": "kantoor.cli.receipt",
    "permissions": "kantoor.cli.permissions",
}


# What mail servers and systemd understand (sysexits.h): set up wrongly; trying again is of no use.
WRONG = 78


def main(arguments: list[str] | None = None) -> None:
    """Run the command that the arguments name; exits with its status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kantoor.settings")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _run(given)
    except ImproperlyConfigured as problem:
        print(f"kantoor: {problem}", file=sys.stderr)
        sys.exit(WRONG)


def _run(given: list[str]) -> None:
    if given and given[0] in OWN:
        from importlib import import_module

        sys.exit(import_module(OWN[given[0]]).main(given[1:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kantoor", *given])
