"""What a person has that a removal ends or a block suspends, line by line; and the check that nothing of it is left."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from kantoor.access import actor as actors
from kantoor.access import documents, reach
from kantoor.accounts import holdings
from kantoor.accounts.models import SignUp, User
from kantoor.documents.models import Document
from kantoor.environments.models import Invitation
from kantoor.kernel.clock import Now
from kantoor.receipts.keeping import Line


def lines(user: User) -> list[Line]:
    """What they have now. Names are those that their own environment may know; of a partner's things there is none."""
    return [*_memberships(user), *_places(user), *_shares(user), *_participations(user), *_rest(user)]


def left(user: User) -> dict[str, int]:
    """After a removal: what is left in every reach, and of every way in."""
    return reached(user) | {
        "groups": reach.places().filter(user=user).count(),
        "shares": holdings.shares(user).count(),
        "participations": holdings.participations(user).count(),
        "requests": holdings.requests(user).count() + holdings.questions(user).count(),
        "roles": holdings.appointments(user).count() + holdings.operatorships(user).count(),
        "addresses": EmailAddress.objects.filter(user=user).count(),
        "grants": holdings.memberships(user).count(),
    }


def reached(user: User) -> dict[str, int]:
    """After a block: what they reach, and whether they are still in somewhere or could come in."""
    places = {place for (place,) in reach.through(user.pk)}
    # Asked by the two ways in, each by its index: whoever reaches nothing would have every document looked at.
    within = Document.objects.filter(organization_id__in=places).count() if places else 0
    return {
        "organizations": len(places),
        "documents": within + documents.shared_with(user.pk).count(),
        "sessions": holdings.sessions(user).count(),
        "ways_in": int(actors.of(user.pk) is not None),
    }


def links(addresses: list[str]) -> int:
    """Links that would still open something for these addresses: invitations and sign-ups."""
    named = Q()
    for address in addresses:
        named |= Q(address__iexact=address)
    if not named:
        return 0
    invited = Invitation.objects.filter(named, accepted_at=None, withdrawn_at=None, expires_at__gt=Now())
    return invited.count() + SignUp.objects.filter(named, used_at=None, expires_at__gt=Now()).count()


def end_links(addresses: list[str]) -> None:
    """Links on their way to these addresses open nothing any more."""
    for address in addresses:
        Invitation.objects.filter(address__iexact=address, accepted_at=None, withdrawn_at=None).update(
            withdrawn_at=Now()
        )
        SignUp.objects.filter(address__iexact=address, used_at=None, expires_at__gt=Now()).update(
            expires_at=Now()
        )


def _memberships(user: User) -> list[Line]:
    rows = holdings.memberships(user).select_related("organization").order_by("organization__folded", "id")
    return [_line(user, "membership", row, row.organization, role=row.role) for row in rows]


def _places(user: User) -> list[Line]:
    rows = holdings.places(user).select_related("group").order_by("group__folded", "id")
    return [_line(user, "place", row, row.group) for row in rows]


def _shares(user: User) -> list[Line]:
    """Which document, its readers know; here stands of which organization."""
    rows: QuerySet[Any] = holdings.shares(user).select_related("organization").order_by("id")
    return [_line(user, "share", row, row.organization, level=row.level) for row in rows]


def _line(user: User, kind: str, row: Any, place: Any, **more: Any) -> Line:
    if place.environment_id != user.environment_id:
        return Line(kind, row.valid_from, elsewhere=True)
    return Line(kind, row.valid_from, place.name, **more)


def _participations(user: User) -> list[Line]:
    rows = (
        holdings.participations(user).select_related("partnership__low", "partnership__high").order_by("id")
    )
    pairs = [(row, row.partnership) for row in rows]
    names = [(pair.high if pair.low_id == user.environment_id else pair.low).name for _row, pair in pairs]
    return [
        Line("participation", row.valid_from, name) for (row, _pair), name in zip(pairs, names, strict=True)
    ]


def _rest(user: User) -> list[Line]:
    asked = [Line("request", row.asked_at) for row in holdings.requests(user).order_by("id")]
    signed_in = [Line("session", row.created_at) for row in holdings.sessions(user).order_by("pk")]
    operates = [Line("operatorship", row.valid_from) for row in holdings.operatorships(user)]
    return [*asked, *signed_in, *operates]
