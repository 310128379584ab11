"""A received invoice of Jansen Bouw."""

from tests.documents.conftest import invoice  # noqa: F401
