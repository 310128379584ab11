"""What is logged, without the secrets of links and without whose address it is: who reads a log opens nothing by it."""

import logging
import re

# Longer than an id, which may be told; the tokens of links have 43 letters (kernel.tokens) or more.
SECRET = re.compile(r"(?<![\w-])[\w-]{40,}(?::[\w-]+)*")
# Whom it is about is told by ids; mail servers put addresses in what they say.
ADDRESS = re.compile(r"[\w.+%'-]{1,64}@(?=[\w-]+\.)")


class Veil(logging.Filter):
    """Django tells the address of every request that was refused, and with it the token of a private link."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # for the handler to complain of
            return True
        veiled = ADDRESS.sub("…@", SECRET.sub("…", said))
        if veiled != said:
            record.msg, record.args = veiled, ()
        return True
