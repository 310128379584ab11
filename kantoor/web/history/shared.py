"""What all pages of the past share: a moment or two, a page of rows, and the same as a file."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from kantoor.history.listing import Listing
from kantoor.history.sheets import FORMS, Form
from kantoor.kernel import pages
from kantoor.kernel.errors import Invalid, NotFound
from kantoor.web.history.forms import MomentForm, WindowForm
from kantoor.web.request import Asked

SIZE = 25  # of a page: the past of each is put together
REST = 200  # so much of what follows the last page is shown; a file has all of it
Chosen = MomentForm | WindowForm | None
Find = Callable[[], Listing[Any]]
Export = Callable[[Form], Iterator[bytes]]


def listed(request: Asked, find: Find, address: str, form: Chosen = None, size: int = SIZE) -> dict[str, Any]:
    """The context: rows of a page, or why there are none; where it exports to."""
    problem = form.problem if form else ""
    cursor = request.GET.get("page", "")
    page: pages.Page[Any] = pages.Page([])
    rest: list[Any] = []
    if not problem:
        try:
            found = find()
            page = found.page(cursor, size)
            rest = list(islice(found.rest(), REST + 1)) if not page.next else []
        except Invalid as wrong:
            problem = str(wrong)
    return {
        "form": form,
        "problem": problem,
        "page": page,
        "rows": [*page.rows, *rest[:REST]],
        "more": len(rest) > REST,
        "export_url": f"{address}export/",
        "formats": [(name, one.label) for name, one in FORMS.items()],
        "kept": form.kept() if form else [],
    }


def answer(request: Asked, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; 400 where what was asked could not be understood."""
    return render(request, template, context, status=400 if context["problem"] else 200)


def sent(
    name: str, form: str, export: Export, asked: MomentForm | WindowForm | None = None
) -> StreamingHttpResponse:
    """The list as a download, written while it is read."""
    if form not in FORMS:
        raise NotFound
    if asked is not None and asked.problem:
        raise Invalid(asked.problem)
    pieces = _spoken(export(FORMS[form]), translation.get_language())
    response = StreamingHttpResponse(pieces, content_type=FORMS[form].content_type)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _spoken(pieces: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    """In the language of the one who asked, also when the answer is written later."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
