"""The partnerships of the list, drawn in Python (docs/decisions/0003)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.organizations import lists
from kantoor.organizations.memberships import said
from kantoor.partnerships.models import Participant, Partnership
from kantoor.partnerships.participants import Held, Side
from kantoor.web import icons
from kantoor.web.addresses import to
from kantoor.web.drawn import piece
from kantoor.web.request import Asked
from kantoor.web.templatetags import kantoor as mark

FACES = 3


@dataclass
class Row:
    """A partnership as one side sees it."""

    partnership: Partnership
    partner: Environment
    theirs: Side
    ours: Side

    @property
    def last_day(self) -> Any:
        return lists.last_day(self.partnership.expires_at)


def draw(request: Asked, rows: Sequence[Row], may_act: bool, refusal: str) -> SafeString:
    """The rows of a page; a single one stands open."""
    drawn = _Rows(request, may_act, refusal)
    return icons.once("".join([drawn.row(row, alone=len(rows) == 1) for row in rows]), "partner")


class _Rows:
    """Of one page: what all have in common."""

    def __init__(self, request: Asked, may_act: bool, refusal: str) -> None:
        self.me = request.actor.user_id
        self.may_act, self.refusal = may_act, refusal

    def row(self, row: Row, alone: bool) -> SafeString:
        key, name, theirs, ours = row.partnership.pk, row.partner.name, row.theirs, row.ours
        faces = [mark.avatar(_user(one).name, outside=True, size="tiny") for one in theirs.first[:FACES]]
        words = {
            "face": mark.avatar(name, kind="company", outside=True),
            "name": name,
            "since": mark.day(row.partnership.valid_from),
            "faces": mark_safe("".join(faces)),
            "count": _("All %(n)s") % {"n": said(theirs.count)} if theirs.everybody else str(theirs.count),
            "ends": mark.day(row.last_day) if row.last_day else "",
            "theirs": mark_safe("".join([self._theirs(one) for one in theirs.first])),
            "all_theirs": _people_now(theirs),
            "more_theirs": _all_people(theirs),
            "ours": mark_safe("".join([self._ours(one) for one in ours.first])),
            "all_ours": _people_now(ours),
            "more_ours": _all_people(ours),
            "page": to("partnership", key),
            "forward": to("participant_new", key),
            "removal": to("participant_removal", ours.everybody.pk) if ours.everybody else "",
            "end_date": to("partnership_end_date", key),
            "ending": to("partnership_ending", key),
            "refusal": self.refusal,
        }
        return piece("partnership", words, alone=alone, may_act=self.may_act, some=bool(theirs.count))

    def _theirs(self, participant: Participant) -> SafeString:
        user = _user(participant)
        held = getattr(user, "held", Held())
        about = [user.email, _members(held.organizations), _asked(held.asked)]
        words = {"name": user.name, "about": " · ".join(filter(None, about))}
        return piece("participant", words | {"face": mark.avatar(user.name, outside=True)})

    def _ours(self, participant: Participant) -> SafeString:
        user = _user(participant)
        words = {"name": user.name, "about": user.email, "face": mark.avatar(user.name)}
        words |= {"removal": to("participant_removal", participant.pk) if self.may_act else ""}
        return piece("participant", words, you=user.pk == self.me)


def _user(participant: Participant) -> User:
    assert participant.user is not None  # only those put forward by name are shown one by one
    return participant.user


def _people_now(side: Side) -> str:
    """Of a side that put everybody forward."""
    if not side.everybody:
        return ""
    return ngettext("%(n)s person now", "%(n)s people now", side.count) % {"n": said(side.count)}


def _all_people(side: Side) -> str:
    """Where more are put forward by name than the list shows."""
    return _("All %(n)s people") % {"n": side.named} if side.named > len(side.first) else ""


def _members(count: int) -> str:
    return ngettext("in %(n)s organization", "in %(n)s organizations", count) % {"n": count} if count else ""


def _asked(count: int) -> str:
    return _("asked for %(n)s") % {"n": count} if count else ""
