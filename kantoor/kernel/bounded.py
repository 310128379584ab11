"""Work on what strangers send, in a process of its own with little time and memory: what breaks it breaks nothing else.

    pages = bounded.run(pdf.count, content, seconds=10)

The function is named by its module, which must load without Django; what goes in and comes out is plain: numbers, text,
bytes, and lists, tuples and dicts of them. The child gets none of our environment, cannot write files, and what it says
is read as data only, so that a child that was taken over gains nothing by it.
"""

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from math import ceil
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

MB = 1024 * 1024
SECONDS, MEMORY, ANSWER = 10.0, 512 * MB, 64 * MB
_CHILD = str(Path(__file__).with_name("bounded_child.py"))
# Beyond these many the next one waits: together they may not fill the machine.
_places = threading.BoundedSemaphore(4)


class Exceeded(Exception):
    """It took more time or memory than it may, or the process died of what it was given."""


class Failed(Exception):
    """The function raised; `kind` is the name of what, the text is its."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(said)
        self.kind = kind


class _Plain(pickle.Unpickler):
    """Refuses everything that is not plain data, and so everything that could run."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is no plain data")


def run(
    function: Callable[..., Any],
    *given: Any,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    answer: int = ANSWER,
) -> Any:
    """What the function gives for these arguments; `memory` and `answer` in bytes, what is handed in not counted."""
    call = (sys.path, function.__module__, function.__qualname__, given)
    message = pickle.dumps(call, protocol=pickle.HIGHEST_PROTOCOL)
    limits = (memory + 3 * len(message), answer, ceil(seconds) + 1)
    command = [sys.executable, "-I", "-S", _CHILD, *map(str, limits)]
    with _places, TemporaryFile() as said, TemporaryFile() as handed:
        handed.write(message)
        handed.seek(0)
        streams: dict[str, Any] = {"stdin": handed, "stdout": said, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, **streams, env={}) as child:
            ended = _ended(child, seconds)
        if ended is None:
            raise Exceeded(f"more than {seconds:g} seconds")
        if ended:
            raise Exceeded(f"ended with {ended}")
        return _understood(said)


def _ended(child: "subprocess.Popen[bytes]", seconds: float) -> int | None:
    """How it ended; None: it was killed when its time was up. Python's own wait with a time looks every 50 ms."""
    late = threading.Event()

    def kill() -> None:
        late.set()
        child.kill()

    bell = threading.Timer(seconds, kill)
    bell.daemon = True
    try:
        bell.start()
        code = child.wait()
    except BaseException:
        child.kill()
        raise
    finally:
        bell.cancel()
    return None if late.is_set() else code


def _understood(said: IO[bytes]) -> Any:
    said.seek(0)
    try:
        well, *rest = _Plain(said).load()
    except Exception:
        raise Exceeded("gave no answer") from None
    if not well:
        raise Failed(*map(str, rest[:2]))
    return rest[0]
