"""What `bin/messages` does: puts every text of the code into the catalogues, without GNU gettext.

Texts that are new have no translation yet, texts that are gone are taken out; tests/guards/test_dutch.py looks at both.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
CODE = ROOT / "kantoor"
CATALOGUES = sorted((CODE / "locale").glob("*/LC_MESSAGES/django.po"))
# What each function's arguments are.
SHAPES = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "pgettext": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)


class Text(NamedTuple):
    """A text as gettext knows it; `context` and `plural` are empty where there is none."""

    context: str
    id: str
    plural: str


def texts() -> dict[Text, list[str]]:
    """Every text of the code, and the files it is in."""
    found: dict[Text, list[str]] = {}
    for path in sorted(CODE.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt"):
            continue
        name = path.relative_to(ROOT).as_posix()
        read = of_code if path.suffix == ".py" else of_template
        for text in read(path.read_text(encoding="utf-8")):
            files = found.setdefault(text, [])
            if name not in files:
                files.append(name)
    return found


def of_code(source: str) -> Iterator[Text]:
    """The texts in Python, in order; a call whose text is not written out has none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")).removesuffix("_lazy")
            shape = SHAPES.get(name, ())
            values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if shape and len(values) >= len(shape):
                yield _text(shape, [str(value) for value in values])


def of_template(source: str) -> Iterator[Text]:
    """The texts of a template, as Django's own reading of it gives them."""
    for name, arguments in CALL.findall(templatize(source)):
        values = [str(ast.literal_eval(string)) for string in re.findall(STRING, arguments, re.DOTALL)]
        yield _text(SHAPES[name], values)


def _text(shape: tuple[str, ...], values: list[str]) -> Text:
    given = dict(zip(shape, values, strict=False))
    return Text(given.get("context", ""), given["id"], given.get("plural", ""))


def key(entry: polib.POEntry) -> Text:
    """The text that an entry of a catalogue is about."""
    return Text(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def renew(catalogue: polib.POFile) -> polib.POFile:
    """The same catalogue with exactly the texts of the code; what was translated stays so."""
    known = {key(entry): entry for entry in catalogue if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = catalogue.metadata
    for text, files in sorted(texts().items(), key=lambda found: (found[1][0], found[0])):
        entry = known.get(text) or _entry(text)
        entry.occurrences = [(file, "") for file in files]
        entry.flags = [flag for flag in entry.flags if flag == "fuzzy"]
        fresh.append(entry)
    return fresh


def _entry(text: Text) -> polib.POEntry:
    plurals = {0: "", 1: ""} if text.plural else {}
    return polib.POEntry(
        msgctxt=text.context or None,
        msgid=text.id,
        msgid_plural=text.plural,
        msgstr_plural=plurals,
    )


def main() -> None:
    for path in CATALOGUES:
        fresh = renew(polib.pofile(str(path)))
        aside = path.with_suffix(".new")
        fresh.save(str(aside))
        os.replace(aside, path)  # noqa: PTH105 - at once: a running Kantoor may read it
        missing = [entry for entry in fresh if not entry.translated()]
        print(f"{path.relative_to(ROOT)}: {len(fresh)} texts, {len(missing)} to translate")


if __name__ == "__main__":
    main()
