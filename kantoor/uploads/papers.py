"""A look into PDF, pictures and XML, in the bounded process. Each loads only the library that it needs."""

from typing import Any

PIXELS = 60_000_000  # Pillow refuses twice as many
XHTML, SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"
PASSWORD, SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


def pdf(path: str, most_pages: int) -> dict[str, Any]:
    """Whether it opens, and its pages."""
    import pypdfium2  # noqa: PLC0415 - as above

    try:
        paper = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        locked = problem.err_code in (PASSWORD, SECURITY)
        return {"problem": "password" if locked else "broken"}
    try:
        pages = len(paper)
        if pages > most_pages:
            return {"problem": "pages"}
        if not pages or paper[0] is None:
            return {"problem": "broken"}
    except pypdfium2.PdfiumError:
        return {"problem": "broken"}
    return {"kind": "pdf", "pages": pages}


def picture(path: str, kind: str) -> dict[str, Any]:
    """Whether all of it can be drawn. HEIC is taken by its beginning: nothing here can draw it."""
    if kind == "heic":
        return {"kind": kind}
    from PIL import Image  # noqa: PLC0415 - as above

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(path, formats=[kind]) as drawn:
            drawn.load()
    except Image.DecompressionBombError:
        return {"problem": "pixels"}
    except Exception:  # decoders raise whatever they like on what is broken
        return {"problem": "broken"}
    return {"kind": kind}


def xml(path: str) -> dict[str, Any]:
    """Whether it is well-formed, without entities of its own, and no page or drawing that could run scripts."""
    from lxml import etree  # noqa: PLC0415 - as above

    first: Any = None
    try:
        walk = etree.iterparse(
            path, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        for event, element in walk:
            if first is None:
                first = etree.QName(element)
                if element.getroottree().docinfo.doctype:
                    return {"problem": _page(first) or "doctype"}
            if event == "end":
                element.clear()
                above = element.getparent()
                while above is not None and above[0] is not element:
                    del above[0]
    except (etree.XMLSyntaxError, ValueError):
        return {"problem": (first is not None and _page(first)) or "broken"}
    if first is None:
        return {"problem": "broken"}
    page = _page(first)
    return {"problem": page} if page else {"kind": "xml"}


def _page(root: Any) -> str:
    if root.localname.lower() == "svg" or root.namespace == SVG:
        return "svg"
    return "html" if root.localname.lower() == "html" or root.namespace == XHTML else ""
