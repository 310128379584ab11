"""A received invoice of Jansen Bouw, and ways to share it."""

from tests.documents.conftest import invoice  # noqa: F401
