"""Whether this installation's web processes have been told to stop: one sign that all of them see."""

import mmap

# Anonymous memory that processes forked from this one share.
_sign = mmap.mmap(-1, 1)


def begin() -> None:
    _sign[0] = 1


def end() -> None:
    _sign[0] = 0


def begun() -> bool:
    return _sign[0] == 1
