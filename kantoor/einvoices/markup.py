"""XML from strangers, made into a tree within bounds: no document type, no entities, nothing fetched, little memory.

What a tree costs is known before it is made: elements by the `<`, attributes by the quotes. Only encodings in which
these can be counted are read.
"""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lxml import etree

from kantoor.kernel.errors import Invalid

MB = 1024 * 1024
MOST_BYTES = 40 * MB
MOST_MARKS = 400_000  # of "<": about half of them begin an element
MOST_QUOTES = 800_000  # two for an attribute
MOST_DEPTH = 100
ENCODINGS = frozenset(
    {
        "utf-8",
        "utf8",
        "utf-16",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "latin1",
        "iso-8859-15",
        "windows-1252",
        "cp1252",
    }
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = re.compile(
    r"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]{0,100}\?>"""
)
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,400}\?>")
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MOST_DEPTH + 1)})")
_TYPED = _("This XML brings a document type (DTD), which an invoice never has: it is refused for safety.")
_TOO_MUCH = _("This XML is built of more pieces, or nested deeper, than an invoice can be.")


class Unreadable(Invalid):
    """The bytes are no XML that is read here; the message says why."""


def parsed(content: bytes) -> etree._Element:
    """The root of the tree. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            format_lazy(_("This XML is larger than the {most} MB that are read."), most=MOST_BYTES // MB)
        )
    text = _decoded(content)
    _refuse_bombs(text)
    try:
        root = etree.fromstring(text.encode(), _parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise Unreadable(_broken(error)) from None
    if root is None:
        raise Unreadable(_("This file holds no XML."))
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(_TYPED)
    if _TOO_DEEP(root):
        raise Unreadable(_TOO_MUCH)
    return root


def _parser() -> etree.XMLParser:
    # huge_tree: attachments are texts of more than 10 MB. Its other limits are kept by ourselves.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


def _decoded(content: bytes) -> str:
    """The text without its declaration, which speaks of bytes that are no longer there."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding:
        told = _DECLARED.match(content[:400].decode("latin-1"))
        encoding = told[1].lower() if told else "utf-8"
        if encoding not in ENCODINGS:
            raise Unreadable(
                format_lazy(
                    _(
                        "This XML is written in the encoding {encoding}, which is not read. Please send it as UTF-8."
                    ),
                    encoding=encoding,
                )
            )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(
            _("This XML holds bytes that do not fit its encoding: it is damaged, or says the wrong encoding.")
        ) from None
    declaration = _DECLARATION.match(text)
    # A second mark would hide from us, not from libxml2, how the text begins.
    return (text[declaration.end() :] if declaration else text).lstrip("\ufeff")


def _refuse_bombs(text: str) -> None:
    begun = _PROLOG.match(text)
    if text.startswith("<!DOCTYPE", begun.end() if begun else 0):
        raise Unreadable(_TYPED)
    if text.count("<") > MOST_MARKS or text.count('"') + text.count("'") > MOST_QUOTES:
        raise Unreadable(_TOO_MUCH)


def _broken(error: Exception) -> object:
    line = getattr(error, "lineno", None)
    if not line:
        return _("This file is not well-formed XML.")
    return format_lazy(
        _("This file is not well-formed XML: it breaks off or is wrong at line {line}."), line=line
    )


def laid_out(content: bytes, longest: int = 400) -> str:
    """The XML with a line for each element, long texts cut. Raises Unreadable."""
    root = parsed(content)
    for each in root.iter():
        each.tail = None
        text = each.text or ""
        each.text = f"{text[:longest]}…" if len(text) > longest else text.strip() or None
    etree.indent(root)
    return str(etree.tostring(root, encoding="unicode"))
