"""The head and tabs that the pages of one organization share; `organizations/frame.html` draws them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access import refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.documents import lists
from kantoor.organizations import identifiers, memberships, organizations
from kantoor.organizations.models import Organization, State
from kantoor.organizations.organizations import Standing
from kantoor.web.addresses import to

SPOKEN = {"kvk": "KvK", "kbo": "KBO/BCE", "vat": gettext_lazy("VAT")}


@dataclass(frozen=True)
class Tab:
    """A tab, or with a reason a greyed one."""

    key: str
    label: str
    url: str
    current: bool
    count: str | None = None


@dataclass(frozen=True)
class Act:
    """A line of the menu beside the name."""

    label: str
    url: str
    icon: str
    note: str = ""
    reason: str = ""
    danger: bool = False


def frame(actor: Actor, organization: Organization, tab: str) -> dict[str, Any]:
    """The context of `organizations/frame.html`; `tab` is activation, documents, members, details, activity or ""."""
    standing = organizations.standing(actor, organization)
    tabs = _tabs(actor, organization, standing, tab)
    return {
        "organization": organization,
        "standing": standing,
        "tabs": tabs,
        "heading": next((one.label for one in tabs if one.current), ""),
        "about": about(organization, standing),
        "acts": _acts(actor, organization, standing),
        "active": organization.state == State.ACTIVE,
        "closed": organization.state == State.CLOSED,
        "administers": standing.administers,
    }


def about(organization: Organization, standing: Standing) -> str:
    """Active · KvK 68120934 · Utrecht."""
    number = standing.registration
    parts = [str(organization.get_state_display())]
    parts += [named(number.scheme, number.value)] if number else []
    return " · ".join([*parts, *([organization.city] if organization.city else [])])


def named(scheme: str, value: str) -> str:
    """KvK 68120934, as short as people say it."""
    label = SPOKEN.get(scheme) or identifiers.named(scheme).label
    return f"{label} {identifiers.display(scheme, value)}"


def _tabs(actor: Actor, organization: Organization, standing: Standing, current: str) -> list[Tab]:
    inactive = organization.state in (State.NOT_ACTIVATED, State.UNDER_REVIEW)
    wanted: list[tuple[str, str, str | None]] = [("activation", _("Activation"), None)] if inactive else []
    if organization.state == State.CLOSED:
        kept = [("documents", _("Documents"), None), ("details", _("Details"), None)]
        wanted += kept if standing.reaches else []
    elif standing.reaches:
        papers = lists.count_all(actor, organization.pk)
        wanted += [
            ("documents", _("Documents"), memberships.said(papers) if papers else None),
            ("dashboard", _("Dashboard"), None),
            ("members", _("Members"), memberships.said(standing.members)),
            ("groups", _("Groups"), None),
            ("details", _("Details"), None),
            ("activity", _("Activity"), None),
        ]
    return [
        Tab(key, label, to(f"organization_{key}", organization.pk), key == current, count)
        for key, label, count in wanted
    ]


def _acts(actor: Actor, organization: Organization, standing: Standing) -> list[Act]:
    """What the menu offers; what somebody may not do stands there with its reason."""
    retention = to("organization_retention", organization.pk)
    if organization.state == State.CLOSED:
        return [Act(_("Retention"), retention, "archive")] if standing.reaches else []
    acts = []
    not_editing, not_deciding, unseen, not_explaining, not_closing = refusals.why_not_in(
        actor,
        organization,
        Permission.ORGANIZATION_EDIT,
        Permission.RETENTION_DECIDE,
        Permission.MEMBERS_OVERSEE,
        Permission.ORGANIZATION_EXPLAIN,
        Permission.ORGANIZATION_CLOSE,
    )
    if standing.reaches:
        numbering = to("organization_numbering", organization.pk)
        acts.append(Act(_("Numbering of invoices"), numbering, "hash", reason=not_editing))
        acts.append(Act(_("Retention"), retention, "history", reason=not_deciding))
        overview = to("organization_overview", organization.pk)
        acts.append(Act(_("Access overview"), overview, "table-2", reason=unseen))
        acts.append(Act(_("Leave"), to("organization_leaving", organization.pk), "log-out"))
    whole = actor.may(Permission.PEOPLE_SEE, organization.environment_id)
    why_not = "" if whole or standing.administers else not_explaining
    explanations = to("organization_explanations", organization.pk)
    acts.append(Act(_("Who can see it, and why"), explanations, "waypoints", reason=why_not))
    if actor.may(Permission.ORGANIZATIONS_TAKE_OVER, organization.environment_id):
        acts.append(_takeover(organization))
    if standing.reaches:
        acts.append(
            Act(
                _("Close the organization"),
                to("organization_closure", organization.pk),
                "archive",
                note=_("Shows first what will end"),
                reason=not_closing,
                danger=True,
            )
        )
    return acts


def _takeover(organization: Organization) -> Act:
    held = organizations.has_own_administrator(organization)
    reason = _("Only possible when no active administrator is left") if held else ""
    return Act(_("Take over"), to("organization_takeover", organization.pk), "key-round", reason=reason)
