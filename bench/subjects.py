"""Whom and what of a world is asked about."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F

from kantoor.access import actor as actors
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.demo.worlds import ground
from kantoor.documents.models import Document
from kantoor.organizations.models import Membership, Organization, OrganizationRole


class Subjects:
    """Of a world of any scale."""

    def person(self, who: str) -> User:
        """One of `ground.NOTABLE`."""
        found: User = User.objects.get(email=ground.address(who))
        return found

    def actor(self, who: str) -> Actor:
        found = actors.of(self.person(who).pk)
        assert found is not None
        return found

    @cached_property
    def crowd(self) -> UUID:
        """The organization with the most members."""
        counted = Membership.objects.open().order_by().values("organization").annotate(n=Count("id"))
        found: UUID = counted.order_by("-n").values_list("organization", flat=True)[0]
        return found

    @cached_property
    def leader(self) -> User:
        """Who administers it."""
        held = Membership.objects.open().filter(
            organization=self.crowd,
            role=OrganizationRole.ADMINISTRATOR,
            user__environment_id=F("organization__environment_id"),
        )
        found: User = held.select_related("user")[0].user
        return found

    def places_of(self, user: User) -> list[UUID]:
        return list(
            Membership.objects.open()
            .filter(user=user)
            .order_by("id")
            .values_list("organization_id", flat=True)
        )

    def document_of(self, user: User) -> UUID:
        """The newest of the first of their organizations that has one."""
        rows = Document.objects.filter(organization_id__in=self.places_of(user)[:10]).order_by("-id")
        found: UUID = rows.values_list("pk", flat=True)[0]
        return found

    def elsewhere(self, user: User) -> UUID:
        """An organization that they are not in."""
        found: UUID = Organization.objects.exclude(pk__in=self.places_of(user)).order_by("-id")[0].pk
        return found


def key(value: Any) -> Any:
    """An id as the database has it."""
    return value.hex if connection.vendor == "sqlite" else value


def sql(text: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, [key(value) if isinstance(value, UUID) else value for value in values])
        return list(cursor.fetchall())
