"""Whom an asker may know of before something, as one plain question over whole tables (domain 1, 2, 7.5, 8.4)."""

from typing import Any

from django.db.models import Q, QuerySet

from kantoor.access import readers
from kantoor.accounts.models import User
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.organizations.models import Membership
from kantoor.sharing.inquiries import Inquiry
from kantoor.sharing.known import Sight
from kantoor.sharing.models import Share


def people(inquiry: Inquiry) -> QuerySet[User]:
    """All of them."""
    known = inquiry.known
    found = Q(pk=known.asker_id)
    if known.oversees:
        found |= Q(environment_id=known.side_id)
    if known.sight.chooses:
        own, partners = inquiry.candidates.own(), inquiry.candidates.partners()
        found |= Q(pk__in=own.values("pk")) | Q(pk__in=partners.values("pk")) | _holders(inquiry)
    rows = User.objects.filter(found)
    return rows.filter(environment_id=known.side_id) if known.sight == Sight.OWN_PEOPLE else rows


def called(inquiry: Inquiry, words: list[str]) -> list[User]:
    """Those with every word in their name, an address or their company's name; own people first, by name."""
    rows = people(inquiry)
    for word in words:
        rows = rows.filter(Q(folded__contains=word) | Q(environment__folded__contains=word))
    house = inquiry.organization.environment_id
    return sorted(rows, key=lambda row: (row.environment_id != house, row.folded, row.pk))


def _holders(inquiry: Inquiry) -> Q:
    """Who has, or had, something of it; as far as it is told to those who see as much."""
    paper, sight, place = inquiry.document, inquiry.sight, inquiry.organization.pk
    reading = Q() if paper is None else Q(pk__in=readers.people(paper).values("pk"))
    if sight == Sight.ACCESS and paper is not None:
        return Q(pk__in=Request.objects.filter(document=paper).values("asked_by_id")) | reading
    shared = Share.objects.filter(user__isnull=False, organization_id=place).order_by()
    if sight == Sight.SHARES:
        return Q(pk__in=shared.live().filter(document=paper).values("user_id"))
    members = Membership.objects.filter(organization_id=place).order_by()
    seats = GroupMembership.objects.filter(group_id__in=members.values("group_id")).order_by()
    about = Request.objects.filter(organization_id=place).order_by()
    rest: list[Any] = [seats.values("user_id"), shared.values("user_id")]
    rest += [about.filter(to_user__isnull=False).values("to_user_id")]
    rest += [about.filter(kind=Kind.ACCESS).values("asked_by_id")]
    return Q(pk__in=members.filter(user__isnull=False).values("user_id").union(*rest)) | reading
