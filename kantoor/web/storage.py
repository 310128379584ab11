"""Static files for production: hashed, compressed, and the stylesheets joined into one (decision 0010)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "kantoor/css/kantoor.css"
FOLDER = SHEET.rpartition("/")[0]
IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)

# Only in our own modules: Django's own switch trips over comments in other people's.
MODULE_IMPORT = (r'(?P<matched>(?P<import>import\s[^"\n]*)"(?P<url>\./[^"]+)";)', '%(import)s"%(url)s";')

Paths = dict[str, tuple[Storage, str]]


class JoiningStorage(CompressedManifestStaticFilesStorage):
    """One sheet with every `@import` in its place; modules that import each other by their hashed names."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("kantoor/js/*.js", (MODULE_IMPORT,)))

    def post_process(
        self, paths: Paths, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if SHEET in paths and not dry_run:
            paths = self._joined(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _joined(self, paths: Paths) -> Paths:
        sheet = join(_text(paths[SHEET]), lambda name: _text(paths[f"{FOLDER}/{name}"]))
        self.delete(SHEET)
        self.save(SHEET, ContentFile(sheet))
        others = {name: found for name, found in paths.items() if not name.startswith(f"{FOLDER}/")}
        return others | {SHEET: (self, SHEET)}


def join(sheet: str, read: Callable[[str], str]) -> str:
    """The sheet with each imported file set inside its cascade layer."""
    return IMPORT.sub(lambda found: f"@layer {found['layer']} {{\n{read(found['path'])}\n}}", sheet)


def _text(found: tuple[Storage, str]) -> str:
    storage, path = found
    with storage.open(path) as file:
        content: bytes = file.read()
        return content.decode()
