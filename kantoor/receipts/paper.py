"""A receipt as a PDF, drawn by typst out of `receipt.typ`; its last line signs it."""

import datetime as dt
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import typst
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from kantoor.receipts import receipts, statement
from kantoor.receipts.models import Receipt
from kantoor.receipts.wording import Line, Words

TEMPLATE = Path(__file__).with_name("receipt.typ")
ENDLESS = re.compile(r"\S{36}")


def draw(receipt: Receipt) -> bytes:
    """In the language of the reader; `statement.check_pdf` finds any changed byte."""
    words = Words(receipt, receipts.read(receipt))
    drawn = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": json.dumps(_data(words))})
    return statement.signed_pdf(drawn)


def _data(words: Words) -> dict[str, Any]:
    return {
        "title": words.title,
        "company": words.company,
        "language": (translation.get_language() or "en")[:2],
        "facts": [[_("When"), _moment(words.at)], [_("By whom"), words.by], *_stays(words)],
        "heading": words.heading,
        "rows": [_row(line) for line in words.lines()],
        "handed": [[kind, _broken(what), to, ""] for kind, what, to in words.handed],
        "left": [[label, str(number)] for label, number in words.left],
        "foot": f"{_('Receipt')} {words.receipt.pk}",
        "digest": sha256(receipts.content(words.receipt)).hexdigest(),
        "words": {
            "receipt": _("Receipt"),
            "page": _("Page"),
            "heads": [_("What"), _("Where"), _("Who"), _("Since")],
            "handed": _("Handed over"),
            "handed_heads": [_("What"), _("Which"), _("To"), ""],
            "checked": _("Checked again afterwards"),
            "verify": _(
                "Checked with “kantoor receipt verify”. The signed file of this receipt has the SHA-256"
            ),
        },
    }


def _stays(words: Words) -> list[list[str]]:
    return [[_("Stays, by another grant"), ", ".join(words.stays)]] if words.stays else []


def _row(line: Line) -> list[str]:
    what = f"{line.kind} · {line.what}" if line.what else line.kind
    since = formats.date_format(timezone.localtime(line.since), "j M Y") if line.since else ""
    return [what, _broken(line.where), _broken(line.who), since]


def _moment(at: dt.datetime) -> str:
    return f"{formats.date_format(timezone.localtime(at), 'j F Y H:i:s')} {timezone.localtime(at):%Z}"


def _broken(text: str) -> str:
    """A word that fits no column may be broken."""
    return ENDLESS.sub(lambda found: found[0] + "\N{ZERO WIDTH SPACE}", text)
