"""The one door through which the bytes of documents leave: reach is asked each time, the reading is recorded."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from kantoor.documents import downloads, files
from kantoor.documents.models import File
from kantoor.uploads import scanning
from kantoor.uploads.kinds import SHOWN
from kantoor.web.files import ranges
from kantoor.web.files.ranges import Stretch
from kantoor.web.request import Asked

LINK_SECONDS = 60
# Nothing that a stranger wrote runs as a page of ours. A browser's own PDF viewer needs the last two.
SANDBOX = "sandbox; default-src 'none'"
PDF_SHOWN = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
def show(request: Asked, document_id: UUID, file_id: UUID) -> HttpResponseBase:
    """The file, or a stretch of it; `?inline` shows a PDF or picture instead of saving it."""
    file = downloads.find(request.actor, document_id, file_id)
    scanning.refuse_infected(file.document)
    inline = "inline" in request.GET and file.media_type in SHOWN
    if request.headers.get("If-None-Match") == _tag(file):
        return _dressed(HttpResponseNotModified(), file, inline)
    try:
        stretch = _stretch(request, file)
    except ranges.Unsatisfiable:
        return _dressed(
            HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"}), file, inline
        )
    if request.method == "HEAD":
        return _dressed(_sized(HttpResponse(), stretch), file, inline)
    answer = _linked(file, inline) or _streamed(file, stretch)
    downloads.note(request.actor, file, shown=inline)
    return _dressed(answer, file, inline)


def _stretch(request: Asked, file: File) -> Stretch:
    whole = Stretch(0, file.size, file.size)
    condition = request.headers.get("If-Range")
    if condition and condition not in (_tag(file), _date(file)):
        return whole
    return ranges.asked(request.headers.get("Range", ""), file.size) or whole


def _streamed(file: File, stretch: Stretch) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(files.portion(file, stretch.start, stretch.length))
    _sized(answer, stretch)
    return answer


def _sized(answer: HttpResponseBase, stretch: Stretch) -> HttpResponseBase:
    answer["Content-Length"] = str(stretch.length)
    if not stretch.is_whole:
        answer.status_code = 206
        answer["Content-Range"] = stretch.content_range
    return answer


def _linked(file: File, inline: bool) -> HttpResponseRedirect | None:
    """With S3, if the installation wants it so: over there, by an address that counts for a minute."""
    if inline or not settings.KANTOOR_S3_LINKS:
        return None
    address = files.link(file, _disposition(file, inline), LINK_SECONDS)
    return HttpResponseRedirect(address) if address else None


def _dressed(answer: HttpResponseBase, file: File, inline: bool) -> HttpResponseBase:
    """The headers that every answer has."""
    is_pdf = inline and file.media_type == "application/pdf"
    for name, value in {
        "Content-Type": _spoken_type(file),
        "Content-Disposition": _disposition(file, inline),
        "Content-Security-Policy": PDF_SHOWN if is_pdf else SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
        "ETag": _tag(file),
        "Last-Modified": _date(file),
    }.items():
        answer[name] = value
    return answer


def _spoken_type(file: File) -> str:
    return f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type


def _disposition(file: File, inline: bool) -> str:
    return content_disposition_header(not inline, file.name) or "attachment"


def _tag(file: File) -> str:
    return f'"{file.sha256}"'


def _date(file: File) -> str:
    return http_date(file.kept_at.timestamp())
