"""The rows of the list of members, drawn in Python: fifty of them through templates cost four times as much."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kantoor.accounts.models import User
from kantoor.organizations.memberships import Member
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.web import moments
from kantoor.web.drawn import piece
from kantoor.web.request import Asked
from kantoor.web.templatetags import kantoor as mark
from kantoor.web.templatetags.accounts import face


def draw(request: Asked, organization: Organization, members: Iterable[Member], every: Any) -> SafeString:
    """The rows of a page; `every` stands in addresses where a row's id comes."""
    page = reverse("member", args=[organization.pk, every])
    rows = [
        _row(request, organization, member, page.replace(str(every), str(member.id))) for member in members
    ]
    return mark_safe("".join(rows))


def _row(request: Asked, organization: Organization, member: Member, url: str) -> SafeString:
    outside = member.partnership_id is not None
    end = member.expires_at
    words = {
        "picture": face(User(pk=member.user_id, picture=member.picture)) if member.picture else "",
        "letters": mark.initials(member.name),
        "name": member.name,
        "about": _("Group") if member.group_id else member.email,
        "company": mark.external(member.company or _("Partner group"))
        if outside
        else organization.environment.name,
        "level": mark.level(member.role, str(OrganizationRole(member.role).label)),
        "blocked": mark.badge(_("Blocked")) if member.is_blocked else "",
        "until": mark.lastday(end) if end else "",
        "ahead": mark.when(end) if end and not moments.is_far(end) else "",
        "since": mark.when(member.member_since),
        "by": _added_by(request, member),
        "url": url,
        "row": str(member.id),
    }
    you = member.user_id == request.actor.user_id
    return piece("member_row", words, outside=outside, you=you, group=member.group_id is not None)


def _added_by(request: Asked, member: Member) -> str:
    if member.added_by_id is None:
        return ""
    if member.added_by_id == member.user_id:
        return _("first administrator")
    if member.added_by_id == request.actor.user_id:
        return _("by you")
    return _("by %(name)s") % {"name": member.added_by_name}
