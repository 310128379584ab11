"""An answer in words: the question, what somebody may, and each path with since when, by whom, until when."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kantoor.access.explaining import Answer, Path
from kantoor.accounts.models import User
from kantoor.documents.models import DocumentKind
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Request
from kantoor.organizations import lists
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.inquiries import Inquiry
from kantoor.sharing.known import Sight
from kantoor.sharing.models import Level, Share
from kantoor.web.explain import obstacles
from kantoor.web.moments import calendar_day, local_day


@dataclass(frozen=True)
class Told:
    """A path as the list shows it; `look`: counts, beneath or off."""

    path: Path
    sentence: SafeString
    facts: str
    look: str
    level: str
    badge: str = ""


def what(inquiry: Inquiry) -> str:
    """this invoice; or the organization's name."""
    if inquiry.document is None:
        return inquiry.organization.name
    kinds = {
        DocumentKind.INVOICE: _("this invoice"),
        DocumentKind.CREDIT_NOTE: _("this credit note"),
        DocumentKind.ORDER: _("this order"),
    }
    return kinds.get(DocumentKind(inquiry.document.kind), _("this document"))


def question(inquiry: Inquiry, answer: Answer, then: str) -> str:
    """Why can Wim Maes see this invoice?"""
    given = {"name": answer.person.name, "what": what(inquiry), "then": then}
    if shares_only(inquiry, answer) and answer.worth is None:
        return _("Is %(what)s shared with %(name)s?") % given
    you, yes = answer.person.pk == inquiry.actor.user_id, answer.worth is not None
    if then:
        could = {
            (True, True): _("Why could you see %(what)s on %(then)s?"),
            (True, False): _("Why could you not see %(what)s on %(then)s?"),
            (False, True): _("Why could %(name)s see %(what)s on %(then)s?"),
            (False, False): _("Why could %(name)s not see %(what)s on %(then)s?"),
        }
        return could[you, yes] % given
    can = {
        (True, True): _("Why can you see %(what)s?"),
        (True, False): _("Why can you not see %(what)s?"),
        (False, True): _("Why can %(name)s see %(what)s?"),
        (False, False): _("Why can %(name)s not see %(what)s?"),
    }
    return can[you, yes] % given


def shares_only(inquiry: Inquiry, answer: Answer) -> bool:
    """The asker has full by a share: whether there are other paths is not theirs to know."""
    return inquiry.sight == Sight.SHARES and bool(answer.person.pk != inquiry.actor.user_id)


def verdict(inquiry: Inquiry, answer: Answer, then: str) -> SafeString:
    """Today they may edit it and share it on."""
    if answer.worth is None:
        if shares_only(inquiry, answer):
            return mark_safe(_("It is not shared with them."))
        return mark_safe(_("They saw nothing of it then.") if then else _("Today they see nothing of it."))
    if answer.person.pk == inquiry.actor.user_id:
        return format_html("<b>{}</b>", worth(inquiry, answer.worth))
    paper = (
        (_("Today they may <b>view</b> it"), _("They could <b>view</b> it")),
        (_("Today they may <b>edit</b> it"), _("They could <b>edit</b> it")),
        (
            _("Today they may <b>edit</b> it and <b>share it on</b>"),
            _("They could <b>edit</b> it and <b>share it on</b>"),
        ),
    )
    place = (
        (_("Today they may <b>see</b> all its documents"), _("They could <b>see</b> all its documents")),
        (
            _("Today they may <b>make, send and share</b> its documents"),
            _("They could <b>make, send and share</b> its documents"),
        ),
        (
            _("Today they may also <b>decide who is a member</b>"),
            _("They could also <b>decide who is a member</b>"),
        ),
    )
    said = (paper if inquiry.document else place)[answer.worth - 1]
    return mark_safe(said[bool(then)])


def worth(inquiry: Inquiry, value: int) -> str:
    """View, edit, full; or viewer, member, administrator."""
    return str(Level(value).label if inquiry.document else OrganizationRole(value).label)


def told(inquiry: Inquiry, answer: Answer) -> list[Told]:
    """Every path, the one that counts first."""
    return [_told(inquiry, answer, path, number) for number, path in enumerate(answer.paths)]


def _told(inquiry: Inquiry, answer: Answer, path: Path, number: int) -> Told:
    look = "off" if path.obstacle else "beneath" if number else "counts"
    badge = obstacles.badge(path.obstacle) if path.obstacle else ""
    facts = " ".join(_facts(inquiry, answer, path))
    you = answer.person.pk == inquiry.actor.user_id
    return Told(
        path,
        sentence(path, you, inquiry.elsewhere(path) and not you),
        facts,
        look,
        worth(inquiry, path.worth),
        badge,
    )


def sentence(path: Path, you: bool = False, theirs: bool = False) -> SafeString:
    """In group Finance, member of Jansen Bouw BV, with which it is shared; `theirs`: their groups are not named."""
    group = "" if theirs else _group(path)
    within = format_html(_("In group <b>{}</b>"), group) if group else mark_safe("")
    place = _place(path)
    parts = [part for part in (within, place) if part]
    if path.share is not None:
        if path.share.user_id:
            with_you = _("<b>Shared</b> with you in person")
            return mark_safe(with_you if you else _("<b>Shared</b> with them in person"))
        parts.append(mark_safe(_("with which it is <b>shared</b>")))
    joined = format_html(", ".join(["{}"] * len(parts)), *parts)
    return mark_safe(joined[:1].upper() + joined[1:])


def _group(path: Path) -> str:
    rows: tuple[GroupMembership | Request | Membership | Share | None, ...] = (
        path.place,
        path.request,
        path.membership,
        path.share,
    )
    for row in rows:
        if row is not None and row.group is not None:
            return str(row.group.name)
    return ""


def _place(path: Path) -> SafeString:
    asked = path.request if path.request and path.request.organization else None
    row = path.membership or asked
    if row is None or row.organization is None:
        return mark_safe("")
    given = {"role": str(OrganizationRole(row.role or 1).label), "organization": row.organization.name}
    if path.kept:
        said = _("Was <b>administrator</b> of {organization} when it was closed, and keeps reading")
    else:
        said = _("<b>{role}</b> of {organization}")
        given["role"] = given["role"] if not _group(path) else given["role"].lower()
    return format_html(said, **given)


def _facts(inquiry: Inquiry, answer: Answer, path: Path) -> Iterator[str]:
    """The sentences of the second line."""
    person = answer.person
    theirs = inquiry.elsewhere(path) and person.pk != inquiry.actor.user_id
    if path.place is not None and not theirs:
        outside = path.place.group.environment_id != person.environment_id
        said = _("Accepted the group on %(day)s, asked by %(name)s.") if outside else ""
        yield by(
            said or _("In the group since %(day)s, added by %(name)s."),
            path.place.valid_from,
            path.place.began_by,
        )
    if path.membership is not None and not theirs:
        yield from _of_membership(path, person)
    if path.share is not None:
        yield by(_("Shared on %(day)s by %(name)s."), path.share.valid_from, path.share.began_by)
    if path.obstacle is not None:
        yield obstacles.said(path, person, inquiry.actor.environment_id)
    elif path.until is not None:
        yield _("Until %(day)s.") % {"day": last_day(path.until)}
    if path.holds and len(answer.holding) > 1 and path is answer.paths[0]:
        yield _remains(inquiry, answer.without(path))


def _of_membership(path: Path, person: User) -> Iterator[str]:
    row = path.membership
    assert row is not None
    if row.group_id:
        yield by(_("The group is a member since %(day)s, added by %(name)s."), row.member_since, row.added_by)
        return
    if row.organization.environment_id != person.environment_id:
        yield by(_("Accepted on %(day)s, asked by %(name)s."), row.member_since, row.added_by)
    elif row.added_by_id == person.pk:
        yield _("Since %(day)s, as the first administrator.") % {"day": day(row.member_since)}
    else:
        yield by(_("Since %(day)s, added by %(name)s."), row.member_since, row.added_by)
    if row.valid_from - row.member_since > dt.timedelta(minutes=1):
        yield by(_("In this role since %(day)s, by %(name)s."), row.valid_from, row.began_by)


def _remains(inquiry: Inquiry, level: int | None) -> str:
    return _("If this one ends, %(level)s remains.") % {"level": worth(inquiry, level or 1).lower()}


def by(said: str, at: dt.datetime, who: User | None) -> str:
    """With the day and the name; the system has a name too."""
    return said % {"day": day(at), "name": who.name if who else _("the system")}


def day(at: dt.datetime) -> str:
    return calendar_day(local_day(at))


def last_day(end: dt.datetime) -> str:
    """The last whole day, as people say "until"."""
    last = lists.last_day(end)
    assert last is not None
    return calendar_day(last)
