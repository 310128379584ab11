"""What is logged, without the secrets of links: whoever reads a log must not be able to open what a link opens."""

import logging
import re

# Longer than an id, which may be told; the tokens of links have 43 letters (kernel.tokens) or more.
SECRET = re.compile(r"(?<![\w-])[\w-]{40,}(?::[\w-]+)*")


class Veil(logging.Filter):
    """Django tells the address of every request that was refused, and with it the token of a private link."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # for the handler to complain of
            return True
        veiled = SECRET.sub("…", said)
        if veiled != said:
            record.msg, record.args = veiled, ()
        return True
