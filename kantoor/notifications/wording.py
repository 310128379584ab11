"""An entry as a sentence for one reader, in the language that is active."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.documents.models import Status
from kantoor.environments.models import EnvironmentRole
from kantoor.inbox.models import Request
from kantoor.notifications.table import TABLE, Page, Telling, Whom
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level


@dataclass(frozen=True)
class Told:
    """An entry with the request that it is about, if any."""

    entry: Entry
    request: Request | None = None
    tellings: tuple[Telling, ...] = field(default=())

    def telling_for(self, user_id: UUID) -> Telling:
        """The subject has their own sentence; all others share one."""
        mine = self.entry.subject_id == user_id
        fitting = [one for one in self.tellings if (one.whom is Whom.SUBJECT) == mine]
        return (fitting or list(self.tellings))[0]


def load(entries: Iterable[Entry]) -> list[Told]:
    """Those that anybody is told of, with their requests. One query."""
    known = [entry for entry in entries if entry.action in TABLE and not entry.refused]
    ids = [entry.target_id for entry in known if entry.target_kind == "request" and entry.target_id]
    rows = Request.objects.filter(pk__in=ids).select_related(
        "organization", "environment", "to_environment", "to_user", "group"
    )
    requests: dict[UUID | None, Request] = {row.pk: row for row in rows} if ids else {}
    return [Told(entry, requests.get(entry.target_id), TABLE[entry.action]) for entry in known]


def sentence(told: Told, telling: Telling, reader_side: UUID | None) -> str:
    """What happened."""
    return str(telling.sentence) % values(told, reader_side)


def advice(told: Told, telling: Telling, reader_side: UUID | None) -> str:
    """What to do now; may be empty."""
    return str(telling.advice) % values(told, reader_side) if telling.advice else ""


def quote(told: Told) -> str:
    """What somebody wrote: with the asking, or as the reason for their answer."""
    verb = told.entry.action.rpartition(".")[2]
    if told.request and verb in ("asked", "reminded"):
        return str(told.request.message)
    if told.request and verb == "declined":
        return str(told.request.reason)
    return str(told.entry.private.get("reason") or told.entry.private.get("note") or "")[:1000]


def path(told: Told, telling: Telling) -> str:
    """Where it leads, within the site; empty when it is about nothing that has a page."""
    arguments = {
        Page.ORGANIZATION: [told.entry.organization_id],
        Page.REQUEST: [told.entry.target_id],
        Page.PARTNERS: [],
        Page.DOCUMENT: [told.entry.target_id],
        Page.GROUP: [told.entry.target_id],
    }
    if telling.page is Page.NONE or None in arguments[telling.page]:
        return ""
    return reverse(telling.page.value, args=arguments[telling.page])


def values(told: Told, reader_side: UUID | None) -> dict[str, Any]:
    """What the sentences of the table can name."""
    entry, request, details = told.entry, told.request, told.entry.details
    asker = getattr(request and request.environment, "name", "") or details.get("asker", "")
    partner = getattr(request and request.to_environment, "name", "") or details.get("partner", "")
    return {
        "actor": entry.actor_name or _("The system"),
        "subject": entry.subject_name,
        "organization": entry.organization_name,
        "role": _label(OrganizationRole, details.get("role") or (request and request.role)),
        "environment_role": _label(EnvironmentRole, details.get("role")),
        "until": _until(details.get("until")),
        "asker": asker,
        "partner": partner,
        "other": partner if reader_side == entry.environment_id else asker,
        "newcomer": (request and (request.name or request.address)) or "",
        "document": details.get("document", ""),
        "thing": details.get("document") or entry.organization_name,
        "level": _label(Level, details.get("level")),
        "group": details.get("group") or getattr(request and request.group, "name", ""),
        "open_until": _day(request.expires_at) if request else "",
        "party": details.get("party", ""),
        "address": details.get("address", ""),
        "status": _label(Status, details.get("status")),
    }


def side_of(user: User) -> UUID:
    """The environment from which somebody reads."""
    side: UUID = user.environment_id
    return side


def _label(roles: Any, value: object) -> str:
    return str(roles(value).label).lower() if value in roles.values else ""


def _until(text: object) -> str:
    moment = parse_datetime(text) if isinstance(text, str) else None
    return _(", until %(day)s") % {"day": _day(moment)} if moment else ""


def _day(moment: Any) -> str:
    return formats.date_format(timezone.localdate(moment), "DATE_FORMAT")
