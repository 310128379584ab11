"""Pieces that hold other pieces: `{% panel … %} … {% endpanel %}`. docs/pieces.md is the manual."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from kantoor.web import icons
from kantoor.web.addresses import asked_back
from kantoor.web.drawn import piece
from kantoor.web.rings import RINGS
from kantoor.web.templatetags.accounts import face
from kantoor.web.templatetags.kantoor import avatar, person

register = template.Library()

ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}
PARTS = re.compile(r"<(thead|tbody|tfoot|tr|td|th)\b([^>]*)")


def _piece(context: template.Context, name: str, **values: object) -> SafeString:
    """A piece sees its parameters and the request, not the variables of the page around it."""
    shared = {key: context.get(key) for key in ("request", "csrf_token", "frame")}
    assert context.template is not None
    engine = context.template.engine
    return engine.get_template(f"pieces/{name}.html").render(context.new(shared | values))


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> SafeString:
    """The main navigation, with the person and their settings."""
    frame, actor = context["frame"], context["frame"].actor
    words = {"here": context["request"].get_full_path(), "csrf_token": context.get("csrf_token")}
    if actor is not None:
        words |= {"name": actor.user.name, "company": actor.environment.name, "profile": frame.profile}
        words |= {"face": avatar(actor.user.name, picture=face(actor.user)), "waiting": frame.waiting}
        words["person"] = person(actor.user.name, about=actor.environment.name)
    return piece("rail", words, entries=frame.entries, theme=frame.theme, languages=tuple(frame.languages))


@register.simple_block_tag
def once(content: str, key: str) -> SafeString:
    """A part of a page, sent as a whole, in which each icon is drawn once; `key` is for their ids."""
    return icons.once(content, key)


@register.simple_block_tag(takes_context=True)
def dialog(context: template.Context, content: str, title: str, back: str, key: str = "dialog") -> SafeString:
    """A short question in the middle of the page; closing goes to `back`, or where it was begun."""
    back = asked_back(context["request"]) or back
    return _piece(context, "dialog", content=content, title=title, back=back, key=key, look="dialog")


@register.simple_block_tag(takes_context=True)
def panel(context: template.Context, content: str, title: str, back: str, key: str = "panel") -> SafeString:
    """A task at the side, with the list behind it in sight; closing goes to `back`, or where it was begun."""
    back = asked_back(context["request"]) or back
    return _piece(context, "dialog", content=content, title=title, back=back, key=key, look="panel")


@register.simple_block_tag
def menu(content: str, label: str, key: str, icon_name: str = "") -> SafeString:
    """A button with a popover, of three dots without an icon; `key` makes the id unique on the page."""
    return piece("menu", {"content": content, "label": label, "key": key}, icon_name=icon_name)


@register.simple_block_tag(takes_context=True)
def row_menu(context: template.Context, content: str, key: str) -> SafeString:
    """The one menu of all rows of a list; their links with `data-menu` open it, and it acts on that row.

    Its addresses are made with `EVERY_ROW` as the row's id; the row's is the last id in the address of its link, which
    leads to the row's own page without scripts.
    """
    return _piece(context, "row_menu", content=content, key=key)


@register.simple_tag(takes_context=True)
def item(
    context: template.Context,
    label: str,
    *,
    url: str = "",
    post: str = "",
    icon_name: str = "",
    note: str = "",
    reason: str = "",
    danger: bool = False,
) -> SafeString:
    """A line of a menu: a link (`url`), an act (`post`), or greyed with its reason."""
    words = {"label": label, "url": url, "post": post, "note": reason or note}
    if post:
        words["csrf_token"] = str(context.get("csrf_token") or "")
    return piece("menu_item", words, icon_name=icon_name, refused=bool(reason), danger=danger)


@register.simple_block_tag
def tabs(content: str, label: str, look: str = "tabs") -> SafeString:
    """Links, a URL each; `look="segmented"` for views of one list."""
    return piece("tabs", {"content": content, "label": label}, look=look)


@register.simple_tag(takes_context=True)
def tab(
    context: template.Context,
    url: str,
    label: str,
    *,
    count: int | str | None = None,
    current: bool | None = None,
    icon_name: str = "",
) -> SafeString:
    """Current when said so, else when it is the page's own address."""
    here = context["request"].path == url if current is None else current
    words = {"url": url, "label": label, "count": "" if count is None else count}
    return piece("tab", words, current=bool(here), icon_name=icon_name)


@register.simple_block_tag(takes_context=True)
def consequence(
    context: template.Context,
    content: str,
    title: str,
    *,
    ends: bool = False,
    preview: str = "",
    key: str = "consequence",
) -> SafeString:
    """What will happen; with `preview` it asks that address again whenever the form around it changes."""
    return _piece(context, "consequence", content=content, title=title, ends=ends, preview=preview, key=key)


@register.simple_block_tag(takes_context=True)
def outcome(context: template.Context, content: str, icon_name: str = "check") -> SafeString:
    """One line of a consequence."""
    return _piece(context, "outcome", content=content, icon_name=icon_name)


@register.simple_block_tag(takes_context=True)
def banner(
    context: template.Context, content: str, title: str, *, kind: str = "", action: str = "", url: str = ""
) -> SafeString:
    """A message that stays; `kind`: nothing, "wrong" or "outside"; `action` with `url` is the next step."""
    icon_name = {"wrong": "triangle-alert", "outside": "blend"}.get(kind, "info")
    values = {"title": title, "kind": kind, "icon_name": icon_name, "action": action, "url": url}
    return _piece(context, "banner", content=content, **values)


@register.simple_block_tag(takes_context=True)
def empty(context: template.Context, content: str, title: str, scene: str = "inbox") -> SafeString:
    """Nothing here yet; the content says what it is for and gives one next step."""
    return _piece(context, "empty", content=content, title=title, scene=f"pieces/scenes/{scene}.html")


@register.simple_block_tag(takes_context=True)
def timeline(context: template.Context, content: str, label: str = "") -> SafeString:
    return _piece(context, "timeline", content=content, label=label)


@register.simple_block_tag(takes_context=True)
def event(
    context: template.Context,
    content: str,
    icon_name: str,
    moment: object,
    *,
    note: str = "",
    ahead: bool = False,
    status: str = "",
) -> SafeString:
    """One line of a timeline; `ahead` for what is still to come, `status` draws a document's ring."""
    return _piece(
        context,
        "event",
        content=content,
        icon_name=icon_name,
        moment=moment,
        note=note,
        ahead=ahead,
        ring=RINGS[status.replace("_", " ")] if status else None,
    )


@register.simple_block_tag
def head(content: str, title: str, about: str = "", company: str = "") -> SafeString:
    """The page's title; `company` puts its square before it; the content stands at the end."""
    square = avatar(company, kind="company", size="big") if company else ""
    return piece("head", {"content": content, "title": title, "about": about, "square": square})


@register.simple_block_tag(takes_context=True)
def field(
    context: template.Context,
    content: str,
    label: str,
    *,
    key: str = "",
    hint: str = "",
    error: str = "",
    optional: bool = False,
) -> SafeString:
    """A control that is no Django form field; give it id=`key` and aria-describedby="`key`-hint"."""
    return _piece(
        context, "control", content=content, label=label, key=key, hint=hint, error=error, optional=optional
    )


@register.simple_block_tag
def table(content: str, caption: str, look: str = "", bare: bool = False) -> SafeString:
    """A table that folds on a narrow page and keeps its roles when it does; `bare`: js/roles.js gives them."""
    told = content if bare else with_roles(content)
    return piece("table", {"content": told, "caption": caption}, look=look, bare=bare)


@register.simple_block_tag(takes_context=True)
def specimen(context: template.Context, content: str, title: str, about: str) -> SafeString:
    """A line of the /design page."""
    return _piece(context, "specimen", content=content, title=title, about=about)


def with_roles(html: str) -> SafeString:
    """Explicit table roles: some browsers drop the implied ones when rows are laid out as blocks."""
    return mark_safe(PARTS.sub(_with_role, html))


def _with_role(found: re.Match[str]) -> str:
    name, rest = found.groups()
    if "role=" in rest:
        return found[0]
    role = ROLES.get(name) or ("columnheader" if 'scope="col"' in rest else "rowheader")
    return f'<{name} role="{role}"{rest}'
