"""`kantoor mail-in < message`: takes in the files of a mail, for a mail server to pipe messages into."""

import argparse
import logging
import sys
from pathlib import Path

import django

# What mail servers understand (sysexits.h): try again later; set up wrongly.
LATER, WRONG = 75, 78


def main(arguments: list[str]) -> int:
    """0 when it was taken care of, whatever became of it; 75: the mail server should try again later."""
    parser = argparse.ArgumentParser("kantoor mail-in", description=__doc__)
    parser.add_argument("--recipient", default="", help="for whom it is, by the envelope")
    parser.add_argument("--sender", help="from whom it is, by the envelope; empty for a bounce")
    parser.add_argument("--folder", type=Path, help="take in what is new in this Maildir instead")
    chosen = parser.parse_args(arguments)
    django.setup()
    from kantoor.inbound import mailboxes

    if not mailboxes.domain():
        print("KANTOOR_MAIL_IN names no domain: no mail is taken in here.", file=sys.stderr)
        return WRONG
    if chosen.folder and not (chosen.folder / "new").is_dir():
        print(f"{chosen.folder} is no Maildir: there is no folder “new” in it.", file=sys.stderr)
        return WRONG
    try:
        return 0 if _take_in(chosen) else LATER
    except Exception:
        logging.getLogger(__name__).exception("a message could not be taken in now")
        return LATER


def _take_in(chosen: argparse.Namespace) -> bool:
    """Whether nothing has to be tried again."""
    from kantoor.inbound import handing_in

    if not chosen.folder:
        handing_in.from_pipe(sys.stdin.buffer, chosen.recipient, chosen.sender)
        return True
    outcomes = handing_in.from_folder(chosen.folder)
    print(f"{len(outcomes) - outcomes.count(None)} taken care of")
    return None not in outcomes
