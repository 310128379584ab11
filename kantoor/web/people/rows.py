"""The rows of the list of people, drawn in Python (docs/decisions/0003)."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.environments.people import Row, Standing
from kantoor.web import moments
from kantoor.web.addresses import EVERY_ROW, to
from kantoor.web.drawn import piece
from kantoor.web.templatetags import kantoor as mark


def draw(actor: Actor, people: Iterable[Row]) -> SafeString:
    """The rows of a page."""
    said = moments.Said.now_here()
    return mark_safe("".join([_row(actor, row, said) for row in people]))


def menus(actor: Actor, people: Iterable[Row]) -> dict[str, Row]:
    """What a row's button opens: one for each standing on the page, and one's own."""
    every = User(pk=EVERY_ROW)
    return {
        _menu(actor, row): row if row.user.pk == actor.user_id else replace(row, user=every) for row in people
    }


def _menu(actor: Actor, row: Row) -> str:
    return "own" if row.user.pk == actor.user_id else str(row.standing)


def _row(actor: Actor, row: Row, said: moments.Said) -> SafeString:
    user, seen, active = row.user, row.user.last_seen_at, row.standing is Standing.ACTIVE
    lock = "lock" if row.standing is Standing.BLOCKED else ""
    words = {
        "letters": mark.initials(user.name),
        "name": user.name,
        "about": row.about,
        "url": to("person", user.pk),
        "level": mark.level(row.role, str(row.role.label)) if row.role else "",
        "manager": _("Relationship manager") if row.role and row.relationship_manager else "",
        "state": row.label if active else mark.badge(row.label, icon_name=lock),
        "ours": str(row.ours) if row.ours or row.theirs else "",
        "theirs": _of_partners(row.theirs) if row.theirs else "",
        "at": said.exact(seen) if seen else "",
        "seen": said.since(seen) if seen else "",
    }
    return piece("person_row", words, active=active, you=user.pk == actor.user_id, menu=_menu(actor, row))


def _of_partners(count: int) -> str:
    return ngettext("and %(n)s of partners", "and %(n)s of partners", count) % {"n": count}
