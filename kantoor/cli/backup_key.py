"""`kantoor backup-key`: a new pair of keys for backups; the private one is for a place that is not this machine."""

import argparse

import django


def main(arguments: list[str]) -> int:
    """As `age-keygen` prints it."""
    argparse.ArgumentParser("kantoor backup-key", description=__doc__).parse_args(arguments)
    django.setup()
    from kantoor.backups import age

    private = age.new_identity()
    print(f"# public key: {age.identity(private).recipient}\n{private}")
    return 0
