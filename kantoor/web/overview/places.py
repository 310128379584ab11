"""Where an overview is looked at: the company's, an organization's, a partner's; with the page around it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from kantoor.access.overview import Scope
from kantoor.environments import invitations
from kantoor.overview import exports, overviews
from kantoor.overview.exports import Format
from kantoor.overview.overviews import Search
from kantoor.partnerships import partnerships
from kantoor.web.organizations.frame import frame
from kantoor.web.partners.table import heads, rows_of
from kantoor.web.request import Asked


@dataclass(frozen=True)
class Place:
    """What is looked over, under which address, in which page, and how it is taken out."""

    scope: Scope
    url: str
    template: str
    around: dict[str, Any]
    export: Callable[[Search, Format], Iterator[str]]


def company(request: Asked) -> Place:
    """All organizations of the company."""
    actor = request.actor
    environment, scope = overviews.of_environment(actor)
    return Place(
        scope,
        reverse("overview"),
        "overview/company.html",
        {"waiting": invitations.waiting(actor)},
        lambda asked, form: exports.of_environment(actor, environment, asked, form),
    )


def organization(request: Asked, organization_id: UUID) -> Place:
    """One organization."""
    actor = request.actor
    found, scope = overviews.of_organization(actor, organization_id)
    return Place(
        scope,
        reverse("organization_overview", args=[found.pk]),
        "overview/organization.html",
        frame(actor, found, "members"),
        lambda asked, form: exports.of_organization(actor, found, asked, form),
    )


def partner(request: Asked, partnership_id: UUID) -> Place:
    """The people of a partner in all of the company's organizations."""
    actor = request.actor
    found, scope = overviews.of_partnership(actor, partnership_id)
    around = heads(request) | {
        "partner": partnerships.other_side(found, actor.environment_id),
        "row": rows_of(request, [found])[0],
        "live": partnerships.is_live(found),
    }
    return Place(
        scope,
        reverse("partnership_overview", args=[found.pk]),
        "overview/partner.html",
        around,
        lambda asked, form: exports.of_partnership(actor, found, asked, form),
    )
