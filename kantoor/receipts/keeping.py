"""Making a receipt, as part of the act that ends something (domain 8.5)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.audit import canonical, record
from kantoor.environments.models import Environment
from kantoor.kernel.errors import Conflict
from kantoor.kernel.ids import uuid7
from kantoor.organizations.models import Organization
from kantoor.receipts import statement
from kantoor.receipts.models import Receipt


class Leftover(Conflict):
    """The check found something that should have ended; the whole act is taken back."""


@dataclass(frozen=True)
class Line:
    """One thing that ended: what it was and where, whose, at which role or level, since when."""

    kind: str
    since: dt.datetime | None = None
    where: str = ""
    role: int | None = None
    level: int | None = None
    who: tuple[UUID, str] | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Handed:
    """One thing that somebody else has from now on, that was ended, or that stays where it is."""

    kind: str
    what: str
    to: tuple[UUID, str] | None = None
    stays: bool = False


@dataclass(frozen=True)
class About:
    """Whose receipt it is, and of what."""

    environment: Environment
    act: str
    subject: tuple[UUID, str] | None = None
    organization: Organization | None = None
    partnership_id: UUID | None = None
    partner: str = ""


def require_nothing(left: Mapping[str, int]) -> None:
    """Refuse, and so take the act back, when something is left at the check."""
    there = [f"{kind}: {number}" for kind, number in left.items() if number]
    if there:
        said = _(
            "Nothing was changed: the check afterwards found something left (%(what)s). Tell who runs Kantoor."
        )
        raise Leftover(said % {"what": ", ".join(there)})


def keep(
    about: About,
    actor: Actor | None,
    at: dt.datetime,
    ended: Sequence[Line],
    left: Mapping[str, int],
    *,
    stays: Iterable[str] = (),
    handed: Iterable[Handed] = (),
    suspended: bool = False,
) -> Receipt:
    """Check that nothing is left, sign what ended and keep it."""
    require_nothing(left)
    people, key = statement.People(), uuid7()
    if record.is_rehearsed():
        return Receipt(id=key)
    subject = about.subject and people.add(*about.subject)
    told: dict[str, Any] = {
        "act": about.act,
        "at": canonical.moment(at),
        "by": people.add(actor.user_id, actor.user.name) if actor else None,
        "counts": dict(Counter(line.kind for line in ended)),
        "ended": [_told(line, people) for line in ended],
        "environment": [str(about.environment.pk), about.environment.name],
        "handed": [[one.kind, one.what, one.to and people.add(*one.to), one.stays] for one in handed],
        "left": dict(left),
        "number": str(key),
        "organization": about.organization and [str(about.organization.pk), about.organization.name],
        "partner": about.partner,
        "stays": list(stays),
        "subject": subject,
        "suspended": suspended,
    }
    text, signature = statement.sign(told, people)
    return Receipt.objects.create(
        id=key,
        environment=about.environment,
        act=about.act,
        at=at,
        organization_id=about.organization.pk if about.organization else None,
        subject_id=about.subject and about.subject[0],
        partnership_id=about.partnership_id,
        statement=text,
        signature=signature,
        names=people.names,
    )


def _told(line: Line, people: statement.People) -> dict[str, Any]:
    """Only what there is to say; of thousands of lines, so without detours."""
    told: dict[str, Any] = {"kind": line.kind}
    if line.since:
        told["since"] = canonical.moment(line.since)
    if line.where:
        told["where"] = line.where
    if line.role or line.level:
        told["role" if line.role else "level"] = line.role or line.level
    if line.who:
        told["who"] = people.add(*line.who)
    if line.elsewhere:
        told["elsewhere"] = True
    return told
