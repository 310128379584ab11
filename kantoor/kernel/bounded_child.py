"""The other process of `bounded`: binds itself, reads the call, does it and says what came of it. Starts quickly."""

import io
import pickle
import resource
import sys
from importlib import import_module


def bind(memory: int, answer: int, seconds: int) -> None:
    """Never more than this, whatever comes."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, answer),
    ):
        resource.setrlimit(what, (most, most))


def do() -> None:
    """One call, from standard input; the answer to standard output, and nothing else there."""
    out = sys.stdout.buffer
    sys.stdout = io.TextIOWrapper(io.BytesIO())
    sys.path[:], module, name, given = pickle.load(sys.stdin.buffer)  # from our own parent
    try:
        reply: tuple[object, ...] = (True, getattr(import_module(module), name)(*given))
    except MemoryError:
        raise SystemExit(1) from None
    except Exception as problem:
        reply = (False, type(problem).__name__, str(problem)[:1000])
    out.write(pickle.dumps(reply, protocol=pickle.HIGHEST_PROTOCOL))
    out.flush()


if __name__ == "__main__":
    bind(*map(int, sys.argv[1:]))
    do()
