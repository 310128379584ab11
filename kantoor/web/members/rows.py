"""The rows of the list of members, drawn in Python: fifty of them through templates cost four times as much."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kantoor.accounts.models import User
from kantoor.organizations import lists
from kantoor.organizations.memberships import Member
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.web import moments
from kantoor.web.drawn import piece
from kantoor.web.request import Asked
from kantoor.web.templatetags import kantoor as mark
from kantoor.web.templatetags.accounts import face
from kantoor.web.templatetags.pieces import with_roles

ROW = (
    '<tr><th scope="row">{person}</th>'
    '<td class="fold{away}">{company}</td>'
    '<td class="fold">{role}{blocked}</td>'
    '<td class="fold{endless}">{until}</td>'
    '<td class="spare nowrap">{since}<span class="sub">{by}</span></td>'
    '<td class="acts">{button}</td></tr>\n'
)
UNTIL = '<span class="word">{}</span> {}<span class="sub">{}</span>'


def draw(request: Asked, organization: Organization, members: Iterable[Member], every: Any) -> SafeString:
    """The rows of a page; `every` stands in addresses where a row's id comes."""
    page = reverse("member", args=[organization.pk, every])
    rows = [
        _row(request, organization, member, page.replace(str(every), str(member.id))) for member in members
    ]
    return with_roles(format_html_join("", "{}", ((row,) for row in rows)))


def _row(request: Asked, organization: Organization, member: Member, url: str) -> SafeString:
    outside = member.partnership_id is not None
    you = member.user_id == request.actor.user_id
    label = _("Actions for %(name)s") % {"name": member.name}
    return format_html(
        ROW,
        person=_person(member, outside, you),
        away="" if outside else " fold-away",
        company=mark.external(member.company or _("Partner group"))
        if outside
        else organization.environment.name,
        role=mark.level(member.role, str(OrganizationRole(member.role).label)),
        blocked=piece("badge", text=_("Blocked"), kind="", icon_name="") if member.is_blocked else "",
        endless="" if member.expires_at else " fold-away",
        until=_until(member),
        since=mark.when(member.member_since),
        by=_added_by(request, member),
        button=piece("row_button", url=url, label=label, menu="own" if you else "member", row=str(member.id)),
    )


def _person(member: Member, outside: bool, you: bool) -> SafeString:
    if member.group_id is not None:
        return mark.person(member.name, about=_("Group"), kind="group", outside=outside)
    picture = face(User(pk=member.user_id, picture=member.picture)) if member.picture else ""
    return mark.person(member.name, about=member.email, outside=outside, you=you, picture=picture)


def _until(member: Member) -> SafeString | str:
    if member.expires_at is None:
        return "—"
    day, when = mark.day(lists.last_day(member.expires_at)), mark.when(member.expires_at)
    beneath = "" if moments.is_far(member.expires_at) else when
    return format_html(UNTIL, _("until"), day, beneath)


def _added_by(request: Asked, member: Member) -> str:
    if member.added_by_id is None:
        return ""
    if member.added_by_id == member.user_id:
        return _("first administrator")
    if member.added_by_id == request.actor.user_id:
        return _("by you")
    return _("by %(name)s") % {"name": member.added_by_name}
