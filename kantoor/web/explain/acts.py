"""The smallest changes that end a path, or give one: links to the pages of the acts, greyed with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kantoor.access import groups, refusals
from kantoor.access.explaining import Answer, Path, Why
from kantoor.access.policy import GROUNDS, Permission
from kantoor.accounts import blocks
from kantoor.groups.models import Group
from kantoor.organizations import memberships
from kantoor.organizations.models import State
from kantoor.sharing.inquiries import Inquiry
from kantoor.sharing.known import Sight
from kantoor.web.explain.words import day


@dataclass(frozen=True)
class Act:
    """One click away: a link, or a button that posts."""

    label: str
    icon: str
    url: str = ""
    post: str = ""
    reason: str = ""
    danger: bool = False
    key: str = ""

    @property
    def short(self) -> str:
        """Without the dots that say that a page comes first."""
        return self.label.removesuffix("…")


class Acts:
    """For one answer about now; each permission is asked once."""

    def __init__(self, inquiry: Inquiry, answer: Answer, here: str) -> None:
        self.inquiry, self.answer, self.here = inquiry, answer, here
        self.actor, self.organization, self.document = inquiry.actor, inquiry.organization, inquiry.document
        self._said: dict[Permission, str] = {}

    @property
    def mine(self) -> bool:
        return bool(self.answer.person.pk == self.actor.user_id)

    def to(self, route: str, *keys: UUID, **more: str) -> str:
        """The page of the act, which leads back here; who gives up their own access has no way back."""
        if self.mine:
            return reverse(route, args=keys)
        return f"{reverse(route, args=keys)}?{urlencode({**more, 'back': self.here})}"

    def why_not(self, permission: Permission) -> str:
        """The reason why the actor may not, here; empty when they may."""
        if permission not in self._said:
            # To a reader by a share the reason names nobody of the organization (refusals.refused).
            about = permission is Permission.DOCUMENT_SHARE or self.inquiry.sight is Sight.SHARES
            document = self.document if about else None
            self._said[permission] = refusals.why_not(self.actor, permission, self.organization, document)
        return self._said[permission]

    @cached_property
    def _groups(self) -> set[UUID]:
        """All that could be managed; so that their number asks nothing more."""
        paths = self.answer.paths
        asked = {path.request.group_id for path in paths if path.request and path.request.group_id}
        return asked | {path.place.group_id for path in paths if path.place}

    @cached_property
    def _managed(self) -> set[UUID]:
        return groups.managed_by(self.actor.user_id, self._groups)

    @cached_property
    def _managers(self) -> dict[UUID, list[str]]:
        return groups.names_of_managers(self._groups)

    def _not_managing(self, group: Group) -> str:
        """Managers of another company's group are not named."""
        if group.pk in self._managed:
            return ""
        phrase = GROUNDS[Permission.GROUP_MANAGE].phrase
        said = _("Only managers of %(name)s can %(act)s") % {"name": group.name, "act": phrase}
        names = self._managers.get(group.pk) if group.environment_id == self.actor.environment_id else None
        return f"{said}: {', '.join(names)}." if names else f"{said}."

    def ending(self, path: Path, number: int) -> list[Act]:
        """What ends a path that gives something, or takes back what was asked; the smallest first."""
        if path.kept:
            return [self._block(f"{number}-block")]
        found: Iterator[Act] = iter(())
        if path.holds:
            found = self._end(path)
        elif path.obstacle and path.obstacle.why is Why.ASKED:
            found = self._asked(path)
        return [self._keyed(act, f"{number}-{place}") for place, act in enumerate(found)]

    def _keyed(self, act: Act, key: str) -> Act:
        return Act(act.label, act.icon, act.url, act.post, act.reason, act.danger, f"act-{key}")

    def _end(self, path: Path) -> Iterator[Act]:
        if path.place is not None and (path.share is None or path.share.group_id):
            yield self._take_out(path)
        if path.share is not None:
            yield from self._withdraw(path)
        elif path.membership is not None:
            yield from self._remove(path)

    def _take_out(self, path: Path) -> Act:
        assert path.place is not None
        group = path.place.group
        if self.mine:
            label = _("Leave %(group)s…") % {"group": group.name}
            return Act(label, "log-out", self.to("group_departure", group.pk), danger=True)
        label = _("Take out of %(group)s…") % {"group": group.name}
        url = self.to("group_removal", group.pk, path.place.pk)
        return Act(label, "x", url, reason=self._not_managing(group), danger=True)

    def _withdraw(self, path: Path) -> Iterator[Act]:
        share, reason = path.share, self.why_not(Permission.DOCUMENT_SHARE)
        assert share is not None
        holder = share.group or share.to_organization
        label = (
            _("Withdraw the share with %(name)s…") % {"name": holder.name}
            if holder
            else _("Withdraw the share…")
        )
        url = self.to("share_withdrawal", share.document_id, share.pk)
        yield Act(label, "x", url, reason=reason, danger=True)
        if not holder and not reason:
            yield Act(_("End date…"), "calendar", self.to("share", share.document_id, share.pk))

    def _remove(self, path: Path) -> Iterator[Act]:
        membership, reason = path.membership, self.why_not(Permission.MEMBERS_REMOVE)
        assert membership is not None
        keys = (self.organization.pk, membership.pk)
        if membership.group is not None:
            label = _("Remove the group from %(organization)s…")
        elif self.mine:
            label, reason = _("Leave %(organization)s…"), ""
        else:
            label = _("Remove from %(organization)s…")
        leave = self.mine and membership.group is None
        url = self.to("organization_leaving", keys[0]) if leave else self.to("member_removal", *keys)
        yield Act(label % {"organization": self.organization.name}, "x", url, reason=reason, danger=True)
        if membership.group is None and not self.why_not(Permission.MEMBERS_CHANGE):
            yield Act(_("Role or end date…"), "calendar", self.to("member", *keys))

    def _asked(self, path: Path) -> Iterator[Act]:
        request = path.request
        assert request is not None
        if request.group is not None:
            keys, kind = (request.group.pk, request.pk), "group_request"
            reason = self._not_managing(request.group)
        else:
            keys, kind = (self.organization.pk, request.pk), "member_request"
            reason = self.why_not(Permission.MEMBERS_ADD)
        remind, withdraw = self.to(f"{kind}_reminder", *keys), self.to(f"{kind}_withdrawal", *keys)
        yield Act(_("Send a reminder"), "bell", post=remind, reason=reason)
        yield Act(_("Withdraw the request"), "undo-2", post=withdraw, reason=reason, danger=True)

    def _block(self, key: str) -> Act:
        """Who keeps reading what is closed does so for as long as they are in the company."""
        person = self.answer.person
        url = self.to("person_block", person.pk)
        own = person.environment_id == self.actor.environment_id
        reason = refusals.why_not(self.actor, Permission.PEOPLE_BLOCK) if own else self._elsewhere()
        reason = reason or blocks.why_not(self.actor, person)
        label = _("Block %(name)s…") % {"name": person.name}
        return Act(label, "lock", url, reason=reason, danger=True, key=f"act-{key}")

    def _elsewhere(self) -> str:
        company = self.answer.person.environment.name
        return _("Only administrators of %(company)s can do this.") % {"company": company}

    @cached_property
    def needs(self) -> list[str]:
        """What somebody who has nothing would need, and what stands in the way of it."""
        person, closed = self.answer.person, self.organization.state == State.CLOSED
        if person.removed_at is not None:
            return [_("They were removed from their company. Nothing can be given to them any more.")]
        said = []
        if self.answer.block is not None:
            said.append(_("They are blocked by their company: all they were given rests until that ends."))
        if self.organization.state != State.ACTIVE:
            return [*said, str(memberships.not_active(self.organization))]
        said += [
            _("They asked for access on %(day)s and wait for an answer.") % {"day": day(one.asked_at)}
            for one in self.answer.questions
        ]
        given = {"organization": self.organization.name}
        if self.document is not None:
            said.append(_("Would need: a share of this document, or membership of %(organization)s.") % given)
        else:
            said.append(_("Would need: membership of %(organization)s, their own or a group's.") % given)
        if not closed and not self.can_be_given and self.answer.block is None:
            said.append(_("For that their company first has to be a partner and put them forward."))
        return said

    @cached_property
    def can_be_given(self) -> bool:
        return self.organization.state == State.ACTIVE and self.inquiry.choosable(self.answer.person)

    def giving(self) -> list[Act]:
        """What gives them something; the smallest first."""
        person = self.answer.person
        found: list[Act] = []
        if self.answer.block is not None:
            own = person.environment_id == self.actor.environment_id
            reason = refusals.why_not(self.actor, Permission.PEOPLE_BLOCK) if own else self._elsewhere()
            url = self.to("person_unblocking", person.pk)
            found.append(Act(_("Unblock"), "lock-open", post=url, reason=reason, key="act-unblock"))
        asked = any(path.obstacle and path.obstacle.why is Why.ASKED for path in self.answer.paths)
        if not self.can_be_given or self.mine:
            return found
        pick = {"people": f"u-{person.pk}"}
        for question in self.answer.questions:
            url = self.to("inbox_access", question.pk)
            found.append(Act(_("Answer their question…"), "inbox", url, key="act-answer"))
        if self.document is not None:
            url = self.to("document_sharing", self.document.pk, **pick)
            reason = self.why_not(Permission.DOCUMENT_SHARE)
            found.append(Act(_("Share with them…"), "share-2", url, reason=reason, key="act-share"))
        if not asked:
            url = self.to("member_new", self.organization.pk, **pick)
            reason = self.why_not(Permission.MEMBERS_ADD)
            found.append(Act(_("Add as member…"), "plus", url, reason=reason, key="act-member"))
        return found
