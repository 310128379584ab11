"""Name, language, password, sessions, and who is seen (domain 1, 3)."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings

from kantoor import settings as real
from kantoor.access import faces
from kantoor.access.actor import Actor
from kantoor.accounts import passwords, profile, sessions, users
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import PASSWORD, Cast
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Invalid, NotFound
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships.models import Participant

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "four words in a row"


@pytest.fixture
def anna(cast: Cast) -> Actor:
    return cast.actor(cast.anna)


def test_a_new_name_is_found_and_sorted_by(cast: Cast, anna: Actor) -> None:
    profile.rename(anna, anna.user_id, "  Zoë   Jansen ")
    user = User.objects.get(pk=anna.user_id)
    assert (user.name, user.folded.startswith("zoe jansen")) == ("Zoë Jansen", True)
    assert set(Membership.objects.filter(user=user).values_list("name_key", flat=True)) == {"zoe jansen"}


def test_an_ended_membership_keeps_its_name_key(cast: Cast, anna: Actor) -> None:
    """Domain 8.3: grants are never overwritten."""
    Membership.objects.filter(user=cast.anna, organization=cast.vastgoed).end(cast.anna)
    profile.rename(anna, anna.user_id, "Zoë Jansen")
    assert Membership.objects.get(user=cast.anna, organization=cast.vastgoed).name_key == "anna jansen"


@pytest.mark.parametrize("name", ["", "  ", "\0", "n" * 121])
def test_a_name_that_cannot_be_used_is_refused(anna: Actor, name: str) -> None:
    with pytest.raises(Invalid):
        profile.rename(anna, anna.user_id, name)
    assert User.objects.get(pk=anna.user_id).name == "Anna Jansen"


def test_the_same_name_again_is_no_entry(anna: Actor) -> None:
    profile.rename(anna, anna.user_id, "Anna Jansen")
    assert not Entry.objects.exists()


def test_nobody_renames_another(cast: Cast, anna: Actor) -> None:
    with pytest.raises(NotFound):
        profile.rename(anna, cast.piet.pk, "Pete")


def test_a_language_is_one_of_those_there_are(anna: Actor) -> None:
    profile.speak(anna, anna.user_id, "nl")
    for unknown in ("xx", "", "\0"):
        with pytest.raises(Invalid):
            profile.speak(anna, anna.user_id, unknown)
    assert User.objects.get(pk=anna.user_id).language == "nl"


def open_session(user: User) -> UserSession:
    store = import_module(django_settings.SESSION_ENGINE).SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.create()
    return UserSession.objects.create(
        user=user, ip="192.0.2.7", session_key=store.session_key, user_agent="Firefox"
    )


def keys(user: User) -> set[str]:
    return set(UserSession.objects.filter(user=user).values_list("session_key", flat=True))


def test_signing_out_everywhere_else_keeps_this_one(cast: Cast, anna: Actor) -> None:
    here, there = open_session(cast.anna), open_session(cast.anna)
    theirs = open_session(cast.piet)
    assert sessions.end_others(anna, anna.user_id, here.session_key) == 1
    assert keys(cast.anna) == {here.session_key}
    assert not there.exists() and here.exists() and theirs.exists()


def test_signing_out_everywhere_else_when_nowhere_is_no_entry(anna: Actor) -> None:
    assert sessions.end_others(anna, anna.user_id) == 0
    assert not Entry.objects.exists()


def test_one_session_can_be_ended_and_only_ones_own(cast: Cast, anna: Actor) -> None:
    there, theirs = open_session(cast.anna), open_session(cast.piet)
    sessions.end(anna, anna.user_id, there.pk)
    assert not there.exists()
    for pk in (theirs.pk, there.pk, 2**80):
        with pytest.raises(NotFound):
            sessions.end(anna, anna.user_id, pk)
    assert theirs.exists()


def test_a_session_that_ran_out_is_not_listed(cast: Cast, anna: Actor) -> None:
    row = open_session(cast.anna)
    assert list(sessions.of(anna)) == [row]
    row._session_store().delete(row.session_key)
    assert list(sessions.of(anna)) == []


def test_a_new_password_ends_the_other_sessions(cast: Cast, anna: Actor) -> None:
    here, there = open_session(cast.anna), open_session(cast.anna)
    passwords.change(anna, PASSWORD, NEW_PASSWORD, here.session_key)
    assert User.objects.get(pk=anna.user_id).check_password(NEW_PASSWORD)
    assert here.exists() and not there.exists()
    (entry,) = Entry.objects.filter(action="passwords.changed")
    assert NEW_PASSWORD not in str(entry.details)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong wrong wrong", NEW_PASSWORD, "current"),
        ("", NEW_PASSWORD, "current"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "password1234", "password"),
        (PASSWORD, "anna jansen", "password"),
        (PASSWORD, "anna@jansen.example", "password"),
    ],
)
def test_what_will_not_do_as_a_password_is_refused(anna: Actor, current: str, new: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.change(anna, current, new)
    assert refusal.value.field == field
    assert User.objects.get(pk=anna.user_id).check_password(PASSWORD)


def test_a_reset_ends_every_session(cast: Cast) -> None:
    there = open_session(cast.anna)
    passwords.reset(cast.anna, passwords.hashed(NEW_PASSWORD, cast.anna), "192.0.2.7")
    assert not there.exists()
    assert Entry.objects.get(action="passwords.reset").origin == "192.0.2.7"


def test_real_passwords_are_argon2id(settings: Any) -> None:
    """Issue 2: argon2id."""
    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    assert passwords.hashed(NEW_PASSWORD, User(name="Nora", email="nora@x.example")).startswith(
        "argon2$argon2id$"
    )


def test_being_seen_is_written_once_in_ten_minutes(cast: Cast, django_assert_num_queries: Any) -> None:
    """Issue 2: last seen, without a write on each request."""
    users.seen(cast.actor(cast.anna))
    first = User.objects.get(pk=cast.anna.pk).last_seen_at
    again = cast.actor(cast.anna)
    with django_assert_num_queries(0):
        users.seen(again)
    long_ago = now() - dt.timedelta(minutes=11)
    User.objects.filter(pk=cast.anna.pk).update(last_seen_at=long_ago)
    users.seen(cast.actor(cast.anna))
    assert first and User.objects.get(pk=cast.anna.pk).last_seen_at > long_ago


def seen_by(cast: Cast, user: User) -> set[str]:
    return set(faces.visible_to(cast.actor(user)).values_list("name", flat=True))


def test_one_sees_colleagues_and_a_partners_participants(cast: Cast) -> None:
    """Domain 1: the other side sees its participants and nobody else."""
    assert seen_by(cast, cast.sara) == {
        "Anna Jansen",
        "Piet de Vries",
        "Sara El Amrani",
        "Eva van Dijk",
        "Tom Bakker",
    }
    assert "Anna Jansen" not in seen_by(cast, cast.tom)
    assert seen_by(cast, cast.luc) == {"Luc De Smet"}


def test_and_no_longer_when_the_partnership_ends(cast: Cast) -> None:
    cast.partnership.__class__.objects.all().end(cast.anna)
    assert "Tom Bakker" not in seen_by(cast, cast.anna)


def test_all_active_users_put_forward_are_seen(cast: Cast) -> None:
    """Domain 6.3: people, or "all active users"."""
    Participant.objects.create(partnership=cast.partnership, environment=cast.vandijk, began_by=cast.eva)
    assert "Lin Chen" in seen_by(cast, cast.anna)
    assert "Sara El Amrani" not in seen_by(cast, cast.lin)


def test_fellow_members_see_each_other(cast: Cast) -> None:
    """Domain 2: a member sees who the members are."""
    demo.member(cast.vastgoed, cast.tom, OrganizationRole.VIEWER, by=cast.anna, partnership=cast.partnership)
    assert {"Anna Jansen", "Piet de Vries"} <= seen_by(cast, cast.tom)
    assert "Sara El Amrani" not in seen_by(cast, cast.tom)
