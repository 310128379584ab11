"""Static files, also those that another version has collected beside ours since this process began.

While nodes are replaced one by one, a page of the new version is drawn with files that an old node may be asked for.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware


class Collected(WhiteNoiseMiddleware):
    """Whitenoise knows the files that were there at its start; this one looks again for what it does not know."""

    def __call__(self, request: HttpRequest) -> Any:
        url = request.path_info
        if url.startswith(self.static_prefix) and url not in self.files and not self.autorefresh:
            self._look_for(url)
        return super().__call__(request)

    def _look_for(self, url: str) -> None:
        root = Path(self.static_root).resolve()
        try:
            path = (root / url.removeprefix(self.static_prefix)).resolve()
            found = path.is_relative_to(root) and path.is_file()
        except (OSError, ValueError):  # no name that a file could have
            return
        if found:
            self.add_file_to_dictionary(url, str(path))
