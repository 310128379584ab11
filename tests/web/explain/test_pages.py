"""Why can this person see this? The pages, who may ask what, and the way to the smallest change (domain 8.4)."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.accounts.models import Block, User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Question, Share
from kantoor.web.moments import calendar_day
from tests.guards.world import client_of, plain

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole
QUERIES = 18

pytestmark = pytest.mark.once


def why(thing: Document | Organization, person: User) -> str:
    return f"/{'documents' if isinstance(thing, Document) else 'organizations'}/{thing.pk}/why/{person.pk}/"


def read(client: Client, url: str, **asked: str) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def group(cast: Cast) -> Group:
    """Finance, a member of Jansen Bouw; Anna manages it, Sara is in it, Tom is asked."""
    made = Group.objects.create(
        environment=cast.jansen, name="Finance", folded="finance", created_by=cast.anna
    )
    GroupMembership.objects.create(group=made, user=cast.anna, manager=True, began_by=cast.anna)
    GroupMembership.objects.create(group=made, user=cast.sara, began_by=cast.anna)
    Membership.objects.create(
        organization=cast.bouw, group=made, role=MEMBER, began_by=cast.anna, added_by=cast.anna
    )
    Request.objects.create(
        kind=Kind.GROUP,
        environment=cast.jansen,
        asked_by=cast.anna,
        group=made,
        to_user=cast.tom,
        partnership=cast.partnership,
        expires_at=now() + dt.timedelta(days=3),
    )
    return made


def shared(cast: Cast, invoice: Document, user: User, level: int = 1) -> Share:
    pair = cast.partnership if user.environment_id != cast.jansen.pk else None
    return Share.objects.create(
        document=invoice,
        organization=cast.bouw,
        user=user,
        level=level,
        began_by=cast.piet,
        partnership=pair,
    )


def test_the_paths_are_drawn_and_told_with_what_is_asked(cast: Cast, invoice: Document, group: Group) -> None:
    """domain 8.4: which counts, which is asked, since when and by whom; the same as words for who cannot see it."""
    shared(cast, invoice, cast.tom)
    page = read(client_of(cast.anna), why(invoice, cast.tom))
    assert "Why can Tom Bakker see this invoice?" in page
    assert "Today they may <b>view</b> it" in page
    assert 'role="img"' in page
    assert "<b>Shared</b> with them in person" in page
    assert "by Piet de Vries" in page
    assert "In group <b>Finance</b>" in page
    assert "and not answered, so it gives nothing yet" in page
    assert "put forward by Van Dijk Accountants" in page
    assert page.count('class="edge counts"') >= 3  # two lines and the legend
    assert 'class="edge asked"' in page


def test_each_path_ends_one_click_away_and_the_act_leads_back(
    cast: Cast, invoice: Document, group: Group
) -> None:
    """domain 8.4: the smallest change is the act that there is already, with its own page before."""
    anna, here = client_of(cast.anna), why(cast.bouw, cast.sara)
    place = GroupMembership.objects.get(user=cast.sara)
    page = read(anna, here)
    removal = f"/groups/{group.pk}/people/{place.pk}/removal/?back={here.replace('/', '%2F')}"
    assert removal in page
    assert f'data-back="{here}"' in read(anna, removal)
    assert anna.post(removal)["Location"] == here
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    page = read(anna, here)
    assert "Why can Sara El Amrani not see Jansen Bouw BV?" in page
    assert "Taken out of the group on" in page
    assert "Would need: membership of Jansen Bouw BV" in page
    new = f"/organizations/{cast.bouw.pk}/members/new/?people=u-{cast.sara.pk}"
    assert new in page
    assert f'value="u-{cast.sara.pk}"' in read(anna, new)


def test_an_act_leads_back_to_pages_of_ours_only(cast: Cast, invoice: Document) -> None:
    share = shared(cast, invoice, cast.sara)
    url = f"/documents/{invoice.pk}/sharing/{share.pk}/"
    for wrong in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = client_of(cast.anna).post(f"{url}?back={wrong}", {"level": "2"})
        assert answer["Location"].startswith("/documents/"), wrong
        share = Share.objects.get(document=invoice, ended_at=None)
        url = f"/documents/{invoice.pk}/sharing/{share.pk}/"
    assert client_of(cast.anna).post(f"{url}?back=/a%0Ab", {"level": "3"}).status_code == 302


def test_no_is_explained_by_what_is_missing(cast: Cast, invoice: Document) -> None:
    """domain 8.4, 3.6, 6.4, 7.5: blocked, ended with the partnership, never anything; and what would give it."""
    anna = client_of(cast.anna)
    assert "Would need: a share of this document" in read(anna, why(invoice, cast.piet))
    assert f"/sharing/?people=u-{cast.piet.pk}" in read(anna, why(invoice, cast.piet))
    shared(cast, invoice, cast.piet)
    Block.objects.create(user=cast.piet, reason="secret", began_by=cast.anna)
    page = read(anna, why(invoice, cast.piet))
    assert "Gives nothing while they are blocked" in page
    assert "secret" not in page
    assert f"/people/{cast.piet.pk}/unblocking" in page
    shared(cast, invoice, cast.tom)
    Share.objects.filter(user=cast.tom).end(cast.eva, "partnership ended")
    Partnership.objects.filter(pk=cast.partnership.pk).end(cast.eva, "ended")
    page = read(anna, why(invoice, cast.tom))
    assert "The partnership ended on" in page
    assert "first has to be a partner" in page
    assert f"/sharing/?people=u-{cast.tom.pk}" not in page


def test_the_past_is_told_as_it_was(cast: Cast) -> None:
    """domain 8.3: who could see this on 3 March, and by which path?"""
    march = (now() - dt.timedelta(days=200)).replace(hour=9)
    week, day = dt.timedelta(days=7), march.date()
    before, after = (day + dt.timedelta(days=days) for days in (-1, 1))
    invoice = documents.begin(
        cast.bouw,
        Box.RECEIVED,
        DocumentKind.INVOICE,
        Source.UPLOADED,
        "Invoice",
        by=cast.anna,
        made_at=march,
    )
    share = shared(cast, invoice, cast.sara)
    Share.objects.filter(pk=share.pk).update(valid_from=march, ended_at=march + week, ended_why="withdrawn")
    Membership.objects.update(valid_from=march - week, member_since=march - week)
    anna, url = client_of(cast.anna), why(invoice, cast.sara)
    assert "Why can Sara El Amrani not see this invoice?" in read(anna, url)
    page = read(anna, url, on=str(after))
    assert f"Why could Sara El Amrani see this invoice on {calendar_day(after)}?" in page
    assert "/withdrawal/" not in page
    assert "Why could Sara El Amrani not see" in read(anna, url, on=str(day), time="08:00")
    assert "was not here yet" in read(anna, url, on=str(before))
    who = f"/documents/{invoice.pk}/why/"
    assert "Sara El Amrani" in read(anna, who, on=str(after))
    assert "Sara El Amrani" not in read(anna, who)
    for wrong in (
        {"on": "soon"},
        {"on": str(day), "time": "99"},
        {"on": "2135-01-01"},
        {"on": "0001-01-01"},
    ):
        assert anna.get(url, wrong).status_code == 400
        assert anna.get(who, wrong).status_code == 400


def test_who_may_not_know_somebody_is_told_the_same_as_of_nobody(cast: Cast, invoice: Document) -> None:
    """domain 6, 7.7: Lin is not put forward, Luc is of no partner: to Anna they do not exist."""
    anna, nobody = client_of(cast.anna), User(pk=invoice.pk)
    for thing in (invoice, cast.bouw):
        told = plain(anna.get(why(thing, nobody)), {"user_id": nobody.pk, "thing": thing.pk})
        for hidden in (cast.lin, cast.luc):
            answer = anna.get(why(thing, hidden))
            assert answer.status_code == 404
            assert plain(answer, {"user_id": hidden.pk, "thing": thing.pk}) == told
    found = read(anna, f"/documents/{invoice.pk}/why/", q="a")
    assert "Tom Bakker" in found
    assert "Lin Chen" not in found
    assert "De Smet" not in found


def test_who_may_ask_what(cast: Cast, invoice: Document, group: Group) -> None:
    """domain 8.4, 2, 7.5: administrators of everybody, who has full by a share of the shares, anybody of themselves."""
    demo.member(cast.bouw, cast.piet, VIEWER, by=cast.anna)
    piet, tom, sara = client_of(cast.piet), client_of(cast.tom), client_of(cast.sara)
    assert "Why can you see Jansen Bouw BV?" in read(piet, why(cast.bouw, cast.piet))
    assert piet.get(why(cast.bouw, cast.anna)).status_code == 403
    assert piet.get(why(invoice, cast.anna)).status_code == 403
    assert sara.get(why(cast.bouw, cast.anna)).status_code == 403
    asked = read(sara, why(invoice, cast.tom))  # a member knows who has access, not who is asked
    assert "not answered" not in asked
    shared(cast, invoice, cast.tom, level=3)
    eva = shared(cast, invoice, cast.eva)
    whole = tom.get(why(invoice, cast.eva))
    page = whole.content.decode()
    assert "<b>Shared</b> with them in person" in page
    assert f"/sharing/{eva.pk}/withdrawal/" in page
    assert "is told to its members alone" in page
    assert "Finance" not in page
    Block.objects.create(user=cast.eva, reason="secret", began_by=cast.eva)
    # domain 3.6: what her company does is not told to another receiver
    assert plain(tom.get(why(invoice, cast.eva)), {}) == plain(whole, {})
    assert "Today they may <b>view</b> it" in page
    assert "Gives nothing while they are blocked" in read(client_of(cast.anna), why(invoice, cast.eva))
    Block.objects.filter(user=cast.eva).end(cast.eva, "unblocked")
    Share.objects.filter(pk=eva.pk).end(by=cast.anna, why="withdrawn")
    page = read(tom, why(invoice, cast.eva))
    assert "It is not shared with them." in page
    assert "Anna Jansen" not in page
    demo.participant(
        cast.partnership, cast.sara, by=cast.anna
    )  # known to Tom, but not that she is in Finance
    page = read(tom, why(invoice, cast.sara))
    assert "Is this invoice shared with Sara El Amrani?" in page
    assert "It is not shared with them." in page
    assert "no path" not in page
    assert "Finance" not in page
    assert "Add as member" in page
    assert "Anna Jansen" not in page  # who administers it is told to its members
    assert tom.get(why(invoice, cast.anna)).status_code == 404


def test_another_company_tells_itself_what_it_does_among_its_own(cast: Cast, invoice: Document) -> None:
    """domain 1, 6: the share with an organization is explained, not who came into it how; nor who removed somebody."""
    anna = client_of(cast.anna)
    Share.objects.create(
        document=invoice,
        organization=cast.bouw,
        to_organization=cast.accountants,
        level=1,
        began_by=cast.anna,
        partnership=cast.partnership,
    )
    assert anna.get(why(invoice, cast.lin)).status_code == 404
    role = demo.member(cast.accountants, cast.lin, MEMBER, by=cast.eva)
    page = read(anna, why(invoice, cast.lin))
    assert "with which it is <b>shared</b>" in page
    assert "Eva van Dijk" not in page
    assert "Eva van Dijk" in read(client_of(cast.lin), why(invoice, cast.lin))
    Membership.objects.filter(pk=role.pk).end(by=cast.eva, why="removed")
    assert anna.get(why(invoice, cast.lin)).status_code == 404
    audit = Group.objects.create(environment=cast.vandijk, name="Audit", created_by=cast.eva)
    GroupMembership.objects.create(group=audit, user=cast.lin, began_by=cast.eva)
    Membership.objects.create(organization=cast.accountants, group=audit, role=VIEWER, began_by=cast.eva)
    for page in (read(anna, why(invoice, cast.lin)), read(anna, f"/documents/{invoice.pk}/why/")):
        assert "with which it is <b>shared</b>" in page
        assert "Audit" not in page
    gone = demo.member(cast.bouw, cast.lin, MEMBER, by=cast.anna, partnership=cast.partnership)
    Membership.objects.filter(pk=gone.pk).end(by=cast.eva, why="removed from environment")
    page = read(anna, why(cast.bouw, cast.lin))
    assert "by Van Dijk Accountants." in page
    assert "Eva van Dijk" not in page


def test_who_left_is_asked_about_by_name_and_not_by_address(cast: Cast, invoice: Document) -> None:
    """domain 1, 8.3, 8.4: the address of today is told to those who see the person today."""
    anna, lin = client_of(cast.anna), cast.lin
    role = demo.member(cast.bouw, lin, MEMBER, by=cast.anna, partnership=cast.partnership)
    who, asked = f"/organizations/{cast.bouw.pk}/why/", why(cast.bouw, lin)
    for text in ("lin", lin.email):
        assert lin.email in read(anna, who, q=text).replace(f'value="{text}"', "")
    assert lin.email in read(anna, asked)
    Membership.objects.filter(pk=role.pk).end(by=cast.anna, why="removed")
    page = read(anna, who, q="lin dijk")
    assert asked in page
    assert lin.email not in page
    assert asked not in read(anna, who, q=lin.email)
    assert lin.email not in read(anna, asked)
    assert lin.email not in read(anna, asked, on=f"{now():%Y-%m-%d}")
    shared(cast, invoice, lin)
    assert lin.email in read(anna, why(invoice, lin))  # who reads it today is seen today


def test_the_company_asks_about_own_people_and_own_organizations(cast: Cast, invoice: Document) -> None:
    """domain 2: as far as the page of the person shows it already; nothing of documents."""
    demo.member(cast.vastgoed, cast.sara, MEMBER, by=cast.piet)
    ada = client_of(demo.person(cast.jansen, "Ada Vos", "ada@jansen.example", demo.ADMINISTRATOR))
    page = read(ada, why(cast.vastgoed, cast.sara))
    assert "added by Piet de Vries" in page
    assert "Only administrators of Jansen Vastgoed BV can remove members" in page
    assert why(cast.vastgoed, cast.sara) in read(ada, f"/people/{cast.sara.pk}/")
    assert ada.get(why(cast.vastgoed, cast.tom)).status_code == 404
    assert ada.get(why(invoice, cast.sara)).status_code == 404
    assert client_of(cast.eva).get(why(cast.vastgoed, cast.sara)).status_code == 404


def test_pages_lead_here(cast: Cast, invoice: Document, group: Group) -> None:
    """The page of the document, the share panel, the list of members."""
    anna = client_of(cast.anna)
    shared(cast, invoice, cast.tom)
    for url in (f"/documents/{invoice.pk}/", f"/documents/{invoice.pk}/sharing/"):
        assert why(invoice, cast.tom) in read(anna, url)
        assert f"/documents/{invoice.pk}/why/" in read(anna, url)
    members = f"/organizations/{cast.bouw.pk}/members/"
    own = Membership.objects.get(user=cast.anna, organization=cast.bouw)
    theirs = Membership.objects.get(group=group)
    assert anna.get(f"{members}{own.pk}/why/")["Location"] == why(cast.bouw, cast.anna)
    assert anna.get(f"{members}{theirs.pk}/why/")["Location"] == f"/organizations/{cast.bouw.pk}/why/"


def test_the_page_asks_as_much_for_ten_paths_as_for_one(
    cast: Cast, invoice: Document, group: Group, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna, url = client_of(cast.anna), why(invoice, cast.sara)
    shared(cast, invoice, cast.sara)
    for number in range(10):
        made = Group.objects.create(environment=cast.jansen, name=f"G{number}", created_by=cast.anna)
        GroupMembership.objects.create(group=made, user=cast.sara, began_by=cast.anna)
        Share.objects.create(
            document=invoice, organization=cast.bouw, group=made, level=1, began_by=cast.anna
        )
        if number in (0, 9):
            anna.get(url)
            with django_assert_num_queries(QUERIES):
                page = anna.get(url).content.decode()
    assert page.count("with which it is <b>shared</b>") == 10
    assert "4 more paths stand in words only" in page
    assert reached.level_on(cast.sara.pk, invoice.pk) == 3


def test_who_asked_before_is_told_so_whatever_is_there(cast: Cast, invoice: Document) -> None:
    """domain 7.7"""
    luc = client_of(cast.luc)
    for key in (invoice.pk, cast.bouw.pk):
        url = f"/documents/{key}/question/"
        assert "You asked on" not in read(luc, url)
        luc.post(url)
        assert "You asked on" in read(luc, url)
    assert Question.objects.count() == 2
