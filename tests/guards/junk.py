"""What no form expects: wrong types, huge, Unicode, NUL, SQL, HTML, forged ids."""

from urllib.parse import quote_from_bytes

from django.core.files.uploadedfile import SimpleUploadedFile

from kantoor.kernel.ids import uuid7

SCRIPT = "<script>alert(1)</script>"
BREAKING_OUT = "\"'><img src=x onerror=alert(1)>"
# What must never stand in a page as it was typed.
ALIVE = (SCRIPT, "<img src=x onerror")

TEXTS: tuple[str, ...] = (
    "",
    " \t\r\n ",
    "\0",
    "a\0b",
    "-1",
    "0",
    "3.5",
    "1e400",
    "NaN",
    "9" * 40,
    str(2**63),
    "٣",  # a digit to Python, none to a database
    "True",
    "null",
    "[]",
    '{"a": 1}',
    "9999-12-31",
    "0001-01-01",
    "2027-02-30",
    "2030-03-31T25:61",
    "x" * 20_000,
    "é" * 3_000,
    "ﷺ" * 400,  # eighteen letters each once folded
    "Ünï 漢字 \U0001f984 \u202egnorw\ufeff",
    "a\u0301" * 200,
    "\ud800",
    "\U0010ffff\x7f\x1b[0m",
    "'; DROP TABLE accounts_user; --",
    "' OR '1'='1",
    "100%_\\",
    SCRIPT,
    BREAKING_OUT,
    "{{ 7|add:7 }}{% csrf_token %}",
    "%s %(name)s {0.__class__}",
    "../../../../etc/passwd",
    "https://evil.example/",
    "//evil.example",
    "a@b",
    '"<b>"@jansen.example',
    "ann\u0131@jansen.example",
    "a@jansen.example\nBcc: b@jansen.example",
    str(uuid7()),
    f"u-{uuid7()}",
    "u-",
    "g-1",
    "00000000-0000-0000-0000-000000000000",
    "eyJhIjoxfQ==",
    'name,address\r\n"unfinished',
)


def sent(text: str) -> bytes:
    """As a browser of ill will puts it: also what is no UTF-8."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass")).encode()


def files() -> list[SimpleUploadedFile]:
    """Uploads that are not what they say."""
    png = b"\x89PNG\r\n\x1a\n"
    return [
        SimpleUploadedFile("empty.csv", b""),
        SimpleUploadedFile("cut.png", png + b"\0" * 40, "image/png"),
        SimpleUploadedFile("a\0b.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
        SimpleUploadedFile("../../../evil.pdf", b"%PDF-1.7", "application/pdf"),
        SimpleUploadedFile("n" * 300 + ".csv", b'\xff\xfe\x00\xd8,;"\n' * 50, "text/csv"),
        SimpleUploadedFile(f"{SCRIPT}.csv", f"{SCRIPT};{BREAKING_OUT}\n".encode(), "text/html"),
        SimpleUploadedFile("zip.csv", b"PK\x03\x04" + b"\0" * 200, "application/zip"),
        SimpleUploadedFile("picture.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
    ]
