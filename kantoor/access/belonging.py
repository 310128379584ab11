"""What the target of an act is or belongs to: there the permission is asked, and there acts wait for each other."""

from django.db import models

from kantoor.documents.models import Document
from kantoor.groups.models import Group
from kantoor.organizations.models import Organization


def organization_of(target: models.Model) -> Organization | None:
    """The organization that the target is or belongs to."""
    return target if isinstance(target, Organization) else getattr(target, "organization", None)


def document_of(target: models.Model) -> Document | None:
    """The document that the target is or belongs to."""
    return target if isinstance(target, Document) else getattr(target, "document", None)


def group_of(target: models.Model) -> Group | None:
    """The group that the target is or is a place in; a membership that a group has belongs to the organization."""
    if isinstance(target, Group):
        return target
    return None if organization_of(target) else getattr(target, "group", None)
