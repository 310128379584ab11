"""`kantoor receipt verify|show`: whether a receipt is what this installation signed, and what it says."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import django


def main(arguments: list[str]) -> int:
    """0 when it is genuine; 1 when not; 2 when there is nothing to look at."""
    chosen = _parser().parse_args(arguments)
    django.setup()
    act: Callable[[argparse.Namespace], int] = chosen.act
    return act(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kantoor receipt", description=__doc__)
    acts = parser.add_subparsers(required=True, metavar="verify|show")
    verify = acts.add_parser("verify", help="a downloaded receipt, JSON or PDF: any changed byte is found")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument(
        "--key", action="append", metavar="PUBLIC", help="trust these keys instead of one's own"
    )
    verify.set_defaults(act=_verify)
    show = acts.add_parser("show", help="a kept receipt, by its number, as its file")
    show.add_argument("number", metavar="NUMBER")
    show.set_defaults(act=_show)
    return parser


def _verify(chosen: argparse.Namespace) -> int:
    from kantoor.receipts import statement

    try:
        content = chosen.file.read_bytes()
    except OSError as problem:
        print(f"{chosen.file} cannot be read: {problem.strerror}", file=sys.stderr)
        return 2
    try:
        if content.startswith(b"%PDF"):
            statement.check_pdf(content, chosen.key)
            print("genuine: the PDF is as it was drawn")
        else:
            print(_said(statement.read(content, chosen.key)))
    except statement.Broken as problem:
        print(f"NOT genuine: {problem}")
        return 1
    return 0


def _said(read: "statement.Read") -> str:  # type: ignore[name-defined]  # noqa: F821
    told = read.told
    erased = f", {read.erased} names erased" if read.erased else ""
    left = sum(told["left"].values())
    return (
        f"genuine: {told['act']} at {told['at']} UTC by {read.names.get(told['by'] or '', 'the system')}, "
        f"{len(told['ended'])} ended, {left} left{erased}; number {told['number']}"
    )


def _show(chosen: argparse.Namespace) -> int:
    from kantoor.receipts import receipts

    found = receipts.by_number(chosen.number)
    if found is None:
        print(f"There is no receipt {chosen.number}.", file=sys.stderr)
        return 2
    sys.stdout.write(receipts.content(found).decode())
    return 0
