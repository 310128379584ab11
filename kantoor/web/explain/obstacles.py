"""What keeps a path from giving anything, in words."""

from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access.explaining import Obstacle, Path, Why
from kantoor.accounts.models import User
from kantoor.web.moments import exact


def badge(obstacle: Obstacle) -> str:
    """One word beside the path."""
    return {
        Why.ASKED: _("Requested"),
        Why.BLOCKED: _("Blocked"),
        Why.WITHHELD: _("Withheld"),
        Why.AHEAD: _("Not yet"),
        Why.DECLINED: _("Not accepted"),
        Why.LAPSED: _("Lapsed"),
    }.get(obstacle.why, _("Ended"))


def said(path: Path, person: User, reader: UUID) -> str:
    """Why it gives nothing, since when and by whom, to a reader of this environment."""
    obstacle = path.obstacle
    assert obstacle is not None
    given = {
        "when": exact(obstacle.at) if obstacle.at else "",
        "name": _who(obstacle, person, reader),
        "lapses": exact(path.request.expires_at) if path.request else "",
    }
    plain = {
        Why.ASKED: _(
            "Asked on %(when)s by %(name)s and not answered, so it gives nothing yet. Lapses %(lapses)s."
        ),
        Why.BLOCKED: _("Gives nothing while they are blocked, since %(when)s."),
        Why.WITHHELD: _("Gives nothing until it is scanned: only who brought it sees it."),
        Why.AHEAD: _("It began only on %(when)s."),
        Why.PARTNERSHIP: _("The partnership ended on %(when)s, and this with it."),
        Why.GROUP_CLOSED: _("The group was closed on %(when)s."),
        Why.CLOSED: _("The organization was closed on %(when)s."),
        Why.EXPIRED: _("It ended by itself on %(when)s, at its date."),
        Why.LAPSED: _("Asked and never answered: it lapsed on %(when)s."),
    }
    words = plain.get(obstacle.why) or (
        _declined(obstacle) if obstacle.why is Why.DECLINED else _ended(obstacle)
    )
    return words % given


def _who(obstacle: Obstacle, person: User, reader: UUID) -> str:
    """What another company does among its own people is told in its name."""
    if obstacle.how == "removed from environment" and person.environment_id != reader:
        return str(person.environment.name)
    return str(obstacle.by.name) if obstacle.by else _("the system")


def _declined(obstacle: Obstacle) -> str:
    return {
        "declined": _("Asked, and declined on %(when)s."),
        "withdrawn": _("Asked, and the request was withdrawn on %(when)s by %(name)s."),
    }.get(obstacle.how, _("Asked, and the request ended on %(when)s with what it hung on."))


def _ended(obstacle: Obstacle) -> str:
    """By `ended_why`, as the acts write it."""
    return {
        "removed": _("Removed on %(when)s by %(name)s."),
        "left": _("They left on %(when)s."),
        "taken out": _("Taken out of the group on %(when)s by %(name)s."),
        "withdrawn": _("Withdrawn on %(when)s by %(name)s."),
        "closure": _("The organization was closed on %(when)s by %(name)s."),
        "group closed": _("The group was closed on %(when)s by %(name)s."),
        "partnership ended": _("The partnership ended on %(when)s, and this with it."),
        "removed from environment": _("Removed from their company on %(when)s by %(name)s."),
        "changed": _("Changed on %(when)s by %(name)s."),
        "purged": _("The document had been kept long enough, and went on %(when)s."),
    }.get(obstacle.how, _("Ended on %(when)s by %(name)s."))
