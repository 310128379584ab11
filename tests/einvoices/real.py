"""Real e-invoices that lie beside the checkout, where they do: nobody may copy them into the project."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KANTOOR_TEST_SHARED", _ROOT.parent / "shared"))
FOLDER = SHARED / "data" / "einvoices"
FILES = sorted(path for path in FOLDER.glob("*/*") if path.suffix.lower() == ".xml")

needed = pytest.mark.skipif(not FILES, reason=f"no e-invoices in {FOLDER} (KANTOOR_TEST_SHARED)")
every = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


def content(name: str) -> bytes:
    """The bytes of the one with this name, ending or not."""
    return next(path for path in FILES if path.stem == name).read_bytes()
