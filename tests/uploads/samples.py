"""Files of every kind, good and bad, made here."""

import io
import struct
import zipfile
import zlib
from base64 import b64decode
from typing import Any

import pypdfium2
from PIL import Image

from kantoor.uploads.kinds import ODF

# One page, made with the password "geheim".
LOCKED_PDF = """
JVBERi0xLjMKJeLjz9MKMSAwIG9iago8PAovUHJvZHVjZXIgPDE5MjdmOTIwYjY+Cj4+CmVuZG9iagoyIDAgb2JqCjw8Ci9UeXBl
IC9QYWdlcwovQ291bnQgMQovS2lkcyBbIDQgMCBSIF0KPj4KZW5kb2JqCjMgMCBvYmoKPDwKL1R5cGUgL0NhdGFsb2cKL1BhZ2Vz
IDIgMCBSCj4+CmVuZG9iago0IDAgb2JqCjw8Ci9UeXBlIC9QYWdlCi9SZXNvdXJjZXMgPDwKPj4KL01lZGlhQm94IFsgMC4wIDAu
MCAyMDAgMjAwIF0KL1BhcmVudCAyIDAgUgo+PgplbmRvYmoKNSAwIG9iago8PAovViAyCi9SIDMKL0xlbmd0aCAxMjgKL1AgNDI5
NDk2NzI5MgovRmlsdGVyIC9TdGFuZGFyZAovTyA8YTkzZWVmMDlhMDM4YWVmMWY5ZjJlNGM4OTAxMGUxYjBmYTZiMjU3YTZmMThk
N2Y5ZDQ0MTRjZDFiMmNhYmYzND4KL1UgPDI0MzVmNTU1N2QxOWZjMmJjOWJiNWE1Y2Q3M2VkNmQwMjhiZjRlNWU0ZTc1OGE0MTY0
MDA0ZTU2ZmZmYTAxMDg+Cj4+CmVuZG9iagp4cmVmCjAgNgowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMTUgMDAwMDAgbiAK
MDAwMDAwMDA1OSAwMDAwMCBuIAowMDAwMDAwMTE4IDAwMDAwIG4gCjAwMDAwMDAxNjcgMDAwMDAgbiAKMDAwMDAwMDI2MSAwMDAw
MCBuIAp0cmFpbGVyCjw8Ci9TaXplIDYKL1Jvb3QgMyAwIFIKL0luZm8gMSAwIFIKL0lEIFsgPGM0Nzg0YmExZWFkZjFhMzllYWVk
NzU3YTFjMzdkODAzPiA8YzQ3ODRiYTFlYWRmMWEzOWVhZWQ3NTdhMWMzN2Q4MDM+IF0KL0VuY3J5cHQgNSAwIFIKPj4Kc3RhcnR4
cmVmCjQ3NgolJUVPRgo=
"""


def pdf(pages: int = 1, width: int = 200) -> bytes:
    paper = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        paper.new_page(width, 200)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    return b64decode(LOCKED_PDF)


def picture(kind: str, colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind)
    return out.getvalue()


def huge_png(side: int = 30_000) -> bytes:
    """A few kilobytes that would be 2.7 GB when drawn."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def heic() -> bytes:
    return struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + bytes(64)


def archive(parts: "dict[str, Any]") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **more})


def macros() -> bytes:
    return archive(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", "word/vbaProject.bin": b"x"}
    )


def xlsx() -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>"})


def odt(manifest: str = "<manifest/>") -> bytes:
    return archive({"mimetype": ODF + "text", "content.xml": "<office/>", "META-INF/manifest.xml": manifest})


def ods() -> bytes:
    return archive({"mimetype": ODF + "spreadsheet", "content.xml": "<office/>"})


def old_office(locked: bool = False) -> bytes:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    return start + ("EncryptedPackage".encode("utf-16-le") if locked else b"") + bytes(600)


UBL = b"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>1</ID></Invoice>"""
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
XHTML = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
SVG_IN_PREFIX = b"<?xml version='1.0'?><x:svg xmlns:x='http://www.w3.org/2000/svg'/>"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
EML = b"From: a@x.example\r\nTo: b@x.example\r\nSubject: Invoice\r\n\r\nHere it is.\r\n"
