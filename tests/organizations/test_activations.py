"""Proving that one may act for a company, and the operator's judgement (domain 4.2, 4.3)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel import dns
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import activations, evidence, reviews
from kantoor.organizations.activations import Outcome
from kantoor.organizations.models import Activation, Identifier, Organization, OrganizationRole, State

PDF = b"%PDF-1.7 an extract"


def upload(content: bytes = PDF, name: str = "uittreksel.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def state(organization: Organization) -> str:
    return Organization.objects.get(pk=organization.pk).state


def handed_in(cast: Cast) -> Activation:
    return activations.give_evidence(cast.actor(cast.anna), cast.beheer, upload(), "See page 2")


def with_letter(cast: Cast) -> tuple[Activation, str]:
    """A letter that was asked for and printed."""
    address = {"street": "Kade 1", "postal_code": "3511 AA"}
    Organization.objects.filter(pk=cast.beheer.pk).update(**address)
    attempt = activations.ask_letter(cast.actor(cast.anna), cast.beheer)
    return attempt, reviews.print_letter(cast.actor(cast.olga), attempt)


def with_record(cast: Cast) -> Activation:
    Organization.objects.filter(pk=cast.beheer.pk).update(domain="jansenbeheer.nl")
    return activations.prove_domain(cast.actor(cast.anna), cast.beheer)


def answers(monkeypatch: pytest.MonkeyPatch, *records: str) -> None:
    monkeypatch.setattr(dns, "txt", lambda name: list(records))


def test_evidence_brings_it_under_review_and_acceptance_makes_it_active(cast: Cast) -> None:
    """Domain 4.2, 4.3 b."""
    attempt = handed_in(cast)
    assert state(cast.beheer) == State.UNDER_REVIEW
    reviews.accept(cast.actor(cast.olga), attempt)
    assert state(cast.beheer) == State.ACTIVE
    assert Identifier.objects.get(organization=cast.beheer).claimed_at is not None
    assert Entry.objects.get(action="organizations.activated").subject_id == cast.anna.pk


def test_a_refusal_gives_its_reason_and_lets_one_try_again(cast: Cast) -> None:
    """Domain 4.3."""
    attempt = handed_in(cast)
    operator = cast.actor(cast.olga)
    with pytest.raises(Invalid):
        reviews.refuse(operator, attempt, "  \0 ")
    reviews.refuse(operator, attempt, "The extract is two years old.")
    assert state(cast.beheer) == State.NOT_ACTIVATED
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.reason) == (Outcome.REFUSED, "The extract is two years old.")
    assert handed_in(cast).outcome == Outcome.OPEN


def test_only_administrators_of_the_environment_apply(cast: Cast) -> None:
    """Domain 2: add and activate organizations."""
    with pytest.raises(NotFound):
        activations.give_evidence(cast.actor(cast.piet), cast.beheer, upload())
    demo.member(cast.beheer, cast.piet, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    with pytest.raises(Refused, match="Anna Jansen"):
        activations.give_evidence(cast.actor(cast.piet), cast.beheer, upload())
    with pytest.raises(NotFound):
        activations.give_evidence(cast.actor(cast.eva), cast.beheer, upload())


def test_only_the_operator_judges_and_nobody_else_knows_of_the_queue(cast: Cast) -> None:
    """Domain 1: reviews activations."""
    attempt = handed_in(cast)
    for who in (cast.anna, cast.eva):
        with pytest.raises(NotFound):
            reviews.accept(cast.actor(who), attempt)
        with pytest.raises(NotFound):
            reviews.one(cast.actor(who), attempt.pk)
        with pytest.raises(Refused):
            reviews.queue(cast.actor(who))
    assert list(reviews.queue(cast.actor(cast.olga))) == [attempt]
    assert reviews.one(cast.actor(cast.olga), attempt.pk).why_not_accept == ""


def test_settled_applications_leave_the_queue(cast: Cast) -> None:
    attempt = handed_in(cast)
    operator = cast.actor(cast.olga)
    reviews.accept(operator, attempt)
    assert not reviews.queue(operator).exists()
    assert list(reviews.queue(operator, settled=True)) == [attempt]


def test_there_is_one_open_application_at_a_time(cast: Cast) -> None:
    handed_in(cast)
    with pytest.raises(Conflict):
        handed_in(cast)
    assert Activation.objects.count() == 1


@pytest.mark.parametrize("name", ["bouw", "zonen"])
def test_what_is_active_or_anothers_is_not_activated_again(cast: Cast, name: str) -> None:
    """Domain 4.2."""
    with pytest.raises((Conflict, NotFound)):
        activations.give_evidence(cast.actor(cast.anna), getattr(cast, name), upload())
    assert not Activation.objects.exists()


def test_an_application_is_judged_once(cast: Cast) -> None:
    """Domain 5.5 in the small: exactly one outcome."""
    attempt = handed_in(cast)
    operator = cast.actor(cast.olga)
    reviews.refuse(operator, attempt, "No")
    for act in (reviews.accept, activations.withdraw):
        with pytest.raises((Conflict, NotFound)):
            act(operator, attempt)
    assert state(cast.beheer) == State.NOT_ACTIVATED


def test_an_application_can_be_withdrawn_by_the_company_only(cast: Cast) -> None:
    attempt = handed_in(cast)
    with pytest.raises(NotFound):
        activations.withdraw(cast.actor(cast.eva), attempt)
    activations.withdraw(cast.actor(cast.anna), attempt)
    assert state(cast.beheer) == State.NOT_ACTIVATED
    with pytest.raises(Conflict):
        reviews.accept(cast.actor(cast.olga), attempt)


def test_a_number_is_activated_by_one_of_two_who_have_it(cast: Cast) -> None:
    """Domain 4.1: both are told clearly, nobody learns who the other is."""
    twin = demo.organization(cast.vandijk, "Twin BV", "Breda", cast.eva, active=False, kvk="68120956")
    first = handed_in(cast)
    second = activations.give_evidence(cast.actor(cast.eva), twin, upload())
    operator = cast.actor(cast.olga)
    reviews.accept(operator, first)
    assert reviews.one(operator, second.pk).taken
    with pytest.raises(Conflict, match="already active"):
        reviews.accept(operator, second)
    assert state(twin) == State.UNDER_REVIEW
    reviews.refuse(operator, second, "This number is active already.")
    with pytest.raises(Conflict, match="already active") as clash:
        activations.give_evidence(cast.actor(cast.eva), twin, upload())
    assert "Jansen" not in str(clash.value)


def test_the_code_of_the_letter_activates(cast: Cast) -> None:
    """Domain 4.3 a: typed in by the user, however it is spaced."""
    attempt, code = with_letter(cast)
    entered = activations.enter_code(cast.actor(cast.anna), attempt, f" {code.lower()} ")
    assert entered.activated
    assert state(cast.beheer) == State.ACTIVE


def test_only_the_hash_of_the_code_is_kept(cast: Cast) -> None:
    attempt, code = with_letter(cast)
    attempt.refresh_from_db()
    assert activations.plain_code(code) not in attempt.secret
    assert not Entry.objects.filter(details__icontains=code).exists()


def test_the_fifth_wrong_code_ends_the_attempt(cast: Cast) -> None:
    """Domain 4.3 a: five tries."""
    attempt, code = with_letter(cast)
    actor = cast.actor(cast.anna)
    left = [activations.enter_code(actor, attempt, "WRONG").tries_left for _try in range(5)]
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(Conflict):
        activations.enter_code(actor, attempt, code)
    assert state(cast.beheer) == State.NOT_ACTIVATED


def test_a_new_letter_makes_the_earlier_code_worthless(cast: Cast) -> None:
    attempt, old = with_letter(cast)
    new = reviews.print_letter(cast.actor(cast.olga), attempt)
    actor = cast.actor(cast.anna)
    assert not activations.enter_code(actor, attempt, old).activated
    assert activations.enter_code(actor, attempt, new).activated


def test_a_code_counts_for_sixty_days(cast: Cast) -> None:
    """Domain 4.3 a."""
    attempt, code = with_letter(cast)
    assert attempt.expires_at is not None
    assert attempt.expires_at - now() > dt.timedelta(days=59)
    Activation.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    with pytest.raises(Conflict):
        activations.enter_code(cast.actor(cast.anna), attempt, code)
    assert activations.expire_due() == 1
    assert state(cast.beheer) == State.NOT_ACTIVATED
    assert activations.expire_due() == 0


def test_a_letter_needs_an_address_and_a_print(cast: Cast) -> None:
    actor = cast.actor(cast.anna)
    with pytest.raises(Conflict):
        activations.ask_letter(actor, cast.beheer)
    address = {"street": "Kade 1", "postal_code": "3511 AA"}
    Organization.objects.filter(pk=cast.beheer.pk).update(**address)
    attempt = activations.ask_letter(actor, cast.beheer)
    with pytest.raises(Conflict):
        activations.enter_code(actor, attempt, "")


def test_the_operator_does_not_accept_a_letter_in_place_of_its_code(cast: Cast) -> None:
    attempt, _code = with_letter(cast)
    with pytest.raises(Conflict):
        reviews.accept(cast.actor(cast.olga), attempt)


def test_letters_are_printed_by_the_operator_and_for_letters_only(cast: Cast) -> None:
    attempt = handed_in(cast)
    with pytest.raises(Conflict):
        reviews.print_letter(cast.actor(cast.olga), attempt)
    with pytest.raises(NotFound):
        reviews.print_letter(cast.actor(cast.anna), attempt)


def test_a_record_that_is_found_may_be_accepted_and_another_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domain 4.3 c: the operator may accept it as sufficient."""
    attempt = with_record(cast)
    actor, operator = cast.actor(cast.anna), cast.actor(cast.olga)
    answers(monkeypatch, "v=spf1 -all", activations.RECORD + "0" * 32)
    assert not activations.look(actor, attempt.pk)
    with pytest.raises(Conflict):
        reviews.accept(operator, attempt)
    answers(monkeypatch, attempt.secret)
    assert activations.look(actor, attempt.pk)
    assert reviews.look(operator, attempt.pk)
    reviews.accept(operator, attempt)
    assert state(cast.beheer) == State.ACTIVE


def test_strangers_cannot_have_the_record_looked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = with_record(cast)
    answers(monkeypatch, attempt.secret)
    for look in (activations.look, reviews.look):
        with pytest.raises(NotFound):
            look(cast.actor(cast.eva), attempt.pk)


def test_a_domain_is_needed_that_belongs_to_one_company(cast: Cast) -> None:
    """Domain 3.4: generic mail domains can never be claimed."""
    for domain in ("", "gmail.com"):
        Organization.objects.filter(pk=cast.beheer.pk).update(domain=domain)
        with pytest.raises(Conflict):
            activations.prove_domain(cast.actor(cast.anna), cast.beheer)


def test_evidence_is_read_by_its_uploader_and_the_operator_and_nobody_else(cast: Cast) -> None:
    """Domain 4.3 b; 8.6: the operator's reading is recorded."""
    attempt = handed_in(cast)
    with evidence.read(cast.actor(cast.anna), attempt.pk).file as file:
        assert file.read() == PDF
    assert not Entry.objects.filter(action="organizations.evidence_read").exists()
    found = evidence.read(cast.actor(cast.olga), attempt.pk)
    found.file.close()
    assert (found.content_type, found.name) == ("application/pdf", "uittreksel.pdf")
    assert Entry.objects.filter(action="organizations.evidence_read").count() == 1
    for who in (cast.piet, cast.eva):
        with pytest.raises(NotFound):
            evidence.read(cast.actor(who), attempt.pk)


@pytest.mark.parametrize(
    "content", [b"", b"<script>", b"\x89PNG\r\n\x1a\nrubbish", b"\xff\xd8\xffrubbish", b"MZ%PDF-"]
)
def test_what_is_no_pdf_or_picture_is_not_taken_whatever_it_is_called(cast: Cast, content: bytes) -> None:
    with pytest.raises(Invalid):
        activations.give_evidence(cast.actor(cast.anna), cast.beheer, upload(content))
    assert state(cast.beheer) == State.NOT_ACTIVATED


def test_evidence_has_a_size_limit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "LARGEST", len(PDF) - 1)
    with pytest.raises(Invalid):
        handed_in(cast)


def test_the_name_of_a_file_says_nothing_about_where_it_is_kept(cast: Cast) -> None:
    attempt = activations.give_evidence(
        cast.actor(cast.anna), cast.beheer, upload(name="..\\..\\etc\\pass\x07wd.html")
    )
    assert str(attempt.evidence.name).startswith("evidence/")
    assert str(attempt.evidence.name).endswith(".pdf")
    assert attempt.evidence_name == "passwd.html"
