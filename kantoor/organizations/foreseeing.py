"""What acts on members would change, before they are done (domain 5.2, 5.6, 5.8)."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from kantoor.access import consequences, spheres
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.spheres import Sphere
from kantoor.organizations import adding_members, imports, memberships
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import MemberImport, Membership, Organization

TRIED = 2_000


def adding(actor: Actor, organization: Organization, picks: Sequence[Pick]) -> Foreseen:
    """Who would see what at once; whoever is asked first gains nothing yet."""
    users = [pick.id for pick in picks if not pick.group]
    sphere = spheres.membership(organization.pk, users, [pick.id for pick in picks if pick.group])
    act = partial(adding_members.add, actor, organization.pk, picks)
    return consequences.of(actor, act, sphere, organization)


def importing(actor: Actor, made: MemberImport) -> Foreseen | None:
    """Who would see what at once by a list; None for a list too long to be tried beforehand."""
    picks = imports.picks_of(made)
    return adding(actor, made.organization, picks) if 0 < len(picks) <= TRIED else None


def changing(actor: Actor, membership: Membership, role: int, until: dt.datetime | None) -> Foreseen:
    """What another role would change now; an end date takes nothing before it comes."""
    act = partial(memberships.change, actor, membership.pk, role, until)
    return consequences.of(actor, act, _sphere(membership), membership.organization)


def removing(actor: Actor, membership: Membership) -> Foreseen:
    """Who would lose what."""
    act = partial(memberships.remove, actor, membership.pk)
    return consequences.of(actor, act, _sphere(membership), membership.organization)


def leaving(actor: Actor, organization: Organization) -> Foreseen:
    """What one would lose oneself."""
    sphere = spheres.membership(organization.pk, [actor.user_id])
    act = partial(memberships.leave, actor, organization.pk)
    return consequences.of(actor, act, sphere, organization)


def _sphere(membership: Membership) -> Sphere:
    users, groups = [membership.user_id], [membership.group_id]
    return spheres.membership(
        membership.organization_id, [key for key in users if key], [key for key in groups if key]
    )
