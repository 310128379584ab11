"""Small marks and words: icons, moments, people, levels. docs/pieces.md is the manual."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kantoor.kernel.pages import Page
from kantoor.organizations import lists
from kantoor.web import choosing, icons, marking, moments
from kantoor.web.addresses import Here
from kantoor.web.drawn import piece
from kantoor.web.rings import RINGS, Ring

register = template.Library()

BARS = 3


@register.simple_tag
def icon(name: str, look: str = "") -> SafeString:
    return icons.draw(name, look)


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """3 days ago, with the exact moment on hover; a dash for no moment."""
    if moment is None:
        return mark_safe("—")
    return _when(moment, moments.minute(), get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=4096)
def _when(moment: datetime, now: datetime, _language: str | None, _zone: str) -> SafeString:
    exact, relative = moments.exact(moment), moments.relative(moment, now)
    machine = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, exact, relative)


@register.simple_tag
def at(moment: datetime) -> SafeString:
    """The exact moment, with its zone."""
    return _at(moment, get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=4096)
def _at(moment: datetime, _language: str | None, _zone: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), moments.exact(moment))


@register.simple_tag
def lastday(end: datetime | None) -> SafeString:
    """The last whole day before an end, as people say "until"; a dash for no end."""
    return day(lists.last_day(end))


@register.simple_tag
def day(value: date | datetime | None) -> SafeString:
    """A day in the person's language; a dash for no day."""
    if value is None:
        return mark_safe("—")
    return _day(moments.local_day(value), get_language())


@lru_cache(maxsize=4096)
def _day(plain: date, _language: str | None) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', plain.isoformat(), moments.calendar_day(plain))


@register.filter
def initials(name: str) -> str:
    return marking.initials(name)


@register.filter
def marked(text: str, query: str) -> SafeString:
    """The text with the parts that were searched for in <mark>."""
    return marking.marked(text, query)


@register.simple_tag
def avatar(
    name: str,
    *,
    kind: str = "person",
    outside: bool = False,
    asked: bool = False,
    size: str = "",
    picture: str = "",
) -> SafeString:
    return piece(
        "avatar",
        {"letters": marking.initials(name), "picture": picture},
        kind=kind,
        outside=bool(outside),
        asked=bool(asked),
        size=size,
    )


@register.simple_tag
def external(company: str) -> SafeString:
    return piece("external", {"company": company})


@register.simple_tag
def person(
    name: str,
    *,
    about: str = "",
    url: str = "",
    outside: str | bool = "",
    kind: str = "person",
    asked: bool = False,
    you: bool = False,
    picture: str = "",
    size: str = "",
) -> SafeString:
    """`outside` names their company: it becomes the violet mark. True: violet, the mark stands elsewhere."""
    face = avatar(name, kind=kind, outside=bool(outside), asked=asked, size=size, picture=picture)
    mark = external(outside) if outside and not isinstance(outside, bool) else ""
    words = {"face": face, "name": name, "about": about, "url": url, "mark": mark}
    return piece("person", words, you=bool(you))


@register.simple_tag
def level(value: int, label: str = "") -> SafeString:
    """One, two or three bars and the word: a role or a level of a share."""
    return piece("level", {"label": label or getattr(value, "label", "")}, bars=min(int(value), BARS))


@register.simple_tag
def badge(text: str, kind: str = "", icon_name: str = "") -> SafeString:
    """`kind`: nothing, "asked" (dashed, with a clock) or "failed" (red)."""
    usual = {"asked": "clock", "failed": "triangle-alert"}
    return piece("badge", {"text": text}, kind=kind, icon_name=icon_name or usual.get(kind, ""))


@register.inclusion_tag("pieces/path.html")
def path(steps: list[str]) -> dict[str, object]:
    return {"steps": steps}


@register.inclusion_tag("pieces/reason.html")
def reason(text: str, key: str = "") -> dict[str, object]:
    return {"text": text, "key": key}


@register.simple_tag
def add(label: str, url: str = "", reason: str = "") -> SafeString:
    """The round +; greyed when there is a reason."""
    return piece("add", {"label": label, "url": url, "reason": reason})


@register.simple_tag
def button(
    label: str,
    *,
    url: str = "",
    look: str = "",
    icon_name: str = "",
    reason: str = "",
    key: str = "",
    name: str = "",
    value: str = "",
) -> SafeString:
    """A link when it has a url, else a submit button; greyed with its reason (and a `key` for its id)."""
    words = {"label": label, "url": url, "reason": reason, "key": key, "name": name, "value": value}
    return piece("button", words, look=look, icon_name=icon_name)


@register.simple_tag(takes_context=True)
def column(context: template.Context, key: str, label: str, look: str = "", default: str = "") -> SafeString:
    """A sortable column head; `default` is the list's own sort ("name", "-since"), for when none is asked.

    Within `{% fixed here=frame.here … %}` the heads of a list are drawn once for each address.
    """
    here: Here = context.get("here") or context["frame"].here
    now = here.asked("sort") or context.get("sort") or default
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
    return piece("column", {"label": label, "url": here.sorted(key, now)}, look=look, state=state)


@register.simple_tag(takes_context=True)
def pager(context: template.Context, page: Page[Any], label: str = "") -> SafeString:
    """Keyset paging of a `kernel.pages.Page`; the cursor travels as ?page=."""
    here: Here = context["frame"].here
    previous, following = (
        here.changed(page=cursor) if cursor else "" for cursor in (page.previous, page.next)
    )
    return piece("pager", {"previous": previous, "next": following, "label": label})


@register.inclusion_tag("pieces/toast.html")
def toast(message: object) -> dict[str, object]:
    return {"message": message}


@register.inclusion_tag("pieces/combobox.html")
def combobox(
    name: str,
    label: str,
    *,
    source: str,
    picks: Sequence[dict[str, str]] = (),
    choices: Sequence[dict[str, Any]] | None = (),
    sought: str | None = None,
    key: str = "",
    hint: str = "",
    error: str = "",
    first: bool = False,
    one: bool = False,
    none: str = "",
    typed: str = "",
) -> dict[str, object]:
    """Many picks, or one; options fetched from `source`. `choices`, with `none`, serve those without scripts.

    `sought`: they look for a name first (`web.unscripted`), and `choices` are those found, None before that.
    `typed`: what one types, if not the name, address or company of people.
    """
    picked = picks[0]["value"] if one and picks else ""
    if picked and choices and all(each["value"] != picked for group in choices for each in group["options"]):
        choices = [{"label": label, "options": picks}, *choices]
    drawn = choosing.draw(choices or (), picked)
    return locals() | {"key": key or name, "blank": {"value": "", "name": "{name}"}, "drawn": drawn}


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """A step of the breadcrumb; the last one has no url."""
    return piece("crumb", {"label": label, "url": url})


@register.inclusion_tag("pieces/state.html")
def state(name: str, label: str = "") -> dict[str, object]:
    """A document's state: the ring and the word."""
    ring = RINGS[name.replace("_", " ")]
    return {"label": label or ring.label, "drawing": mark_safe(ring.drawing), "look": ring.look}


@register.simple_tag
def ring(given: Ring | str) -> SafeString:
    """The ring of a document's state alone; the word stands beside it."""
    drawn = RINGS[given.replace("_", " ")] if isinstance(given, str) else given
    return format_html(
        '<svg class="ring {}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
        drawn.look,
        mark_safe(drawn.drawing),
    )


@register.inclusion_tag("pieces/skeleton.html")
def skeleton(label: str) -> dict[str, object]:
    """Rows to come; shown by htmx while a list is fetched."""
    return {"label": label}
