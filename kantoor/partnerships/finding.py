"""Finding an environment to become partners with (domain 6.1)."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.environments.models import Environment
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel import ids, pages
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import NotFound
from kantoor.kernel.text import words
from kantoor.organizations import identifiers
from kantoor.organizations.models import Identifier, Organization, State
from kantoor.partnerships.models import Partnership
from kantoor.partnerships.partnerships import visible_to

SIZE = 20
SHORTEST, LONGEST = 2, 200


@dataclass(frozen=True)
class Found:
    """All that a stranger learns: the name, and the organization by which it was found."""

    environment: Environment
    organization: Organization | None
    partnership: Partnership | None = None
    request: Request | None = None

    @property
    def asked_by_them(self) -> bool:
        return self.request is not None and self.request.environment_id == self.environment.pk


def search(actor: Actor, text: str, cursor: str = "") -> pages.Page[Environment]:
    """Environments by their own name, or by name or number of an active organization; twenty at a time."""
    _require(actor)
    sought = words(text)
    if sum(map(len, sought)) < SHORTEST:
        return pages.Page([])
    named, own_name = _organizations(sought), Q()
    for word in sought:
        own_name &= Q(folded__contains=word)
    by_name = Q(listed=True) & (own_name | Q(pk__in=named.values("environment_id")))
    by_number = Q(pk__in={claim.organization.environment_id for claim in _numbered(text)})
    rows = Environment.objects.exclude(pk=actor.environment_id).filter(by_name | by_number)
    return pages.keyset(rows, order=("folded", "id"), cursor=cursor, size=SIZE)


def described(actor: Actor, found: Collection[Environment], text: str) -> list[Found]:
    """How the asker stands to each environment, and by which organization it was found. Four queries."""
    keys = [environment.pk for environment in found]
    matched = _matched(keys, text)
    live: dict[UUID, Partnership] = {}
    pairs = visible_to(actor).filter(pk__in=Partnership.objects.live().values("pk"))
    for row in pairs.filter(Q(low_id__in=keys) | Q(high_id__in=keys)):
        live[row.high_id if row.low_id == actor.environment_id else row.low_id] = row
    waiting = _waiting(actor, keys)
    return [Found(e, matched.get(e.pk), live.get(e.pk), waiting.get(e.pk)) for e in found]


def one(actor: Actor, environment_id: UUID | str, number: str = "") -> Environment:
    """An environment that the actor may ask: a listed one, or an unlisted one whose number they know."""
    _require(actor)
    key = ids.parse(environment_id)
    numbered = {claim.organization.environment_id for claim in _numbered(number)}
    known = Q(pk__in=_waiting(actor, [key])) if key else Q()
    rows = Environment.objects.filter(Q(listed=True) | Q(pk__in=numbered) | known)
    found = rows.exclude(pk=actor.environment_id).filter(pk=key).first() if key else None
    if found is None:
        raise NotFound
    return found


def spelled(text: str) -> Q:
    """The identifiers that the text may be: '68 12.09-30', and BE0403170701 for enterprise 0403.170.701."""
    bare = "".join(c for c in text[:LONGEST].upper() if c.isascii() and c.isalnum())
    either = Q(scheme__in=list(identifiers.SCHEMES), value=bare)
    for scheme in identifiers.SCHEMES.values():
        with suppress(identifiers.InvalidIdentifier):
            value = identifiers.parse(scheme, text)
            for code, number in {(scheme.code, value), identifiers.registration(scheme, value)}:
                either |= Q(scheme=code, value=number)
    return either


def _require(actor: Actor) -> None:
    if not actor.may(Permission.PARTNERS_FIND):
        raise refusals.refused(Permission.PARTNERS_FIND, actor.environment_id)


def _organizations(sought: list[str]) -> QuerySet[Organization]:
    rows = Organization.objects.filter(state=State.ACTIVE)
    for word in sought:
        rows = rows.filter(folded__contains=word)
    return rows


def _numbered(text: str) -> list[Identifier]:
    """The claims of active organizations on the registration number that the text spells; found by index."""
    rows = Identifier.objects.filter(
        spelled(text), registered=True, claimed_at__isnull=False, released_at=None
    ).select_related("organization")
    return [claim for claim in rows if claim.organization.state == State.ACTIVE]


def _matched(keys: Collection[UUID], text: str) -> dict[UUID, Organization]:
    """Per environment the first active organization that the text names."""
    number = Q(pk__in={claim.organization_id for claim in _numbered(text)})
    named = Q(pk__in=_organizations(words(text)).filter(environment__listed=True).values("pk"))
    rows = Organization.objects.filter(number | named, environment_id__in=keys).order_by("-folded", "-pk")
    return {row.environment_id: row for row in rows.only("name", "city", "environment_id")}


def _waiting(actor: Actor, keys: Collection[UUID]) -> dict[UUID, Request]:
    """The open relationship request with each of the environments, whichever side asked."""
    ours = Q(environment_id=actor.environment_id, to_environment_id__in=keys)
    theirs = Q(to_environment_id=actor.environment_id, environment_id__in=keys)
    rows = Request.objects.filter(
        ours | theirs, kind=Kind.PARTNERSHIP, state=RequestState.OPEN, expires_at__gt=Now()
    )
    return {
        side: r
        for r in rows
        if (side := r.to_environment_id if r.environment_id == actor.environment_id else r.environment_id)
    }
