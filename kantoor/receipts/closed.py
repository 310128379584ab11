"""The receipt of the closing of an organization: every grant on it, as its own company may know them (domain 4.5, 8.5)."""

from collections.abc import Mapping, Sequence

from kantoor.access.actor import Actor
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership, Organization
from kantoor.receipts.keeping import About, Line
from kantoor.receipts.keeping import keep as keep_statement
from kantoor.receipts.models import Receipt
from kantoor.sharing.models import Share

WHO = ("user_id", "user__name", "group__name")


def keep(actor: Actor, place: Organization, ended: Sequence[Line], left: Mapping[str, int]) -> Receipt:
    """Nothing is left; its last administrators read on, which is no grant any more."""
    about = About(place.environment, "organizations.close", organization=place)
    return keep_statement(about, actor, now(), ended, left)


def lines(place: Organization) -> list[Line]:
    """What would end now. Four queries, however much it is."""
    return [*_memberships(place), *_given(place), *_received(place), *_asked(place)]


def _memberships(place: Organization) -> list[Line]:
    rows = Membership.objects.live().filter(organization=place).order_by("id")
    return [
        Line("membership", since, _where(place.name, group), role=role, who=(user, name) if user else None)
        for since, role, user, name, group in rows.values_list("member_since", "role", *WHO)
    ]


def _given(place: Organization) -> list[Line]:
    """Which documents, their readers know."""
    rows = Share.objects.live().filter(organization=place).order_by("id")
    return [
        Line("share", since, _where(place.name, group or to), level=level, who=(user, name) if user else None)
        for since, level, to, user, name, group in rows.values_list(
            "valid_from", "level", "to_organization__name", *WHO
        )
    ]


def _received(place: Organization) -> list[Line]:
    """Of a partner's things that there was one."""
    rows = Share.objects.live().filter(to_organization=place).exclude(organization=place).order_by("id")
    return [
        Line("share", since, _where(name, place.name), level=level)
        if side == place.environment_id
        else Line("share", since, elsewhere=True)
        for since, level, name, side in rows.values_list(
            "valid_from", "level", "organization__name", "organization__environment_id"
        )
    ]


def _asked(place: Organization) -> list[Line]:
    rows = Request.objects.filter(organization=place, state=RequestState.OPEN).order_by("id")
    return [
        Line("request", since, place.name, who=(user, name) if user else None)
        for since, user, name in rows.values_list("asked_at", "to_user_id", "to_user__name")
    ]


def _where(place: str, through: str | None) -> str:
    return f"{place} ← {through}" if through else place
