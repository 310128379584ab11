"""Static files for production: hashed, compressed, and the stylesheets joined into one (decision 0010)."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "kantoor/css/kantoor.css"
FOLDER = SHEET.rpartition("/")[0]
IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)

type_of_paths = dict[str, tuple[Storage, str]]


class JoiningStorage(CompressedManifestStaticFilesStorage):
    """Puts every `@import` of the sheet in its place at collectstatic, so that a page asks for one file."""

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: type_of_paths, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        # htmx's extensions, which no page uses, speak of modules in their comments that are not there.
        paths = {name: found for name, found in paths.items() if not name.startswith("django_htmx/ext/")}
        if SHEET in paths and not dry_run:
            paths = self._joined(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _joined(self, paths: type_of_paths) -> type_of_paths:
        sheet = join(_text(paths[SHEET]), lambda name: _text(paths[f"{FOLDER}/{name}"]))
        self.delete(SHEET)
        self.save(SHEET, ContentFile(sheet))
        others = {name: found for name, found in paths.items() if not name.startswith(f"{FOLDER}/")}
        return others | {SHEET: (self, SHEET)}


def join(sheet: str, read: Any) -> str:
    """The sheet with each imported file set inside its cascade layer."""
    return IMPORT.sub(lambda found: f"@layer {found['layer']} {{\n{read(found['path'])}\n}}", sheet)


def _text(found: tuple[Storage, str]) -> str:
    storage, path = found
    with storage.open(path) as file:
        return file.read().decode()
