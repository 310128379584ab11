"""How a request is called in the list and in its title."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kantoor.inbox.models import Kind, Request
from kantoor.organizations import lists


@dataclass(frozen=True)
class Line:
    """Who asks, and what; together a sentence. `template` shows the rest."""

    name: str
    phrase: str
    template: str
    avatar: str = "company"
    outside: bool = True

    def __str__(self) -> str:
        return f"{self.name} {self.phrase}"


def line(request: Request) -> Line:
    """The words for a request of any kind."""
    return {
        Kind.MEMBERSHIP: _membership,
        Kind.PARTNERSHIP: _partnership,
        Kind.JOINING: _joining,
        Kind.GROUP: _group,
        Kind.ACCESS: _access,
    }[Kind(request.kind)](request)


def dress(requests: Iterable[Request]) -> None:
    """Give each its `line` and last day, for the templates."""
    for request in requests:
        request.line = line(request)  # type: ignore[attr-defined]
        request.last_day = lists.last_day(request.until)  # type: ignore[attr-defined]


def _membership(request: Request) -> Line:
    name = request.organization.name if request.organization else ""
    return Line(name, _("wants to work with you"), "inbox/membership.html")


def _partnership(request: Request) -> Line:
    name = request.environment.name if request.environment else ""
    return Line(name, _("wants to be your partner"), "inbox/partnership.html")


def _joining(request: Request) -> Line:
    place = request.to_environment.name if request.to_environment else ""
    phrase = _("asks to join %(name)s") % {"name": place}
    return Line(request.name or request.address, phrase, "inbox/joining.html", "person")


def _group(request: Request) -> Line:
    name = request.asked_by.name if request.asked_by else ""
    group = request.group.name if request.group else ""
    phrase = _("asks you into the group %(name)s") % {"name": group}
    return Line(name, phrase, "inbox/group.html", "person")


def _access(request: Request) -> Line:
    name = request.asked_by.name if request.asked_by else ""
    # What is gone meanwhile has no name, and what is kept from others is named to nobody else.
    shown = request.document if request.document and not request.document.withheld else request.organization
    phrase = _("asks for access to %(thing)s") % {"thing": str(shown)}
    outside = request.environment_id != request.to_environment_id
    return Line(name, phrase, "inbox/access.html", "person", outside)
