"""Where the tests put their files."""

import os


def memory() -> str | None:
    """A folder that is quicker than a disk, where there is one; None: the usual temporary folder."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
