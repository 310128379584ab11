"""The rows of the list of members, drawn in Python: fifty of them through templates cost four times as much."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kantoor.accounts.models import User
from kantoor.organizations.memberships import Member
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.web import moments
from kantoor.web.addresses import EVERY_ROW, beside, to
from kantoor.web.drawn import piece
from kantoor.web.request import Asked
from kantoor.web.templatetags import kantoor as mark
from kantoor.web.templatetags.accounts import face


def draw(request: Asked, organization: Organization, members: Iterable[Member]) -> SafeString:
    """The rows of a page."""
    rows = _Rows(request, organization)
    return mark_safe("".join(map(rows.row, members)))


class _Rows:
    """Of one page: what all rows have in common is made once."""

    def __init__(self, request: Asked, organization: Organization) -> None:
        page = to("member", organization.pk, EVERY_ROW)
        self.page, self.every = beside(request.path, page), str(EVERY_ROW)
        self.me = request.actor.user_id
        self.own, self.said = organization.environment.name, moments.Said.now_here()
        self.by_themselves, self.by_you, self.by = _("first administrator"), _("by you"), _("by %(name)s")
        self.levels = {role.value: mark.level(role.value, str(role.label)) for role in OrganizationRole}

    def row(self, member: Member) -> SafeString:
        outside = member.partnership_id is not None
        end = member.expires_at
        words = {
            "picture": face(User(pk=member.user_id, picture=member.picture)) if member.picture else "",
            "letters": mark.initials(member.name),
            "name": member.name,
            "about": _("Group") if member.group_id else member.email,
            "company": mark.external(member.company or _("Partner group")) if outside else self.own,
            "level": self.levels[member.role],
            "blocked": mark.badge(_("Blocked")) if member.is_blocked else "",
            "until": mark.lastday(end) if end else "",
            "ahead": mark.when(end) if end and not moments.is_far(end) else "",
            "at": self.said.exact(member.member_since),
            "since": self.said.since(member.member_since),
            "by": self._added_by(member),
            "url": self.page.replace(self.every, str(member.id)),
        }
        group = member.group_id is not None
        return piece("member_row", words, outside=outside, you=member.user_id == self.me, group=group)

    def _added_by(self, member: Member) -> str:
        if member.added_by_id is None:
            return ""
        if member.added_by_id == member.user_id:
            return self.by_themselves
        return self.by_you if member.added_by_id == self.me else self.by % {"name": member.added_by_name}
