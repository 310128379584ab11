"""Files on their way in lie in a folder of the test's own."""

from tests.uploads.conftest import places

__all__ = ["places"]
