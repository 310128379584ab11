"""`kantoor audit verify|anchor|export|key`: the trail, its chains and its anchors."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import django


def main(arguments: list[str]) -> int:
    """0 when all holds; 1 when not, or when anchors could not be delivered."""
    chosen = _parser().parse_args(arguments)
    django.setup()
    act: Callable[[argparse.Namespace], int] = chosen.act
    try:
        return act(chosen)
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kantoor audit", description=__doc__)
    acts = parser.add_subparsers(required=True, metavar="verify|anchor|export|key")
    verify = acts.add_parser("verify", help="link what waits, then look for the first broken place")
    verify.add_argument(
        "--anchors", action="append", default=[], metavar="FILE", help="a copy kept elsewhere"
    )
    verify.add_argument(
        "--key", action="append", metavar="PUBLIC", help="trust these keys instead of one's own"
    )
    verify.set_defaults(act=_verify)
    anchor = acts.add_parser(
        "anchor", help="sign how far every chain has come, and take it out of the database"
    )
    anchor.set_defaults(act=_anchor)
    export = acts.add_parser("export", help="all entries, oldest first, to standard output")
    export.add_argument("--environment", metavar="ID", help="of one environment")
    export.add_argument("--format", choices=("csv", "jsonl"), default="jsonl")
    export.set_defaults(act=_export)
    acts.add_parser("key", help="the public part of the signing key").set_defaults(act=_key)
    return parser


def _verify(chosen: argparse.Namespace) -> int:
    from django.conf import settings

    from kantoor.audit import anchoring, verifying

    named = [Path(place) for place in chosen.anchors]
    missing = [path for path in named if not path.is_file()]
    if missing:
        print(f"There is no file {missing[0]}.", file=sys.stderr)
        return 2
    kept = [Path(place) for place in settings.AUDIT_ANCHORS if not anchoring.is_address(place)]
    files = [*named, *(path for path in kept if path.is_file())]
    copies = [(str(path), path.read_text("utf-8", "surrogateescape").splitlines()) for path in files]
    report = verifying.verify(copies, chosen.key)
    for found in report.breaks:
        print(found)
    outside = (
        f"{report.anchors} anchors"
        if copies
        else f"{report.anchors} anchors, none of them outside the database"
    )
    print(
        f"{report.entries} entries in {report.chains} chains, {outside}: {'BROKEN' if report.breaks else 'whole'}"
    )
    return 1 if report.breaks else 0


def _anchor(chosen: argparse.Namespace) -> int:
    from kantoor.audit import anchoring

    made = anchoring.make()
    print(made.line if made else "Nothing was written since the last anchor.")
    problems = anchoring.deliver()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _export(chosen: argparse.Namespace) -> int:
    from kantoor.audit import exports, whole
    from kantoor.kernel.errors import DomainError

    try:
        found = whole.export(chosen.environment)
    except DomainError as error:
        print(error, file=sys.stderr)
        return 1
    for text in exports.FORMATS[chosen.format].write(found):
        sys.stdout.write(text)
    return 0


def _key(chosen: argparse.Namespace) -> int:
    from kantoor.kernel import signing

    print(signing.public())
    return 0
