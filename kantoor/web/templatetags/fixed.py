"""What is the same each time is drawn once: Django's `translate`, `url` and `static` and whole parts of a page.

A text without variables is the same in a language each time; so is the address of a file, and that of a route but for
the ids in it; and a part of a page that is given all it may look at.
"""

import dataclasses
from collections.abc import Hashable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, Variable, token_kwargs
from django.template.defaulttags import URLNode, url
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kantoor.web.addresses import to

register = template.Library()

KEPT = 256  # of one part; then it begins anew


class Translation(template.Node):
    """A `translate` of a constant text."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node, self.asvar, self.known = node, node.asvar, dict[str | None, SafeString]()
        node.asvar = None

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.known:
            self.known[language] = mark_safe(self.node.render(context))
        words = self.known[language]
        if self.asvar:
            context[self.asvar] = words
            return SafeString()
        return words


class Address(template.Node):
    """A `url` of a route named in the template, with values by their place."""

    child_nodelists = ()

    def __init__(self, node: URLNode) -> None:
        self.route, self.values, self.asvar = str(node.view_name.var), node.args, node.asvar

    def render(self, context: template.Context) -> str:
        try:
            address = to(self.route, *[value.resolve(context) for value in self.values])
        except NoReverseMatch:
            if self.asvar is None:
                raise
            address = ""
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


class Asset(template.Node):
    """A `static` file named in the template: its address stays what it is while the program runs."""

    child_nodelists = ()

    def __init__(self, node: StaticNode) -> None:
        self.node, self.known = node, dict[str, str]()

    def render(self, context: template.Context) -> str:
        prefix = get_script_prefix()
        if prefix not in self.known:
            self.known[prefix] = self.node.render(context)
        return self.known[prefix]


class Fixed(template.Node):
    """A part of a page: it sees nothing but the values it is given, so equal values draw it equal."""

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist, self.values, self.known = nodelist, values, dict[Hashable, SafeString]()

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key = get_language(), context.autoescape, *map(exactly, values.values())
        drawn = self.known.get(key)
        if drawn is None:
            drawn = self.nodelist.render(context.new(values))
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[key] = drawn
        return drawn


def exactly(value: Any) -> Hashable:
    """What tells this value from all that would be drawn otherwise. TypeError: it cannot be told, as with rows."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is SafeString or isinstance(value, (int, Decimal, UUID)):
        return kind, str(value)  # 1 and True, 5 and 5.0, text and safe text would be equal
    if isinstance(value, (str, Promise)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return tuple([exactly(one) for one in value])
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if dataclasses.is_dataclass(kind):
        return kind, *[exactly(getattr(value, name)) for name in _fields(kind)]
    raise TypeError(f"a fixed part cannot depend on a {kind.__name__}")


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@register.tag
def fixed(parser: Parser, token: Token) -> Fixed:
    """`{% fixed box=shown.box … %} … {% endfixed %}`: drawn once for each set of these values, of which alone it knows."""
    bits = token.split_contents()[1:]
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"fixed takes name=value, not {bits[0]}")
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodelist, values)


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    node = do_translate(parser, token)
    fixed = _constant(node.filter_expression) and node.message_context is None
    return Translation(node) if fixed else node


@register.tag("url")
def address(parser: Parser, token: Token) -> template.Node:
    node = url(parser, token)
    return Address(node) if _constant(node.view_name) and not node.kwargs else node


@register.tag("static")
def asset(parser: Parser, token: Token) -> template.Node:
    node = StaticNode.handle_token(parser, token)
    return Asset(node) if node.varname is None and _constant(node.path) else node


def _constant(expression: FilterExpression) -> bool:
    """A text between quotes, without filters. Django has made a variable of it that looks nothing up."""
    value: Any = expression.var
    literal = value.literal if isinstance(value, Variable) else value
    return isinstance(literal, str) and not expression.filters
