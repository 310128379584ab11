"""Two organizations with the same number, accepted at once: exactly one is active (domain 4.1)."""

import itertools
from functools import partial

from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel.errors import Conflict
from kantoor.organizations import activations, reviews
from kantoor.organizations.models import Activation, Identifier, Method, Organization, State
from tests.races.conftest import ROUNDS
from tests.threads import threads

_numbers = itertools.count(30_000_000)


def _under_review(stage: Cast, place: str, person: str, number: str) -> Activation:
    """An organization with this number whose evidence waits for the operator."""
    who = getattr(stage, person)
    made = demo.organization(getattr(stage, place), f"Race {number}", "Breda", who, active=False, kvk=number)
    Organization.objects.filter(pk=made.pk).update(state=State.UNDER_REVIEW)
    return Activation.objects.create(organization=made, method=Method.EVIDENCE, started_by=who)


def test_one_of_two_with_the_same_number_becomes_active(stage: Cast) -> None:
    """domain 4.1"""
    operator = stage.actor(stage.olga)
    for number in itertools.islice(map(str, _numbers), ROUNDS // 4):
        one = _under_review(stage, "jansen", "anna", number)
        other = _under_review(stage, "vandijk", "eva", number)
        results = threads(
            partial(reviews.accept, operator, one.pk), partial(reviews.accept, operator, other.pk)
        )
        assert sorted(str(type(result)) for result in results) == sorted([str(type(None)), str(Conflict)])
        both = Organization.objects.filter(activations__in=[one, other])
        assert sorted(both.values_list("state", flat=True)) == [State.ACTIVE, State.UNDER_REVIEW]
        assert Identifier.objects.filter(value=number, claimed_at__isnull=False).count() == 1


def test_acceptance_against_withdrawal_has_one_outcome(stage: Cast) -> None:
    """domain 4.3"""
    operator, anna = stage.actor(stage.olga), stage.actor(stage.anna)
    for number in itertools.islice(map(str, _numbers), ROUNDS // 4):
        attempt = _under_review(stage, "jansen", "anna", number)
        accept = partial(reviews.accept, operator, attempt.pk)
        results = threads(accept, partial(activations.withdraw, anna, attempt.pk))
        assert [type(result) for result in results if result is not None] == [Conflict]
        attempt.refresh_from_db()
        accepted = attempt.outcome == activations.Outcome.ACCEPTED
        assert attempt.organization.state == (State.ACTIVE if accepted else State.NOT_ACTIVATED)
