"""A large world, at its smallest scale: as it says, whole, and such as the product itself would have written it."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from pytest_django import DjangoDbBlocker

from kantoor.access import actor as actors
from kantoor.access import documents as reached
from kantoor.access import newest, reach
from kantoor.access.wanted import Narrow
from kantoor.accounts import users
from kantoor.accounts.models import User
from kantoor.audit import verifying
from kantoor.cli import demo as command
from kantoor.demo import cast as demo
from kantoor.demo import seed
from kantoor.demo.worlds import grants, ground, making, pairs
from kantoor.demo.worlds.making import Made
from kantoor.demo.worlds.papers import Papers
from kantoor.demo.worlds.sizes import SCALES
from kantoor.documents import documents, search
from kantoor.documents.models import Box, Document, DocumentKind, Source, Text
from kantoor.environments.models import Appointment, Environment, EnvironmentRole
from kantoor.inbox.models import Request
from kantoor.kernel.text import fold
from kantoor.organizations import identifiers
from kantoor.organizations.models import Identifier, Membership, Organization
from kantoor.sharing.models import Share
from tests.worlds import planted

TODAY = dt.date(2026, 11, 25)
SMALL = SCALES["S"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Made]:
    with planted("S", django_db_blocker) as made:
        yield made


def person(who: str) -> User:
    found: User = User.objects.get(email=ground.address(who))
    return found


def some_people() -> list[User]:
    """Those who are asked about, and here and there somebody else."""
    return [*map(person, ground.NOTABLE), *User.objects.order_by("id")[::90]]


def test_it_is_as_large_as_it_says(world: Made) -> None:
    held = Membership.objects.open()
    counts = [Environment, Organization, User, held, Document, Share]
    assert [(kind if kind is held else kind.objects).count() for kind in counts] == [  # type: ignore[attr-defined]
        SMALL.environments,
        SMALL.organizations,
        SMALL.users,
        SMALL.memberships,
        SMALL.documents,
        SMALL.shares,
    ]
    assert sum(world.rows.values()) > sum((SMALL.users, SMALL.memberships, SMALL.documents))


def test_it_is_skewed_as_life_is(world: Made) -> None:
    """Most people are in a few organizations, accountants in many, some organizations have everybody."""
    held = Membership.objects.open().filter(user__isnull=False)
    each = Counter(held.values_list("user_id", flat=True))
    few = [user for user, count in each.items() if count <= pairs.OWN + SMALL.crowds]
    assert len(few) > 0.8 * SMALL.users
    assert [each[person(who).pk] for who in ("ten", "some", "many", "shares")] == [10, 10, 50, 0]
    crowd = held.values("organization").annotate(n=Count("id")).order_by("-n")[0]
    assert crowd["n"] >= SMALL.users - len(ground.NOTABLE)
    busiest = Document.objects.values("organization").annotate(n=Count("id")).order_by("-n")
    assert busiest[0]["n"] > 5 * SMALL.documents / SMALL.organizations
    assert set(Document.objects.values_list("box", flat=True)) == set(Box)


def test_every_key_leads_somewhere(world: Made) -> None:
    """It was written without proof of keys."""
    astray = [
        f"{kind._meta.label}.{field.name}"
        for kind in apps.get_models()
        for field in kind._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        if kind._default_manager.filter(
            ~Exists(field.related_model._default_manager.filter(pk=OuterRef(field.attname))),
            **{f"{field.name}__isnull": False},
        ).exists()
    ]
    assert astray == []
    connection.check_constraints()


def test_what_is_kept_beside_is_as_the_product_keeps_it(world: Made) -> None:
    """The words of documents, the folded names, the numbers."""
    ids = list(Document.objects.order_by("id").values_list("pk", flat=True))
    assert Text.objects.count() == len(ids)
    assert search.write(ids[::7]) == 0
    assert search.catch_up() == 0
    kept: tuple[tuple[type[models.Model], str, Callable[[Any], str]], ...] = (
        (Environment, "folded", lambda row: fold(row.name)),
        (Organization, "folded", lambda row: fold(f"{row.name} {row.city}")),
        (User, "folded", lambda row: users.folded(row.name, [row.email])),
        (Document, "party_folded", lambda row: fold(row.party)),
    )
    for kind, folded, said in kept:
        rows = kind._default_manager.order_by("pk")[:400]
        assert [getattr(row, folded) for row in rows] == [said(row) for row in rows]
    for row in Membership.objects.select_related("user", "group")[:400]:
        assert row.name_key == fold((row.user or row.group).name)[:160]
    for number in Identifier.objects.all():
        assert identifiers.parse(number.scheme, number.value) == number.value


def test_words_are_found(world: Made) -> None:
    """By the index that was made afterwards; as many as by looking at each."""
    for text in ("bouwwerken", "2026-0004", "zzz"):
        found = search.search(text).among
        assert found is not None
        wanted = Text.objects.filter(fields__contains=text).values_list("document_id", flat=True)
        assert set(found) == set(wanted)
    name = person("many")
    assert list(User.objects.filter(folded__contains="yasmin haddad")) == [name]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO documents_found (documents_found) VALUES ('integrity-check')")
            cursor.execute("SELECT count(*) FROM accounts_trigrams WHERE folded MATCH '\"yasmin haddad\"'")
            assert cursor.fetchone() == (1,)


def test_checks_and_lists_agree(world: Made) -> None:
    """Domain 8.1."""
    every, some = list(Organization.objects.order_by("id")), list(Document.objects.order_by("id"))[::300]
    for user in some_people():
        listed = {place.pk: place.reached_role for place in reach.organizations(user.pk)}  # type: ignore[attr-defined]
        assert {place.pk: reach.role_in(user.pk, place.pk) for place in every[::4]} == {
            place.pk: listed.get(place.pk) for place in every[::4]
        }
        seen = set(
            reached.reached(user.pk).filter(pk__in=[one.pk for one in some]).values_list("pk", flat=True)
        )
        assert {one.pk for one in some if reached.level_on(user.pk, one.pk)} == seen
        found = newest.page(user.pk, Box.RECEIVED, Narrow(), ("-id",)).rows
        wanted = reached.reached(user.pk).filter(box=Box.RECEIVED).order_by("-id")[: len(found) + 1]
        assert [row.pk for row in found] == [row.pk for row in wanted][: len(found)]
    assert newest.page(person("shares").pk, Box.RECEIVED, Narrow(shared=True), ("-id",)).rows


def test_it_keeps_the_rules(world: Made) -> None:
    """Domain 3.1, 5.5, 5.7: administrators everywhere; what crosses a wall hangs on a partnership."""
    assert all(reach.lasting_administrators(place.pk).exists() for place in Organization.objects.all())
    heads = Appointment.objects.open().filter(role=EnvironmentRole.ADMINISTRATOR)
    assert heads.values("environment").distinct().count() == SMALL.environments
    crossing = ~Q(user__environment=models.F("organization__environment"))
    assert not Membership.objects.filter(crossing, user__isnull=False, partnership=None).exists()
    assert not Share.objects.filter(crossing, user__isnull=False, partnership=None).exists()
    inside = Q(user__environment=models.F("organization__environment"), partnership__isnull=False)
    assert not Membership.objects.filter(inside).exists()
    for asked in Request.objects.all():
        assert not Membership.objects.filter(
            organization=asked.organization, user=asked.to_user, ended_at=None
        )


def test_its_trail_is_whole(world: Made) -> None:
    """Domain 8.6."""
    report = verifying.verify()
    assert report.breaks == []
    assert report.entries > SMALL.organizations


def test_one_goes_on_from_there(world: Made) -> None:
    """Numbers that the database gives go on after those of the world."""
    with transaction.atomic():
        actor = actors.of(person("ten").pk)
        place = Organization.objects.filter(pk__in=reach.organizations(actor.user_id).values("pk"))[0]  # type: ignore[union-attr]
        made = documents.begin(
            place, Box.RECEIVED, DocumentKind.OTHER, Source.UPLOADED, "Iets nieuws", by=person("ten")
        )
        assert search.write([made.pk]) == 1
        users.create(place.environment, "Nieuw Iemand", "nieuw@iemand.example", EnvironmentRole.BASIC)
        transaction.set_rollback(True)


def test_the_same_seed_gives_the_same_world() -> None:
    """Whatever was asked of it before; another seed gives another one."""

    def rows(start: int) -> list[object]:
        made = ground.Ground(SMALL, start, TODAY)
        some = itertools.islice(Papers(made).rows(), 300)
        return [*made.users, *made.names, *pairs.pairs(made), *grants.teams(made), *some]

    assert rows(1) == rows(1)
    assert rows(1) != rows(2)


def test_a_database_in_use_is_refused(cast: demo.Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """Its password is known to everybody; beside the demo's cast, where it is anyway, a world is welcome."""
    making.refuse_used()
    User.objects.filter(email=seed.MARK).update(email="somebody@real.example")
    with pytest.raises(seed.NotEmpty):
        making.make(SMALL, until=TODAY)
    assert command.main(["world", "--scale", "S"]) == 1
    assert "--beside" in capsys.readouterr().err
    making.make(SMALL, until=TODAY, beside=True)
    assert not person("many").has_usable_password()
    with pytest.raises(making.AlreadyThere):
        making.make(SMALL, until=TODAY, beside=True)
