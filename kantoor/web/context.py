"""What every page needs around its content: the rail, the person, the appearance."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kantoor.access.actor import Actor
from kantoor.inbox import requests
from kantoor.web.addresses import Here, to
from kantoor.web.amounts import tally

THEMES = ("light", "dark")


def everybody(actor: Actor) -> bool:
    return True


def environment_administrator(actor: Actor) -> bool:
    return actor.is_environment_administrator


def operator(actor: Actor) -> bool:
    return actor.is_operator


@dataclass(frozen=True)
class Place:
    """A line of the rail, shown to some; the first few stand in the phone's bar."""

    route: str
    label: Any
    icon: str
    shown_to: Callable[[Actor], bool] = everybody
    in_bar: bool = False


PLACES = (
    Place("inbox", _("Inbox"), "inbox", in_bar=True),
    Place("documents", _("Documents"), "files", in_bar=True),
    Place("organizations", _("Organizations"), "building-2", in_bar=True),
    Place("partners", _("Partners"), "blend", in_bar=True),
    Place("shares", _("Shared"), "share-2"),
    Place("groups", _("Groups"), "users"),
    Place("people", _("People"), "user-round", environment_administrator),
    Place("activity", _("Activity"), "activity", environment_administrator),
    Place("environment", _("Settings"), "settings", environment_administrator),
    Place("reviews", _("Reviews"), "stamp", operator),
)


class Entry(NamedTuple):
    """A line as it is drawn; `counts`: it says how much waits."""

    url: str
    label: str
    icon: str
    current: bool
    in_bar: bool
    counts: bool


@lru_cache(maxsize=256)
def _entries(places: tuple[Place, ...], here: str, _language: str | None, _prefix: str) -> tuple[Entry, ...]:
    """The lines for these places, of which one is `here`."""
    return tuple(
        Entry(to(at.route), str(at.label), at.icon, at.route == here, at.in_bar, at.route == "inbox")
        for at in places
    )


class Frame:
    """Worked out when a template asks for it, and then once per request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor | None = getattr(request, "actor", None)
        self.languages = settings.LANGUAGES
        self.demo = settings.DEMO
        self.mails = settings.MAIL

    @property
    def theme(self) -> str:
        """Light or dark when somebody chose, else empty: as the system says."""
        chosen = self.request.COOKIES.get("appearance", "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        if self.actor is None:
            return ()
        shown = tuple([place for place in PLACES if place.shown_to(self.actor)])
        here = next((place.route for place in shown if self.request.path.startswith(to(place.route))), "")
        return _entries(shown, here, get_language(), get_script_prefix())

    @cached_property
    def waiting(self) -> str:
        """How many requests wait for an answer of theirs; 99+ for more."""
        return tally(requests.count_waiting(self.actor), requests.COUNTED) if self.actor else ""

    @cached_property
    def here(self) -> Here:
        """The address of this page."""
        return Here.of(self.request)

    @property
    def search(self) -> str:
        return to("search")

    @property
    def profile(self) -> str:
        return to("profile")


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request), "actor": getattr(request, "actor", None)}
