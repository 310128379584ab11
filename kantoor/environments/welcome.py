"""What the link of an invitation leads to, and accepting it (domain 3.5)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from kantoor.access.action import lock, performing
from kantoor.access.actor import Actor
from kantoor.accounts import passwords, users
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.environments import administrators
from kantoor.environments.invitations import stated
from kantoor.environments.models import EnvironmentRole, Invitation, ReplacedLink
from kantoor.kernel import tokens
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, NotFound
from kantoor.organizations import memberships
from kantoor.organizations.models import Organization, State


class Welcome(StrEnum):
    """What can be told about a link; each has its own page. A forged one is `NotFound`."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    SOMEBODY_ELSE = "somebody_else"  # signed in as another user; the invitation stays as it is
    MEMBER = "member"  # the address has an account in this environment by now
    ELSEWHERE = "elsewhere"  # the address has an account in another environment


SPENT = (Welcome.ACCEPTED, Welcome.WITHDRAWN, Welcome.EXPIRED)


@dataclass(frozen=True)
class Opened:
    """The invitation behind a link, and where it stands for whoever opened it."""

    state: Welcome
    invitation: Invitation

    @property
    def masked(self) -> str:
        return masked(self.invitation.address)

    @property
    def role(self) -> str:
        return str(EnvironmentRole(self.invitation.role).label)

    @property
    def places(self) -> list[str]:
        """The names of the organizations that come with it."""
        rows = self.invitation.organizations.select_related("organization")
        return [row.organization.name for row in rows.order_by("organization__folded")]


def masked(address: str) -> str:
    """p•••@jansen.example: enough to recognise one's own address, too little to learn another's."""
    box, _at, domain = address.partition("@")
    return f"{box[:1]}•••@{domain}"


def opened(token: str, actor: Actor | None = None) -> Opened:
    """What the link leads to; `NotFound` if nobody made it."""
    hashed = tokens.hashed(token)
    found = _found(hashed)
    if found is not None:
        return Opened(_state(found, actor), found)
    replaced = (
        ReplacedLink.objects.filter(token_hash=hashed).select_related("invitation__environment").first()
    )
    if replaced is None:
        raise NotFound
    current = stated(Invitation.objects.filter(pk=replaced.invitation_id)).select_related("environment").get()
    state = _state(current, actor)
    return Opened(Welcome.REPLACED if state is Welcome.OPEN else state, current)


def _found(hashed: str) -> Invitation | None:
    rows = stated(Invitation.objects.filter(token_hash=hashed))
    return rows.select_related("environment", "invited_by").first()


def _state(invitation: Invitation, actor: Actor | None) -> Welcome:
    state: str = invitation.state  # type: ignore[attr-defined]
    if state != "invited":
        return Welcome(state)
    owner = users.owner_of(invitation.address)
    if actor is not None and (owner is None or owner.pk != actor.user_id):
        return Welcome.SOMEBODY_ELSE
    if owner is None:
        return Welcome.OPEN
    return Welcome.MEMBER if owner.environment_id == invitation.environment_id else Welcome.ELSEWHERE


def accept(token: str, name: str, password: str, *, language: str = "en", origin: str = "") -> User:
    """Make the account, with role and memberships; for one caller only, `Conflict` for the others."""
    name = users.clean_name(name)
    known = opened(token)
    if known.state in SPENT:  # before the password is hashed, which takes long on purpose
        raise _spent()
    address = known.invitation.address
    password_hash = passwords.hashed(password, User(name=name, email=address))
    with performing():
        invitation = _taken(token)
        user = users.create(
            invitation.environment,
            name,
            invitation.address,
            EnvironmentRole(invitation.role),
            password_hash=password_hash,
            by=invitation.invited_by,
            language=language,
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
        record.entry(
            None,
            "people.joined",
            user,
            subject=user,
            environment_id=invitation.environment_id,
            role=invitation.role,
            invited_by=invitation.invited_by.name if invitation.invited_by else "",
        ).origin = origin
        _begin_memberships(invitation, user)
    return user


def _spent() -> Conflict:
    return Conflict(_("This invitation can no longer be accepted. Open the link again to see why."))


def _taken(token: str) -> Invitation:
    """Use the invitation up, as part of a running action."""
    hashed = tokens.hashed(token)
    invitation = _found(hashed)
    if invitation is None:
        raise NotFound
    lock(invitation)
    still_open = Invitation.objects.filter(
        token_hash=hashed, accepted_at=None, withdrawn_at=None, expires_at__gt=Now()
    )
    if not still_open.update(accepted_at=Now()):
        raise _spent()
    if users.owner_of(invitation.address) is not None:
        raise Conflict(_("Somebody has an account with this address already. Sign in with it."))
    return invitation


def _begin_memberships(invitation: Invitation, user: User) -> None:
    """The organizations that came with it, as far as they are still active."""
    offered = list(invitation.organizations.values_list("organization_id", "role", "expires_at"))
    administrators.hold(organization for organization, _role, _until in offered)
    places = Organization.objects.filter(state=State.ACTIVE).in_bulk([row[0] for row in offered])
    at = now()
    for organization_id, role, until in offered:
        place = places.get(organization_id)
        if place is None or (until is not None and until <= at):
            continue
        made = memberships.begin(place, user, role, until=until, by=invitation.invited_by)
        record.entry(None, "memberships.added", made, subject=user, organization=place, role=role)
