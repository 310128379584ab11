"""Acts on the documents that somebody picked in a list; each answers with what became of it, on the list again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kantoor.documents import bulk, exports, lists, marks, statuses, tags
from kantoor.web.addresses import back
from kantoor.web.documents import chosen
from kantoor.web.request import Asked


@require_POST
def mark(request: Asked) -> HttpResponse:
    """Read, or unread with `read=0`."""
    keys = bulk.picked(request.POST.getlist("document"))
    done = marks.set_read(request.actor, keys, request.POST.get("read") != "0")
    if request.headers.get("X-Quietly"):
        return HttpResponse(status=204)
    messages.success(request, ngettext("%(n)d document marked", "%(n)d documents marked", done) % {"n": done})
    return redirect(back(request))


@require_POST
def tag(request: Asked) -> HttpResponse:
    """Put a tag on each."""
    name = request.POST.get("tag", "")
    return _act(request, lambda key: tags.put(request.actor, key, name), _("tagged"))


@require_POST
def status(request: Asked) -> HttpResponse:
    """Give each a status."""
    wanted, reason = request.POST.get("status", ""), request.POST.get("reason", "")
    return _act(request, lambda key: statuses.change(request.actor, key, wanted, reason), _("changed"))


@require_POST
def files(request: Asked) -> HttpResponse:
    """The files of the picked ones, or with `all` of the whole list, as a ZIP made while it is sent."""
    if request.POST.get("all"):
        rows: Any = lists.every(request.actor, chosen.posted(request.actor, request.POST).wanted)
    else:
        rows = bulk.reached(request.actor, bulk.picked(request.POST.getlist("document")))
    if not rows:
        messages.error(request, _("Pick at least one document."))
        return redirect(back(request))
    stream = exports.as_zip(request.actor, rows)
    return _download(StreamingHttpResponse(stream, content_type="application/zip"), "zip")


@require_GET
def sheet(request: Asked) -> HttpResponse:
    """The whole list as CSV, however long it is."""
    shown = chosen.posted(request.actor, request.GET)
    stream = exports.as_csv(request.actor, lists.every(request.actor, shown.wanted))
    return _download(StreamingHttpResponse(stream, content_type="text/csv; charset=utf-8"), "csv")


def _download(answer: StreamingHttpResponse, ending: str) -> HttpResponse:
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="documents-{day}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]  # Django's two kinds of answers share no useful type


def _act(request: Asked, act: Callable[[UUID], Any], word: str) -> HttpResponse:
    """Do it to each; where some were left alone, a page tells which and why, else it is told on the list."""
    keys = bulk.picked(request.POST.getlist("document"))
    outcome = bulk.each(keys, act)
    number = len(outcome.done)
    said = ngettext("%(n)d document %(done)s", "%(n)d documents %(done)s", number)
    said %= {"n": number, "done": word}
    if outcome.refused:
        shown = {"rows": bulk.told(request.actor, outcome), "done": word, "said": said, "back": back(request)}
        return render(request, "documents/outcome.html", shown | {"left": len(outcome.refused)})
    messages.success(request, said)
    return redirect(back(request))
