"""Kept sets of filters: one's own, and those that somebody shares with a group one is in.

A view is an address with a name. What it shows is asked anew for whoever opens it.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.documents.models import Box, View
from kantoor.groups.models import Group
from kantoor.kernel.errors import Invalid, NotFound
from kantoor.kernel.prepared import Prepared

MOST, LONGEST = 50, 1_000


def of(actor: Actor, box: str, organization: UUID | None = None) -> list[View]:
    """For one list: the actor's own and, for as long as both are in the group, those of others; by name."""
    if organization is None:
        return _over_all(box).rows(user=actor.user_id)
    return _of_one(box).rows(user=actor.user_id, organization=organization)


@cache
def _over_all(box: str) -> Prepared[View]:
    return Prepared(lambda user: _shown_to(user).filter(box=box, organization=None)[:MOST], names=("user",))


@cache
def _of_one(box: str) -> Prepared[View]:
    return Prepared(
        lambda user, organization: _shown_to(user).filter(box=box, organization_id=organization)[:MOST]
    )


def _shown_to(user: UUID) -> QuerySet[View]:
    groups = reach.groups_of(user)
    still = reach.places().filter(group_id=OuterRef("group_id"), user_id=OuterRef("owner_id"))
    rows = View.objects.filter(Q(owner_id=user) | Q(Exists(still), group_id__in=groups))
    return rows.filter(~reach.blocked("owner_id")).select_related("owner", "group").order_by("name", "id")


def _within(organization: UUID | None) -> dict[str, Any]:
    """Of this organization, or of the list over all of them."""
    return {"organization_id": organization}


def groups(actor: Actor) -> list[Group]:
    """With which the actor can share a view: those they are in."""
    held = reach.places().filter(user_id=actor.user_id).values("group_id")
    return list(Group.objects.filter(pk__in=held).order_by("folded", "id")[:100])


def keep(
    actor: Actor,
    name: str,
    box: str,
    query: str,
    organization: UUID | None = None,
    group_id: UUID | None = None,
) -> View:
    """Keep the filters under a name; the same name again replaces them."""
    plain = " ".join(name.replace("\0", "").split())[:60]
    if not plain:
        raise Invalid(_("Give the view a name."), field="name")
    if len(query) > LONGEST or box not in Box.values:
        raise Invalid(_("These filters are too long to keep."), field="name")
    if group_id is not None and group_id not in {group.pk for group in groups(actor)}:
        raise NotFound
    if organization is not None and reach.role_in(actor.user_id, organization) is None:
        raise NotFound
    mine = View.objects.filter(owner_id=actor.user_id)
    # Two that were kept at the same moment may have one name.
    made = mine.filter(box=box, name=plain, **_within(organization)).order_by("id").first()
    if made is None and mine.count() >= MOST:
        raise Invalid(_("You have %(most)d views. Remove one first.") % {"most": MOST}, field="name")
    made = made or View(owner=actor.user, box=box, name=plain, **_within(organization))
    made.query, made.group_id = query.replace("\0", ""), group_id
    made.save()
    return made


def remove(actor: Actor, view_id: UUID) -> View:
    """Forget one of one's own."""
    found = View.objects.filter(pk=view_id, owner_id=actor.user_id).first()
    if found is None:
        raise NotFound
    View.objects.filter(pk=found.pk).delete()
    return found
