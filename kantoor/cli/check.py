"""`kantoor check`: says in words what is set up wrongly, and what to do."""

import argparse
from collections.abc import Iterator

import django
from django.core.exceptions import ImproperlyConfigured

from kantoor.cli.checks.finding import Check, Finding, Weight, error, short

WORDS = {Weight.FINE: "fine", Weight.NOTE: "note", Weight.WARNING: "warning", Weight.ERROR: "ERROR"}


def main(arguments: list[str]) -> int:
    """0, or 1 with errors; warnings and notes let it pass."""
    parser = argparse.ArgumentParser("kantoor check", description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="only what is wrong")
    chosen = parser.parse_args(arguments)
    found = sorted(findings(), key=lambda one: one.weight)
    for one in found:
        if one.weight > Weight.NOTE or not chosen.quiet:
            print(f"{WORDS[one.weight]:8} {one.said}")
            print(f"{'':8} → {one.advice}" if one.advice else "", end="\n" if one.advice else "")
    errors = sum(one.weight == Weight.ERROR for one in found)
    warnings = sum(one.weight == Weight.WARNING for one in found)
    print(f"{errors} errors, {warnings} warnings.")
    return 1 if errors else 0


def findings() -> list[Finding]:
    """Everything that can be said; a question that breaks is an error itself and stops no other."""
    try:
        django.setup()
    except ImproperlyConfigured as problem:
        return [error(str(problem), "Nothing else was looked at: Kantoor does not start like this.")]
    return [one for check in _checks() for one in _asked(check)]


def _asked(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except Exception as problem:
        yield error(f"{check.__module__}.{check.__name__} broke: {short(problem)}", "Tell us (SECURITY.md).")


def _checks() -> list[Check]:
    from kantoor.cli.checks import database, folders, front, others

    return [
        _django,
        *(front.address, front.proxy, front.switches, front.names),
        *(folders.written, folders.room, folders.keys, folders.anchors),
        database.reached,
        *(others.mail, others.bucket, others.scanner, others.viruses, others.worker),
    ]


def _django() -> Iterator[Finding]:
    """What Django finds wrong with the code and the settings."""
    from django.core import checks

    for told in checks.run_checks():
        if told.level >= checks.ERROR:
            yield error(told.msg, told.hint or "See the documentation of Django.")
