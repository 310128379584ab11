"""What a database says, in lines that two databases can be compared by; not by the means of `kantoor move`.

Run by `kantoor shell` on each: how many rows each table has, the first and last of them as Django reads them, and what
people see: their lists in each order, what they find, the members of organizations.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import models

from bench.subjects import Subjects
from kantoor.demo.worlds.ground import NOTABLE
from kantoor.documents import filters, lists
from kantoor.documents.models import Box
from kantoor.organizations import memberships, seen
from kantoor.organizations.models import Organization

SOME = 10_000  # rows at each end of a table
EMPTY = ("kantoor_cache", "jobs_presence")
SOUGHT = ("bouw", "2024-000", "hoek", "de", "factuur")


def tell() -> None:
    for line in chain(_tables(), _seen(), _members()):
        print(line)


def _tables() -> Iterator[str]:
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.db_table):
        if model._meta.managed and model._meta.db_table not in EMPTY:
            yield f"rows {model._meta.db_table} {model._default_manager.count()} {_sum(_ends(model))}"


def _ends(model: type[models.Model]) -> Iterator[Any]:
    rows = model._base_manager.values_list(*(field.attname for field in model._meta.concrete_fields))
    yield from rows.order_by("pk")[:SOME].iterator()
    yield from rows.order_by("-pk")[:SOME].iterator()


def _seen() -> Iterator[str]:
    subjects = Subjects()
    for who in NOTABLE:
        actor = subjects.actor(who)
        yield f"organizations of {who} {_sum(seen.by(actor).order_by('pk').values_list('pk'))}"
        for box in Box:
            for sort in lists.SORTS:
                yield f"{box} of {who} by {sort} {_page(actor, lists.Wanted(box, sort=f'-{sort}'))}"
        for text in SOUGHT:
            wanted = lists.Wanted(filters=filters.Filters(text=text))
            yield f"found by {who}: {text} {_page(actor, wanted)}"


def _page(actor: Any, wanted: lists.Wanted) -> str:
    return _sum((row.pk, row.number, row.amount) for row in lists.page(actor, wanted).rows)


def _members() -> Iterator[str]:
    for place in Organization.objects.order_by("pk")[:200]:
        rows = memberships.of(place).order_by("pk").values_list("pk", "role", "valid_from")
        yield f"members of {place.pk} {rows.count()} {_sum(rows[:500])}"


def _sum(rows: Iterable[Any]) -> str:
    summed = hashlib.sha256()
    for row in rows:
        summed.update(repr([_plain(value) for value in row]).encode())
    return summed.hexdigest()[:16]


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return str(value)
