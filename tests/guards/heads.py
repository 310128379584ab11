"""What the headers of an answer have to say, whatever it is: a page, a file, a refusal, a redirect."""

import re
from typing import Any

# A browser's own viewer around a PDF, and a demo's mail in a frame without scripts: no page of ours.
INLINE = {"document_file", "demo_mail_html"}
PRESENT = ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy")


def policy(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


def faults(answer: Any, inline: bool = False) -> list[str]:
    """What this answer lacks, or allows."""
    missing = [name for name in PRESENT if name not in answer]
    if "Content-Security-Policy" not in answer:
        return [*missing, "Content-Security-Policy"]
    told, text = policy(answer), answer["Content-Security-Policy"]
    allowed = re.findall(r"'unsafe-\w+'|\*|https?:|blob:", "" if inline else text)
    scripts = [
        one for one in told.get("script-src", []) if not re.fullmatch(r"'self'|'none'|'nonce-.+'", one)
    ]
    framed = answer.get("X-Frame-Options") != "DENY" and not inline
    closed = told.get("default-src") == ["'none'"]
    return [*missing, *allowed, *scripts, *["framed"] * framed, *["default-src"] * (not closed)]
