"""Companies of a journey's own, written to the database of the server: what happens in one disturbs no other."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import Argon2PasswordHasher

from kantoor.access import actor as actors
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.environments import invitations
from kantoor.environments.models import DomainClaim, Environment, EnvironmentRole
from kantoor.inbox.models import Request
from kantoor.kernel.clock import now
from kantoor.organizations import adding_members
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Activation, MemberImport, Method, Organization, OrganizationRole
from kantoor.partnerships.models import Partnership
from tests.journeys.people import PASSWORD

# As the server keeps passwords; the tests' own settings take a quicker way.
_HASHED = Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-the-tests")


def person(place: Environment, name: str, role: EnvironmentRole = demo.BASIC) -> User:
    address = f"{name.split(maxsplit=1)[0].lower()}-{uuid4().hex[:8]}@journey.example"
    made = demo.person(place, name, address, role)
    User.objects.filter(pk=made.pk).update(password=_HASHED)
    return made


def may_sign_in(*addresses: str) -> None:
    """People of the demo world, with the journeys' password as the server keeps it."""
    User.objects.filter(email__in=addresses).update(password=_HASHED)


@dataclass
class Firm:
    """Ada administers Kist BV; Ben is her colleague; Cleo works for their partner."""

    ada: User
    ben: User
    cleo: User
    house: Organization
    partnership: Partnership

    @property
    def members(self) -> str:
        return f"/organizations/{self.house.pk}/members/"

    def asks_cleo(self) -> Request:
        adding_members.add(acting(self.ada), self.house.pk, [Pick(self.cleo.pk)])
        return Request.objects.get(organization=self.house, to_user=self.cleo)


def firm() -> Firm:
    number = uuid4().hex[:6]
    here, there = demo.environment(f"Kist Groep {number}"), demo.environment(f"Loep {number}")
    ada, cleo = person(here, "Ada Kist", demo.ADMINISTRATOR), person(there, "Cleo Loep", demo.ADMINISTRATOR)
    house = demo.organization(here, f"Kist {number} BV", "Zwolle", ada)
    return Firm(ada, person(here, "Ben Smal"), cleo, house, demo.partnership(here, there, ada, cleo))


def acting(user: User) -> Actor:
    found = actors.of(user.pk)
    assert found is not None
    return found


def yesterday() -> dt.datetime:
    return now() - dt.timedelta(days=1)


def one_of_everything(it: Firm) -> dict[str, Any]:
    """What the places in addresses are filled with, so that there is a page at each."""
    here = it.house.environment
    soon = now() + dt.timedelta(days=20)
    beside = demo.organization(here, f"Kist {uuid4().hex[:6]} NV", "Urk", it.ada, active=False)
    row = demo.member(it.house, it.ben, OrganizationRole.MEMBER, by=it.ada)
    attempt = Activation.objects.create(
        organization=beside, method=Method.EVIDENCE, started_by=it.ada, expires_at=soon
    )
    Organization.objects.filter(pk=beside.pk).update(state="under_review")
    domain = f"{uuid4().hex[:8]}.example"
    claim = DomainClaim.objects.create(environment=here, domain=domain, token="t", began_by=it.ada)
    pasted = MemberImport.objects.create(organization=it.house, made_by=it.ada, rows=[])
    link = invitations.invite(acting(it.ada), here.pk, f"{uuid4().hex[:8]}@journey.example").link
    return {
        "organization_id": it.house.pk,
        "membership_id": row.pk,
        "request_id": it.asks_cleo().pk,
        "activation_id": attempt.pk,
        "list_id": pasted.pk,
        "participant_id": uuid4(),
        "partnership_id": it.partnership.pk,
        "user_id": it.ben.pk,
        "person_id": it.ben.pk,
        "invitation_id": uuid4(),
        "claim_id": claim.pk,
        "allowance_id": uuid4(),
        "mail_id": uuid4(),
        "address_id": 1,
        "session_id": 1,
        "pk": 1,
        "token": link.rstrip("/").rpartition("/")[2],
        "key": "set-password",
        "uidb36": "1",
        "page": "list",
        "part": "members",
        "side": here.pk,
    }
