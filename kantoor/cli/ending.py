"""Commands that tidy up behind themselves also when they are told to stop."""

import signal
import sys
from typing import NoReturn


def on_signals() -> None:
    """SIGTERM and SIGHUP end it as an error would; Ctrl-C does so anyway."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)


def _end(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)
