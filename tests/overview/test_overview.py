"""What the overview says is what reach says, for everybody and every organization (domain 2, 8.1)."""

import base64
import datetime as dt
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from kantoor.access import alphabet, overview, reach
from kantoor.access.overview import Scope, Wanted
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.audit import discretion
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo import seed
from kantoor.demo.cast import Cast
from kantoor.environments.models import Environment
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.clock import now
from kantoor.kernel.errors import NotFound, Refused
from kantoor.kernel.text import words
from kantoor.organizations import closing
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.overview import endings, exports, overviews, uses
from kantoor.overview.models import LastUse
from kantoor.overview.overviews import Search
from kantoor.partnerships.models import Partnership

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole
pytestmark = pytest.mark.django_db


def used(who: User, where: Organization, days: float) -> None:
    LastUse.objects.create(user=who, organization=where, at=now() - dt.timedelta(days=days))


def group(c: Cast, name: str, where: Organization, role: int, *people: User) -> Group:
    made = Group.objects.create(environment=c.jansen, name=name, folded=name.lower(), created_by=c.anna)
    Membership.objects.create(organization=where, group=made, role=role, began_by=c.anna)
    for person in people:
        outside = c.partnership if person.environment_id != c.jansen.pk else None
        GroupMembership.objects.create(group=made, user=person, partnership=outside)
    return made


def names(scope: Scope, **wanted: Any) -> list[str]:
    return sorted(user.name.split()[0] for user in overview.people(scope, Wanted(**wanted)))


def test_the_matrix_is_what_reach_says_of_everybody_everywhere() -> None:
    """Domain 8.1: the list of the overview and the check of one agree; pages have the people, once, and their numbers."""
    seed.plant()
    users, places = list(User.objects.all()), list(Organization.objects.all())
    asked = 0
    for environment in Environment.objects.all():
        scope = Scope(environment.pk)
        own = [place for place in places if place.environment_id == environment.pk]
        cells = overview.cells(scope, [user.pk for user in users])
        held = {
            (user.pk, place.pk): role
            for user in users
            for place in own
            if (role := reach.role_in(user.pk, place.pk)) is not None
        }
        asked += len(held)
        assert {pair: cell.role for pair, cell in cells.items()} == held
        assert sorted(user.pk for user in overview.people(scope)) == sorted({user for user, _place in held})
        numbers = overview.numbers(scope, [user.pk for user in users])
        assert {user: n for user, (n, _used) in numbers.items()} == {
            user: sum(one == user for one, _place in held) for user, _place in held
        }
        for place in own:
            alone = replace(scope, organization_id=place.pk)
            assert set(overview.cells(alone, [user.pk for user in users])) == {
                pair for pair in held if pair[1] == place.pk
            }
            assert {user.pk for user in overview.people(alone)} == {
                u for u, where in held if where == place.pk
            }
    assert asked > 40


def walked(scope: Scope, asked: Search) -> list[UUID]:
    """Everybody, page by page."""
    found, cursor = [], "first"
    while cursor:
        page = overviews.page(scope, asked, cursor, 7)
        found += [user.pk for user in page.rows]
        cursor = page.next
    return found


def from_the_end() -> str:
    """A cursor that reads back from behind everybody."""
    end = ["p", "~", str(UUID(int=2**128 - 1))]
    return base64.urlsafe_b64encode(json.dumps(end).encode()).decode()


def test_pages_have_whom_the_plain_question_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 8.1: along the names, and out of all who fit; for every choice, with words, and back again."""
    seed.plant()
    jansen = Environment.objects.get(name__startswith="Jansen")
    place = Organization.objects.filter(environment=jansen).order_by("folded")[0]
    pair = Partnership.objects.live().filter(Q(low=jansen) | Q(high=jansen)).order_by("id")[0]
    Membership.objects.filter(organization=place, role=VIEWER).update(expires_at=now() + dt.timedelta(days=9))
    wishes: list[dict[str, Any]] = [{}, {"side": "own"}, {"side": "external"}, {"role": VIEWER}]
    wishes += [{"role": ADMINISTRATOR}, {"use": "never"}, {"use": "ending"}, {"use": "old"}, {"use": "more"}]
    for user, days in zip(User.objects.order_by("id"), (1, 100) * 10, strict=False):
        at = {"at": now() - dt.timedelta(days=days)}
        LastUse.objects.update_or_create(at, user=user, organization=place)
    asked = [(Scope(jansen.pk), wish) for wish in wishes]
    asked += [(Scope(jansen.pk, place.pk), wish) for wish in wishes]
    asked += [(Scope(jansen.pk, partnership_id=pair.pk), wish) for wish in wishes]
    asked += [(Scope(jansen.pk), wish | {"organization_id": place.pk}) for wish in wishes]
    seen = 0
    for scope, wish in asked:
        wanted = Wanted(**wish)
        text = "a" if wish.keys() <= {"organization_id"} else ""
        everybody = finding.narrow(overview.people(scope, wanted), words(text)).order_by(*overview.ORDER)
        expected = [user.pk for user in everybody]
        for near, few in ((2, 0), (1_000, 0)):
            monkeypatch.setattr(alphabet, "NEAR", near)
            monkeypatch.setattr(alphabet, "FEW", few)
            assert walked(scope, Search(text, wanted)) == expected, (scope, wish, near, few)
            back = overviews.page(scope, Search(text, wanted), from_the_end(), 3)
            assert [user.pk for user in back.rows] == expected[-3:]
        seen += len(expected)
    assert seen > 20


def test_the_ways_of_having_something(cast: Cast) -> None:
    """Domain 4.5, 7.1, 7.6: own and through groups, the highest counts; readers of what is closed; not the blocked."""
    demo.member(cast.bouw, cast.sara, VIEWER, by=cast.anna)
    group(cast, "Finance", cast.bouw, MEMBER, cast.sara, cast.tom)
    scope = Scope(cast.jansen.pk)
    cells = overview.cells(scope, [cast.sara.pk, cast.tom.pk])
    sara, tom = cells[cast.sara.pk, cast.bouw.pk], cells[cast.tom.pk, cast.bouw.pk]
    assert (sara.role, sara.groups, sara.membership is not None) == (MEMBER, ["Finance"], True)
    assert (tom.role, tom.groups, tom.membership) == (MEMBER, ["Finance"], None)
    assert names(scope, side="external") == ["Tom"]
    assert names(Scope(cast.jansen.pk, partnership_id=cast.partnership.pk)) == ["Tom"]
    pair = cast.partnership
    mixed = group(cast, "Audit", cast.bouw, VIEWER, cast.lin)  # own people's places hang on it too
    GroupMembership.objects.create(group=mixed, user=cast.piet, partnership=pair)
    assert names(Scope(cast.jansen.pk, partnership_id=pair.pk)) == ["Lin", "Tom"]
    closing.close(cast.actor(cast.anna), cast.bouw.pk)
    cells = overview.cells(scope, [cast.sara.pk, cast.tom.pk, cast.anna.pk])
    assert cells[cast.anna.pk, cast.bouw.pk].closed
    assert cells[cast.anna.pk, cast.bouw.pk].role == VIEWER
    assert cast.tom.pk not in {person for person, _place in cells}


def test_each_choice_finds_whom_it_says(cast: Cast) -> None:
    """Never used, long ago, soon over by their own date or the partnership's, by role, organization and words."""
    month = now() + dt.timedelta(days=20)
    demo.member(cast.bouw, cast.sara, VIEWER, by=cast.anna, expires_at=month)
    demo.member(cast.bouw, cast.tom, MEMBER, by=cast.anna, partnership=cast.partnership)
    group(cast, "Finance", cast.bouw, VIEWER, cast.lin)
    for who, where, days in (
        (cast.anna, cast.bouw, 1),
        (cast.anna, cast.vastgoed, 100),
        (cast.anna, cast.beheer, 1),
        (cast.piet, cast.vastgoed, 2),
        (cast.tom, cast.bouw, 91),
        (cast.sara, cast.bouw, 89),
    ):
        used(who, where, days)
    scope = Scope(cast.jansen.pk)
    assert names(scope) == ["Anna", "Lin", "Piet", "Sara", "Tom"]
    assert names(scope, use="never") == ["Lin"]
    assert names(scope, use="old") == ["Anna", "Tom"]
    assert names(scope, use="more") == ["Anna", "Lin", "Tom"]
    assert names(scope, use="ending") == ["Sara"]
    assert names(scope, side="own", use="more") == ["Anna"]
    assert names(scope, role=VIEWER) == ["Lin", "Sara"]
    assert names(scope, organization_id=cast.vastgoed.pk) == ["Anna", "Piet"]
    assert names(replace(scope, organization_id=cast.bouw.pk), use="more") == ["Lin", "Tom"]
    assert overview.numbers(scope, [cast.anna.pk, cast.tom.pk]) == {cast.anna.pk: (3, 2), cast.tom.pk: (1, 0)}
    Partnership.objects.filter(pk=cast.partnership.pk).update(expires_at=month)
    assert names(scope, use="ending") == ["Lin", "Sara", "Tom"]
    assert overview.cells(scope, [cast.tom.pk])[cast.tom.pk, cast.bouw.pk].until == month
    asked = overviews.search(text="bakker", side="external", role="9", use="x", organization="y")
    assert [user.name for user in overviews.page(scope, asked).rows] == ["Tom Bakker"]


def test_only_administrators_look_each_at_their_own(cast: Cast) -> None:
    """Domain 2: of the organization, of the environment; yours but not allowed is refused, another's is not there."""
    demo.member(cast.bouw, cast.sara, MEMBER, by=cast.anna)
    anna, piet, sara, luc = (cast.actor(who) for who in (cast.anna, cast.piet, cast.sara, cast.luc))
    assert overviews.of_organization(anna, cast.bouw.pk)[1].organization_id == cast.bouw.pk
    assert overviews.of_organization(piet, cast.vastgoed.pk)
    assert overviews.of_environment(anna)[1] == Scope(cast.jansen.pk)
    assert overviews.of_partnership(anna, cast.partnership.pk)[1].environment_id == cast.jansen.pk
    for refused in (
        lambda: overviews.of_organization(sara, cast.bouw.pk),
        lambda: overviews.of_environment(piet),
        lambda: overviews.of_partnership(piet, cast.partnership.pk),
    ):
        with pytest.raises(Refused):
            refused()
    for unseen in (
        lambda: overviews.of_organization(sara, cast.vastgoed.pk),
        lambda: overviews.of_organization(luc, cast.bouw.pk),
        lambda: overviews.of_partnership(luc, cast.partnership.pk),
    ):
        with pytest.raises(NotFound):
            unseen()


def test_a_page_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    """Bounded in queries, whatever the number of people and organizations."""
    scope, counted = Scope(cast.jansen.pk), []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            sheet = overviews.sheet(scope, overviews.Search())
        counted.append(len(queries))
        if not turn:
            houses = [demo.organization(cast.jansen, f"Huis {n}", "Ede", cast.anna) for n in range(10)]
            people = [demo.person(cast.jansen, f"P {n}", f"p{n}@jansen.example") for n in range(60)]
            Membership.objects.bulk_create(
                Membership(organization=houses[n % 10], user=person, role=1)
                for n, person in enumerate(people)
            )
    assert counted[0] == counted[1] <= 13
    assert (len(sheet.rows), len(sheet.places.rows)) == (25, 8)
    assert sheet.people.next and sheet.places.next
    more = overviews.sheet(scope, overviews.Search(), sheet.people.next)
    assert not {row.person.pk for row in sheet.rows} & {row.person.pk for row in more.rows}


def test_many_are_ended_and_one_refusal_stops_no_other(cast: Cast) -> None:
    """Domain 5.6 to 5.8: the preview says the same as the act; the last administrator stays; the others end."""
    demo.member(cast.bouw, cast.tom, MEMBER, by=cast.anna, partnership=cast.partnership)
    demo.member(cast.bouw, cast.sara, VIEWER, by=cast.anna)
    group(cast, "Finance", cast.bouw, VIEWER, cast.sara, cast.lin)
    foreign = demo.member(cast.accountants, cast.sara, VIEWER, by=cast.eva, partnership=cast.partnership)
    scope, anna = Scope(cast.jansen.pk), cast.actor(cast.anna)
    people = (cast.tom, cast.anna, cast.sara, cast.lin)
    picks = [f"{who.pk}.{cast.bouw.pk}" for who in people]
    picks += [str(cast.piet.pk), f"{cast.sara.pk}.{cast.accountants.pk}", "x.y", "", f"{cast.tom.pk}.z"]
    seen = [endings.preview(anna, scope, picks)]
    assert Membership.objects.open().filter(organization=cast.bouw, user__isnull=False).count() == 3
    assert not Entry.objects.filter(action__startswith="memberships.").exists()
    seen.append(endings.end(anna, scope, picks))
    for told in seen:
        stays = {one.person.name: one.problem for one in told if one.problem}
        assert {one.person.name for one in told if not one.problem} == {
            "Tom Bakker",
            "Sara El Amrani",
            "Piet de Vries",
        }
        assert stays.keys() == {"Anna Jansen", "Lin Chen"}
        assert "last administrator" in stays["Anna Jansen"] and "Finance" in stays["Lin Chen"]
        assert next(one.left for one in told if one.person == cast.sara) == ("Finance",)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == VIEWER
    assert Membership.objects.open().filter(pk=foreign.pk).exists()
    assert Entry.objects.filter(action="memberships.removed", refused=False).count() == 3
    assert endings.end(anna, scope, picks[:1]) == []


def test_who_does_not_administer_an_organization_ends_nothing_there(cast: Cast) -> None:
    """Domain 2: an administrator of the environment sees who is in, and is told who can end it."""
    demo.member(cast.vastgoed, cast.sara, VIEWER, by=cast.piet)
    boss = demo.person(cast.jansen, "Ada Vos", "ada@jansen.example", demo.ADMINISTRATOR)
    told = endings.end(cast.actor(boss), Scope(cast.jansen.pk), [f"{cast.sara.pk}.{cast.vastgoed.pk}"])
    assert [one.problem for one in told] == [
        "Only administrators of Jansen Vastgoed BV can remove members: Anna Jansen, Piet de Vries."
    ]
    assert reach.role_in(cast.sara.pk, cast.vastgoed.pk) == VIEWER


def test_an_export_has_everybody_and_stands_in_the_trail(cast: Cast) -> None:
    """Domain 8.6: both forms; formulas are text; those who may not are refused and leave no file."""
    User.objects.filter(pk=cast.tom.pk).update(name="=cmd()")
    demo.member(cast.bouw, cast.tom, MEMBER, by=cast.anna, partnership=cast.partnership)
    used(cast.tom, cast.bouw, 1)
    asked, anna = overviews.Search(), cast.actor(cast.anna)
    sheet = "".join(exports.of_environment(anna, cast.jansen, asked, exports.FORMATS["csv"]))
    assert "'=cmd()" in sheet and "Van Dijk Accountants" in sheet and len(sheet.splitlines()) == 6
    pieces = exports.of_organization(anna, cast.bouw, asked, exports.FORMATS["jsonl"])
    rows = [json.loads(line) for line in "".join(pieces).splitlines()]
    assert [(row["person"], row["role"]) for row in rows] == [
        ("Anna Jansen", "administrator"),
        ("=cmd()", "member"),
    ]
    assert rows[1]["last_used"] and not rows[0]["last_used"]
    theirs = exports.of_partnership(anna, cast.partnership, asked, exports.FORMATS["jsonl"])
    assert len("".join(theirs).splitlines()) == 1
    with pytest.raises(Refused):
        exports.of_environment(cast.actor(cast.sara), cast.jansen, asked, exports.FORMATS["csv"])
    assert Entry.objects.filter(action="access.exported").count() == 3
    never = overviews.search("Tom", use="never")
    exports.of_environment(anna, cast.jansen, never, exports.FORMATS["csv"])
    told = discretion.kept(Entry.objects.filter(action="access.exported").order_by("id")[3], frozenset())
    assert (told.details, told.private) == ({"use": "never"}, {"searched": "Tom"})  # a name can be blanked


def test_a_use_is_kept_once_an_hour_of_those_who_have_a_role(cast: Cast) -> None:
    """What was noted an hour ago is noted again; who only oversees uses nothing."""
    pair = {"user": cast.piet, "organization": cast.vastgoed}
    with CaptureQueriesContext(connection) as queries:
        uses.note(cast.piet.pk, cast.vastgoed.pk)
        first = len(queries)
        uses.note(cast.piet.pk, cast.vastgoed.pk)
    assert first and len(queries) == first  # the second asked nothing
    at = LastUse.objects.get(**pair).at
    uses._next_look.clear()
    uses.note(cast.piet.pk, cast.vastgoed.pk)
    assert LastUse.objects.get(**pair).at == at
    LastUse.objects.filter(**pair).update(at=at - dt.timedelta(minutes=61))
    uses._next_look.clear()
    uses.note(cast.piet.pk, cast.vastgoed.pk)
    assert LastUse.objects.get(**pair).at >= at
    uses.note(cast.sara.pk, cast.vastgoed.pk)
    assert not LastUse.objects.filter(user=cast.sara).exists()
    assert uses.kept_since() is not None
