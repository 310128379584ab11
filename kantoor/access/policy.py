"""The one table: which role may do what (domain 2)."""

from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from kantoor.environments.models import EnvironmentRole
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level


class Scope(StrEnum):
    """What a permission is about, and so which role is looked at."""

    SELF = "self"
    ENVIRONMENT = "environment"
    RELATIONS = "relations"
    ORGANIZATION = "organization"
    DOCUMENT = "document"
    GROUP = "group"
    OPERATOR = "operator"


class Standing(IntEnum):
    """Where somebody stands towards a group (domain 7.1)."""

    OVERSEES = 1  # administers its environment: knows that it is there and who is in it
    IN_IT = 2
    MANAGES = 3


class Grounds(NamedTuple):
    scope: Scope
    least: int
    phrase: Any
    kept: bool = False  # also of the last administrators of what is closed


_BASIC, _ADVANCED, _ADMIN = EnvironmentRole.BASIC, EnvironmentRole.ADVANCED, EnvironmentRole.ADMINISTRATOR
_VIEWER, _MEMBER, _ORG_ADMIN = (
    OrganizationRole.VIEWER,
    OrganizationRole.MEMBER,
    OrganizationRole.ADMINISTRATOR,
)
_VIEW, _EDIT, _FULL = Level.VIEW, Level.EDIT, Level.FULL


class Permission(StrEnum):
    """A permission's value is its stable name; its grounds stand in `GROUNDS`."""

    OWN_PROFILE = "own.profile"
    OWN_ANSWER = "own.answer"
    OWN_LEAVE = "own.leave"
    OWN_ASK = "own.ask"

    PEOPLE_SEE = "people.see"
    PEOPLE_INVITE = "people.invite"
    PEOPLE_APPOINT = "people.appoint"
    PEOPLE_BLOCK = "people.block"
    PEOPLE_REMOVE = "people.remove"
    JOINING_ANSWER = "joining.answer"
    ENVIRONMENT_EDIT = "environment.edit"
    DOMAINS_CLAIM = "domains.claim"
    ORGANIZATIONS_ADD = "organizations.add"
    ORGANIZATIONS_ACTIVATE = "organizations.activate"
    ORGANIZATIONS_OVERSEE = "organizations.oversee"
    ORGANIZATIONS_TAKE_OVER = "organizations.take_over"
    GROUPS_CREATE = "groups.create"
    ACTIVITY_SEE = "activity.see"
    ACCESS_OVERSEE = "access.oversee"
    GROUPS_TAKE_OVER = "groups.take_over"

    PARTNERS_FIND = "partners.find"
    PARTNERSHIPS_ASK = "partnerships.ask"
    PARTNERSHIPS_ANSWER = "partnerships.answer"
    PARTNERSHIPS_END = "partnerships.end"
    PARTICIPANTS_CHANGE = "participants.change"

    ORGANIZATION_SEE = "organization.see"
    MEMBERS_SEE = "members.see"
    MEMBERS_ADD = "members.add"
    MEMBERS_CHANGE = "members.change"
    MEMBERS_REMOVE = "members.remove"
    MEMBERS_OVERSEE = "members.oversee"
    ORGANIZATION_EDIT = "organization.edit"
    ORGANIZATION_CLOSE = "organization.close"
    RETENTION_DECIDE = "retention.decide"
    HOLDS_DECIDE = "holds.decide"
    ORGANIZATION_ACTIVITY = "organization.activity"
    ORGANIZATION_EXPLAIN = "organization.explain"

    DOCUMENTS_CREATE = "documents.create"
    DOCUMENTS_SEND = "documents.send"

    DOCUMENT_SEE = "document.see"
    DOCUMENT_EDIT = "document.edit"
    DOCUMENT_DISCARD = "document.discard"
    DOCUMENT_SHARE = "document.share"
    DOCUMENT_EXPLAIN = "document.explain"

    GROUP_SEE = "group.see"
    GROUP_MANAGE = "group.manage"

    ACTIVATIONS_REVIEW = "activations.review"


P, S = Permission, Scope
GROUNDS: dict[Permission, Grounds] = {
    P.OWN_PROFILE: Grounds(S.SELF, _BASIC, _("change their own profile")),
    P.OWN_ANSWER: Grounds(S.SELF, _BASIC, _("answer requests made to them")),
    P.OWN_LEAVE: Grounds(
        S.SELF, _BASIC, _("leave an organization or a group, and give up what was shared with them")
    ),
    P.OWN_ASK: Grounds(S.SELF, _BASIC, _("ask for access")),
    P.PEOPLE_SEE: Grounds(S.ENVIRONMENT, _ADMIN, _("see everybody")),
    P.PEOPLE_INVITE: Grounds(S.ENVIRONMENT, _ADMIN, _("invite people")),
    P.PEOPLE_APPOINT: Grounds(S.ENVIRONMENT, _ADMIN, _("change roles")),
    P.PEOPLE_BLOCK: Grounds(S.ENVIRONMENT, _ADMIN, _("block people")),
    P.PEOPLE_REMOVE: Grounds(S.ENVIRONMENT, _ADMIN, _("remove people")),
    P.JOINING_ANSWER: Grounds(S.ENVIRONMENT, _ADMIN, _("let newcomers in")),
    P.ENVIRONMENT_EDIT: Grounds(S.ENVIRONMENT, _ADMIN, _("change the settings")),
    P.DOMAINS_CLAIM: Grounds(S.ENVIRONMENT, _ADMIN, _("claim mail domains")),
    P.ORGANIZATIONS_ADD: Grounds(S.ENVIRONMENT, _ADMIN, _("add organizations")),
    P.ORGANIZATIONS_ACTIVATE: Grounds(S.ENVIRONMENT, _ADMIN, _("activate organizations")),
    P.ORGANIZATIONS_OVERSEE: Grounds(S.ENVIRONMENT, _ADMIN, _("see the list of all organizations")),
    P.ORGANIZATIONS_TAKE_OVER: Grounds(
        S.ENVIRONMENT, _ADMIN, _("take over organizations without administrator")
    ),
    P.ACTIVITY_SEE: Grounds(S.ENVIRONMENT, _ADMIN, _("see and export what was done in the whole company")),
    P.ACCESS_OVERSEE: Grounds(
        S.ENVIRONMENT, _ADMIN, _("see who has access to what in the whole company, and who uses it")
    ),
    P.GROUPS_CREATE: Grounds(S.ENVIRONMENT, _ADVANCED, _("make groups")),
    P.GROUPS_TAKE_OVER: Grounds(S.ENVIRONMENT, _ADMIN, _("take over groups without a manager")),
    P.PARTNERS_FIND: Grounds(S.RELATIONS, _ADMIN, _("find partners")),
    P.PARTNERSHIPS_ASK: Grounds(S.RELATIONS, _ADMIN, _("send relationship requests")),
    P.PARTNERSHIPS_ANSWER: Grounds(S.RELATIONS, _ADMIN, _("answer relationship requests")),
    P.PARTNERSHIPS_END: Grounds(S.RELATIONS, _ADMIN, _("end partnerships")),
    P.PARTICIPANTS_CHANGE: Grounds(S.RELATIONS, _ADMIN, _("put people forward")),
    P.ORGANIZATION_SEE: Grounds(S.ORGANIZATION, _VIEWER, _("see the organization and its documents")),
    P.MEMBERS_SEE: Grounds(S.ORGANIZATION, _VIEWER, _("see who the members are")),
    P.MEMBERS_ADD: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("add members")),
    P.MEMBERS_CHANGE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("change members' roles and end dates")),
    P.MEMBERS_REMOVE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("remove members")),
    P.MEMBERS_OVERSEE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("see who uses their access")),
    P.ORGANIZATION_EDIT: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("change the details")),
    P.ORGANIZATION_CLOSE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("close the organization")),
    P.RETENTION_DECIDE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("decide how long its documents are kept")),
    P.HOLDS_DECIDE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("place and lift legal holds"), kept=True),
    P.ORGANIZATION_ACTIVITY: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("see what was done in it")),
    P.ORGANIZATION_EXPLAIN: Grounds(
        S.ORGANIZATION, _ORG_ADMIN, _("see why somebody has access to it, or not")
    ),
    P.DOCUMENTS_CREATE: Grounds(S.ORGANIZATION, _MEMBER, _("make and upload documents")),
    P.DOCUMENTS_SEND: Grounds(S.ORGANIZATION, _MEMBER, _("send documents")),
    P.DOCUMENT_SEE: Grounds(S.DOCUMENT, _VIEW, _("see the document")),
    P.DOCUMENT_EDIT: Grounds(S.DOCUMENT, _EDIT, _("change its status, notes and tags, and edit drafts")),
    P.DOCUMENT_DISCARD: Grounds(S.DOCUMENT, _FULL, _("discard the draft")),
    P.DOCUMENT_SHARE: Grounds(S.DOCUMENT, _FULL, _("share the document")),
    P.DOCUMENT_EXPLAIN: Grounds(S.DOCUMENT, _FULL, _("see why somebody has access to it, or not")),
    P.GROUP_SEE: Grounds(S.GROUP, Standing.OVERSEES, _("see the group and its people")),
    P.GROUP_MANAGE: Grounds(S.GROUP, Standing.MANAGES, _("change the group and who is in it")),
    P.ACTIVATIONS_REVIEW: Grounds(S.OPERATOR, _BASIC, _("review activations")),
}
del P, S


def environment_allows(role: int, relationship_manager: bool, permission: Permission) -> bool:
    """Whether a person with this environment role has a permission of the environment's."""
    grounds = GROUNDS[permission]
    if grounds.scope is Scope.RELATIONS and relationship_manager:
        return True
    return grounds.scope in (Scope.ENVIRONMENT, Scope.RELATIONS, Scope.SELF) and role >= grounds.least


def organization_allows(role: int | None, permission: Permission) -> bool:
    """Whether a member with this role (None: no member) has a permission of the organization's."""
    grounds = GROUNDS[permission]
    return grounds.scope is Scope.ORGANIZATION and role is not None and role >= grounds.least


def document_allows(level: int | None, permission: Permission) -> bool:
    """Whether somebody with this level on a document (None: it is not theirs to see) has a permission on it."""
    grounds = GROUNDS[permission]
    return grounds.scope is Scope.DOCUMENT and level is not None and level >= grounds.least


def group_allows(standing: int | None, permission: Permission) -> bool:
    """Whether somebody who stands so towards a group (None: not at all) has a permission on it."""
    grounds = GROUNDS[permission]
    return grounds.scope is Scope.GROUP and standing is not None and standing >= grounds.least
