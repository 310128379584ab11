"""What keeps a backup, a restore or a move from being done: told in a sentence, and nothing was changed."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NotDone(Exception):
    """It was not done; `str()` says why, for whoever runs the installation."""


class Damaged(NotDone):
    """The backup is not as it was written, or not all of it is there."""


class WrongKey(NotDone):
    """It is encrypted, and not for the key that was given."""


@contextmanager
def told(where: object) -> Iterator[None]:
    """What goes wrong with a disk, as a sentence that names the place."""
    try:
        yield
    except OSError as problem:
        if problem.errno in FULL:
            raise NotDone(
                f"There is no room left where {where} is written. Nothing was changed; what was written is removed."
            ) from problem
        named = problem.filename or where
        raise NotDone(f"{named}: {problem.strerror or problem}.") from problem
