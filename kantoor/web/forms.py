"""How Django's forms are drawn: our fields, our classes (settings.FORM_RENDERER)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.safestring import SafeString

from kantoor.web.drawn import filled

Words = Mapping[str, Any]
PLAIN = ("checkbox", "radio", "hidden", "file")


class Renderer(DjangoTemplates):
    form_template_name = "pieces/form.html"
    field_template_name = "pieces/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget")
        if widget and widget.get("type") not in PLAIN and "class" not in widget["attrs"]:
            widget["attrs"]["class"] = "input"
        if widget and template_name == forms.Select.template_name:
            return _select(widget)
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    """As Django's template has it, which renders two more for each option: 8 ms for the countries of the world, not 3."""
    groups = [
        (name, SafeString("".join(map(_option, options)))) for name, options, _at in widget["optgroups"]
    ]
    drawn = [
        filled('<optgroup label="{name}">{inside}</optgroup>', name=name, inside=inside) if name else inside
        for name, inside in groups
    ]
    return filled(
        '<select name="{name}"{attrs}>{inside}</select>',
        name=widget["name"],
        attrs=flatatt(widget["attrs"]),
        inside=SafeString("".join(drawn)),
    )


def _option(option: dict[str, Any]) -> SafeString:
    return filled(
        '<option value="{value}"{attrs}>{label}</option>',
        value=str(option["value"]),
        attrs=flatatt(option["attrs"]),
        label=option["label"],
    )


class DayInput(forms.DateInput):
    """The browser's own date picker, which follows the person's locale; the value is always ISO."""

    input_type = "date"
    template_name = "pieces/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"data-day": ""} | (attrs or {}), format="%Y-%m-%d")


class Choices(forms.RadioSelect):
    """A few choices as cards: `notes` says what each means, `refused` why one cannot be chosen."""

    template_name = "pieces/choices.html"
    levels = False

    def __init__(self, notes: Words | None = None, refused: Words | None = None, **given: Any) -> None:
        super().__init__(**given)
        self.notes, self.refused = notes or {}, refused or {}

    def create_option(self, name: str, value: Any, *args: Any, **given: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **given)
        reason = self.refused.get(str(value))
        option["bars"] = int(value) if self.levels else 0
        option["note"] = reason or self.notes.get(str(value), "")
        if reason:
            option["attrs"]["disabled"] = True
        return option


class Levels(Choices):
    """Choices whose values are 1, 2, 3: roles and levels, drawn as bars."""

    levels = True
