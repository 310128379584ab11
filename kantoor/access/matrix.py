"""The table of permissions as people read it: what may be done, by whom, through which actions, and why not (domain 2).

docs/permissions.md and the page *Who may do what* are both made from it, and it from `policy.GROUNDS` and the registry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access.action import REGISTRY, Action
from kantoor.access.policy import GROUNDS, Permission, Scope, Standing, environment_allows
from kantoor.environments.models import EnvironmentRole
from kantoor.kernel.wording import Words
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level


@dataclass(frozen=True)
class Row:
    """One permission: what it lets somebody do, whether each column's role has it, its actions."""

    permission: Permission
    phrase: str
    allowed: tuple[bool, ...]
    who: str
    reason: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Part:
    """The permissions of one scope under the roles that count there."""

    scope: Scope
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


_MANAGER = gettext_lazy("Relationship manager")
_ENVIRONMENT: tuple[Words, ...] = tuple(role.label for role in EnvironmentRole)
_ORGANIZATION: tuple[Words, ...] = tuple(role.label for role in OrganizationRole)

# Scope → title, about, columns, who may in a refusal.
_PARTS: dict[Scope, tuple[Words, Words, tuple[Words, ...], Words]] = {
    Scope.SELF: (
        gettext_lazy("Oneself"),
        gettext_lazy("Whatever the role: what concerns nobody else."),
        _ENVIRONMENT,
        gettext_lazy("Everybody can %(act)s"),
    ),
    Scope.ENVIRONMENT: (
        gettext_lazy("In the company"),
        gettext_lazy(
            "The role that somebody has in their own company. It opens no organization and no document."
        ),
        _ENVIRONMENT,
        gettext_lazy("Only administrators of your company can %(act)s"),
    ),
    Scope.RELATIONS: (
        gettext_lazy("Between companies"),
        gettext_lazy("For administrators, and for whom they made relationship manager."),
        (*_ENVIRONMENT, _MANAGER),
        gettext_lazy("Only relationship managers and administrators can %(act)s"),
    ),
    Scope.ORGANIZATION: (
        gettext_lazy("In an organization"),
        gettext_lazy(
            "The role in that organization alone, own or through a group. Without one there is nothing to see."
        ),
        _ORGANIZATION,
        gettext_lazy("Only administrators of the organization can %(act)s"),
    ),
    Scope.DOCUMENT: (
        gettext_lazy("On a document"),
        gettext_lazy(
            "The highest level that a share or a role gives: viewers of the organization see, members and administrators"
            " have all."
        ),
        tuple(level.label for level in Level),
        gettext_lazy("Only who has a higher level on the document can %(act)s"),
    ),
    Scope.GROUP: (
        gettext_lazy("In a group"),
        gettext_lazy(
            "The place that somebody has in that group alone. Administrators of its company see who is in it."
        ),
        (
            gettext_lazy("Administrator of the company"),
            gettext_lazy("In the group"),
            gettext_lazy("Manager of the group"),
        ),
        gettext_lazy("Only managers of the group can %(act)s"),
    ),
    Scope.OPERATOR: (
        gettext_lazy("On the installation"),
        gettext_lazy("For who runs Kantoor. It shows no document."),
        (gettext_lazy("Operator"),),
        gettext_lazy("Only the operator of this installation can %(act)s"),
    ),
}

_LADDERS: dict[Scope, Iterable[int]] = {
    Scope.ORGANIZATION: OrganizationRole,
    Scope.DOCUMENT: Level,
    Scope.GROUP: Standing,
}


def parts() -> Iterator[Part]:
    """Every permission once, in the order of the policy, by scope."""
    for scope in Scope:
        found = [permission for permission in Permission if GROUNDS[permission].scope is scope]
        if found:
            title, about, columns, _who = _part(scope)
            names = tuple(map(str, columns))
            yield Part(scope, str(title), str(about), names, tuple(_row(one, names) for one in found))


def _part(scope: Scope) -> tuple[Words, Words, tuple[Words, ...], Words]:
    """What is told of a scope."""
    return _PARTS[scope]


def _row(permission: Permission, columns: tuple[str, ...]) -> Row:
    phrase, allowed = str(GROUNDS[permission].phrase), tuple(_allowed(permission))
    who = ", ".join(name for name, may in zip(columns, allowed, strict=True) if may)
    actions = tuple(REGISTRY[name] for name in sorted(REGISTRY) if REGISTRY[name].permission is permission)
    return Row(permission, phrase, allowed, who, _reason(permission), actions)


def _allowed(permission: Permission) -> Iterator[bool]:
    """In the order of the scope's columns."""
    grounds = GROUNDS[permission]
    if grounds.scope is Scope.OPERATOR:
        yield True
    elif grounds.scope in (Scope.SELF, Scope.ENVIRONMENT, Scope.RELATIONS):
        yield from (environment_allows(role, False, permission) for role in EnvironmentRole)
        if grounds.scope is Scope.RELATIONS:
            yield environment_allows(EnvironmentRole.ADVANCED, True, permission)
    else:
        yield from (step >= grounds.least for step in _LADDERS[grounds.scope])


def _reason(permission: Permission) -> str:
    """What somebody reads who may not; also in its place on a greyed control."""
    grounds = GROUNDS[permission]
    allowed = list(_allowed(permission))
    if all(allowed) and grounds.scope is Scope.ORGANIZATION:
        return _("Every member can %(act)s") % {"act": grounds.phrase}
    if grounds.scope is Scope.ENVIRONMENT and sum(allowed) > 1:
        return _("Only advanced users and administrators can %(act)s") % {"act": grounds.phrase}
    if grounds.scope is Scope.ORGANIZATION and sum(allowed) > 1:
        return _("Only members and administrators of the organization can %(act)s") % {"act": grounds.phrase}
    words: dict[str, Any] = {"act": grounds.phrase}
    return str(_part(grounds.scope)[3]) % words


def markdown() -> str:
    """docs/permissions.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield "Made by `kantoor permissions` from `kantoor/access/policy.py` and the registry of actions; a test keeps it in"
    yield "step. Nothing else in the code gives a right. What is not ticked is shown greyed with the reason, or not at all"
    yield "where its presence would tell something."
    for part in parts():
        yield from ("", f"## {part.title}", "", part.about, "")
        yield f"| May | {' | '.join(part.columns)} | Actions | What others read |"
        yield f"|---|{':-:|' * len(part.columns)}---|---|"
        yield from (_line(row) for row in part.rows)


def _line(row: Row) -> str:
    ticks = " | ".join("✓" if allowed else "–" for allowed in row.allowed)
    actions = "<br>".join(f"`{action.name}` {action.summary}" for action in row.actions)
    reason = "" if all(row.allowed) else f"{row.reason}."
    return f"| **{row.phrase}** `{row.permission.value}` | {ticks} | {actions or 'reading'} | {reason} |"
