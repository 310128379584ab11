"""What a page can be told: the parameters it reads, noticed while it reads them, and its forms filled in sensibly."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import lxml.html
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

TOKEN = "csrfmiddlewaretoken"
BY_TYPE = {"email": "zoe@jansen.example", "date": "2030-03-31", "number": "1", "url": "https://a.example"}
PLAIN = "Plain words"

Values = dict[str, list[str]]


@dataclass
class Read:
    """The names that were asked for; files apart."""

    names: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


@contextmanager
def reading(into: Read) -> Iterator[None]:
    """Notes every name that the code looks up in what was sent: nobody has to list the parameters of a page."""
    getitem, getlist = MultiValueDict.__getitem__, MultiValueDict.getlist

    def note(data: Any, key: object) -> None:
        found = into.names if isinstance(data, QueryDict) else into.files
        if isinstance(key, str) and key != TOKEN:
            found.add(key)

    def noted_getitem(self: Any, key: Any) -> Any:
        note(self, key)
        return getitem(self, key)

    def noted_getlist(self: Any, key: Any, default: Any = None) -> Any:
        note(self, key)
        return getlist(self, key, default)

    def noted_contains(self: Any, key: Any) -> bool:
        note(self, key)
        return dict.__contains__(self, key)

    with (
        mock.patch.object(MultiValueDict, "__getitem__", noted_getitem),
        mock.patch.object(MultiValueDict, "getlist", noted_getlist),
        mock.patch.object(MultiValueDict, "__contains__", noted_contains, create=True),
    ):
        yield


def forms_on(html: str, path: str) -> Iterator[tuple[str, Values]]:
    """For every form of the page the route it leads to, and what somebody sensible would send."""
    if not html.strip():
        return
    for form in lxml.html.fromstring(html).forms:
        for target in {form.get("action") or path, form.get("hx-post") or form.get("action") or path}:
            try:
                found = resolve(re.sub(r"^https?://[^/]+", "", target).partition("?")[0])
            except Resolver404:
                continue
            yield str(found.url_name), sensible(form)


def sensible(form: Any) -> Values:
    """What is chosen already, and for the rest what its kind of field takes."""
    values: Values = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    for control in form.inputs:
        if control.name and not "".join(values.get(control.name, [])) and not _is_file(control):
            values[control.name] = [_guess(control)]
    values.pop(TOKEN, None)
    return values


def _is_file(control: Any) -> bool:
    return control.get("type") in ("file", "submit", "button", "image")


def _guess(control: Any) -> str:
    if control.tag == "select":
        return next((value for value in control.value_options if value), "")
    if control.get("type") in ("checkbox", "radio"):
        return str(control.get("value", "on"))
    return BY_TYPE.get(control.get("type", ""), PLAIN)
