"""Lists of people: reading and carrying out (domain 5.8)."""

import time

import pytest

from kantoor.access import reach
from kantoor.demo.cast import Cast
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from kantoor.organizations import imports, lists, memberships
from kantoor.organizations.models import OrganizationRole

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


@pytest.mark.parametrize(
    "text",
    [
        "sara@jansen.example\ntom@vandijk.example",
        "Sara <sara@jansen.example>, Tom Bakker <tom@vandijk.example>",
        "sara@jansen.example; tom@vandijk.example",
        "E-mail;Rol\nsara@jansen.example;lid\ntom@vandijk.example;lid",
        "Adres,Rol,Tot\r\nSARA@jansen.example,member,\r\n\r\ntom@vandijk.example,member,",
        '\ufeffemail\trole\nsara@jansen.example\tmember\n"tom@vandijk.example"\tmember',
        "sara@jansen.example;lid\ntom@vandijk.example;member",
    ],
)
def test_every_way_of_writing_a_list_is_read(text: str) -> None:
    """domain 5.8: commas or semicolons, with or without head, English or Dutch."""
    rows = lists.read(text)
    assert [row.address for row in rows] == ["sara@jansen.example", "tom@vandijk.example"]
    assert {row.role for row in rows} <= {None, MEMBER}
    assert not any(row.problem for row in rows)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nobody;lid;", "no mail address"),
        ("a@b.example;boss;", "no role"),
        ("a@b.example;lid;soon", "no date"),
    ],
)
def test_a_bad_row_is_told_and_the_others_stay(line: str, said: str) -> None:
    """domain 5.8"""
    good, bad = lists.read(f"adres;rol;tot\nsara@jansen.example;lezer;31-03-2027\n{line}")
    assert said in bad.problem
    assert (good.problem, good.role) == ("", VIEWER)
    assert good.until == "2027-03-31T22:00:00+00:00"  # midnight after the day, in Amsterdam's summer time


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\xe9\xe8", b"x" * (lists.MOST_BYTES + 1)])
def test_a_file_that_cannot_be_read_says_what_to_do(data: bytes) -> None:
    with pytest.raises(Invalid):
        lists.decode(data)


@pytest.mark.parametrize("text", ["", "\n \n", 'address\n"', "\0", "a@b.example\n" * (lists.MOST_ROWS + 1)])
def test_empty_broken_and_endless_lists_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        lists.read(text)


def prepared(cast: Cast, text: str) -> str:
    made = imports.prepare(cast.actor(cast.anna), cast.bouw.pk, lists.read(text), MEMBER, None)
    return str(made.pk)


def test_the_dry_run_says_for_each_row_what_the_real_one_does(cast: Cast) -> None:
    """domain 5.8"""
    text = "sara@jansen.example\ntom@vandijk.example\nanna@jansen.example\nluc@desmet.example\nnobody\nx@y.example"
    made = imports.of(cast.actor(cast.anna)).get(pk=prepared(cast, text))
    foreseen = [line.outcome for line in imports.report(made).lines]
    assert foreseen == ["added", "asked", "already_member", "not_choosable", "problem", "not_choosable"]
    assert memberships.count(cast.bouw) == 1
    imports.start(cast.actor(cast.anna), made.pk)
    imports.carry_out.call(str(made.pk), str(cast.anna.pk))
    made.refresh_from_db()
    assert [line.outcome for line in imports.report(made).lines] == foreseen
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == MEMBER
    assert made.finished_at is not None


def test_a_list_is_carried_out_once(cast: Cast) -> None:
    """domain 5.8"""
    made = prepared(cast, "sara@jansen.example")
    imports.start(cast.actor(cast.anna), made)
    with pytest.raises(Conflict):
        imports.start(cast.actor(cast.anna), made)
    imports.carry_out.call(made, str(cast.anna.pk))
    imports.carry_out.call(made, str(cast.anna.pk))
    assert memberships.count(cast.bouw) == 2


def test_another_persons_list_does_not_exist(cast: Cast) -> None:
    made = prepared(cast, "sara@jansen.example")
    with pytest.raises(NotFound):
        imports.start(cast.actor(cast.piet), made)


def test_no_row_reports_success_when_the_starter_may_no_longer_add(cast: Cast) -> None:
    """domain 5.8: no row reports success for what did not happen."""
    from kantoor.demo import cast as demo

    made = prepared(cast, "sara@jansen.example")
    imports.start(cast.actor(cast.anna), made)
    demo.member(cast.bouw, cast.piet, ADMINISTRATOR, cast.anna)
    row = memberships.visible_to(cast.actor(cast.anna)).get(user=cast.anna, organization=cast.bouw)
    memberships.change(cast.actor(cast.piet), row.pk, VIEWER, None)
    imports.carry_out.call(made, str(cast.anna.pk))
    kept = imports.of(cast.actor(cast.anna)).get(pk=made)
    assert [line.outcome for line in imports.report(kept).lines] == ["problem"]
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None


@pytest.mark.parametrize("day", ["9999-12-31", "31-12-9999", "0001-01-01"])
def test_a_date_at_the_end_of_time_is_a_problem_of_its_row(day: str) -> None:
    """domain 5.8: one bad row never stops the others."""
    bad, good = lists.read(f"address,until\nsara@jansen.example,{day}\ntom@vandijk.example,2090-01-01")
    assert bad.problem
    assert not good.problem


def test_a_word_of_two_million_letters_is_gone_over_once() -> None:
    """domain 5.8"""
    begun = time.monotonic()
    lists.read("a" * 300_000)
    assert time.monotonic() - begun < 2
