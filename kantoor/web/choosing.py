"""What a combobox offers: as one types, and to those without scripts in a list, too slow for a template to draw."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def answer(
    request: HttpRequest, search: Callable[[str], list[dict[str, Any]]], nothing: str = ""
) -> HttpResponse:
    """What its source answers to `?q=`: the groups that the search gives; `nothing` is said where it gives none."""
    text = request.GET.get("q", "")
    groups = search(text)
    total = sum(len(group["options"]) for group in groups)
    shown = {"groups": groups, "query": text, "total": total, "nothing": nothing}
    return render(request, "pieces/options.html", shown)


def draw(groups: "Sequence[Mapping[str, Any]]", picked: str = "") -> SafeString:
    """The options of a `select` by group; those with a reason cannot be chosen."""
    return mark_safe("".join(_group(one, picked) for one in groups))


def _group(group: Mapping[str, Any], picked: str) -> str:
    options = "".join(_option(one, picked) for one in group["options"])
    return f'<optgroup label="{conditional_escape(group["label"])}">{options}</optgroup>'


def _option(one: Mapping[str, Any], picked: str) -> str:
    value, outside, reason = one["value"], one.get("outside"), one.get("reason")
    marks = " disabled" * bool(reason) + " selected" * (bool(picked) and value == picked)
    beside = f" ({conditional_escape(outside)})" if outside else ""
    why = f": {conditional_escape(reason)}" if reason else ""
    return f'<option value="{conditional_escape(value)}"{marks}>{conditional_escape(one["name"])}{beside}{why}</option>'
