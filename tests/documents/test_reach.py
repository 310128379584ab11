"""Who reaches a document, and at which level (domain 7.5, 7.6)."""

import datetime as dt

from kantoor.access import documents as reached
from kantoor.accounts.models import Block, User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Level, Share


def level(who: User, document: Document) -> int | None:
    """By the check; the list and the audience must agree."""
    found = reached.level_on(who.pk, document.pk)
    assert reached.reached(who.pk).filter(pk=document.pk).exists() == (found is not None)
    assert max((p.level for p in reached.audience(document) if p.person == who.pk), default=None) == found
    return found


def share(document: Document, level: Level, **to: object) -> Share:
    return Share.objects.create(document=document, organization=document.organization, level=level, **to)


def test_a_role_is_worth_a_level_on_every_document(cast: Cast, invoice: Document) -> None:
    """domain 7.5"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    assert (level(cast.anna, invoice), level(cast.sara, invoice)) == (Level.FULL, Level.VIEW)
    assert level(cast.piet, invoice) is None  # of the same environment, but no member


def test_a_share_gives_its_level_until_its_date(cast: Cast, invoice: Document) -> None:
    """domain 7.5"""
    given = share(invoice, Level.EDIT, user=cast.sara, expires_at=now() + dt.timedelta(hours=1))
    assert level(cast.sara, invoice) == Level.EDIT
    Share.objects.filter(pk=given.pk).update(expires_at=now() - dt.timedelta(hours=1))
    assert level(cast.sara, invoice) is None


def test_the_highest_counts_and_the_one_beneath_remains(cast: Cast, invoice: Document) -> None:
    """domain 7.6"""
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    place = GroupMembership.objects.create(group=group, user=cast.sara)
    share(invoice, Level.FULL, group=group)
    share(invoice, Level.VIEW, user=cast.sara)
    assert level(cast.sara, invoice) == Level.FULL
    GroupMembership.objects.filter(pk=place.pk).end(None)
    assert level(cast.sara, invoice) == Level.VIEW


def test_an_organization_passes_on_no_more_than_the_role_in_it_is_worth(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.5"""
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    share(invoice, Level.EDIT, to_organization=cast.vastgoed)
    assert (level(cast.piet, invoice), level(cast.sara, invoice)) == (Level.EDIT, Level.VIEW)
    Membership.objects.filter(user=cast.piet).end(None)
    assert level(cast.piet, invoice) is None


def test_what_hangs_on_a_partnership_ends_with_it(cast: Cast, invoice: Document) -> None:
    """domain 6.4"""
    share(invoice, Level.VIEW, user=cast.eva, partnership=cast.partnership)
    assert level(cast.eva, invoice) == Level.VIEW
    Partnership.objects.filter(pk=cast.partnership.pk).end(None)
    assert level(cast.eva, invoice) is None


def test_the_blocked_reach_nothing(cast: Cast, invoice: Document) -> None:
    """domain 3.6"""
    share(invoice, Level.VIEW, user=cast.sara)
    Block.objects.create(user=cast.sara, reason="-")
    assert level(cast.sara, invoice) is None


def test_what_is_not_scanned_is_seen_by_who_brought_it_alone(cast: Cast, invoice: Document) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    Document.objects.filter(pk=invoice.pk).update(withheld=True)
    invoice.refresh_from_db()
    assert (level(cast.anna, invoice), level(cast.sara, invoice)) == (Level.FULL, None)


def test_a_past_moment_is_the_same_question(cast: Cast) -> None:
    """domain 8.3"""
    came = {"made_at": now() - dt.timedelta(days=4)}
    kind, source = DocumentKind.INVOICE, Source.UPLOADED
    invoice = documents.begin(cast.bouw, Box.RECEIVED, kind, source, "VDS-1", by=cast.anna, fields=came)
    given = share(invoice, Level.VIEW, user=cast.sara)
    Share.objects.filter(pk=given.pk).update(valid_from=now() - dt.timedelta(days=3))
    Share.objects.filter(pk=given.pk).update(ended_at=now() - dt.timedelta(days=1))
    then = now() - dt.timedelta(days=2)
    assert reached.level_on(cast.sara.pk, invoice.pk) is None
    assert reached.level_on(cast.sara.pk, invoice.pk, then) == Level.VIEW
    assert [p.level for p in reached.audience(invoice, then) if p.person == cast.sara.pk] == [Level.VIEW]
