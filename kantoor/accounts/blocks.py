"""Keeping a user out and letting them in again; grants are suspended, not ended (domain 3.6)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from kantoor.access import consequences, spheres
from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.policy import Permission
from kantoor.accounts import holdings, sessions
from kantoor.accounts.models import Block, User
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.environments import administrators, people
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Invalid, Refused
from kantoor.receipts import keeping, persons
from kantoor.receipts.keeping import About, Handed

REASON_LENGTH = 500


def foresee(actor: Actor, user: User) -> Foreseen:
    """What would be out of their sight; the block itself, taken back."""
    act = partial(begin, actor, user.pk, "-")
    return consequences.of(actor, act, spheres.person(user.pk), user.environment)


@action("people.block", Permission.PEOPLE_BLOCK, of=people.colleagues)
def begin(actor: Actor, user: User, reason: str, *, handed: Sequence[Handed] = ()) -> Block:
    """Keep somebody out: every session ends at once, every grant is suspended."""
    reason = clean(reason)
    current = Block.objects.live().filter(user=user).first()
    if current is not None:
        raise Unchanged(current)
    if user.pk == actor.user_id:
        raise Refused(_("You cannot block yourself. Another administrator can."))
    administrators.hold(holdings.memberships(user).values_list("organization_id", flat=True))
    administrators.require_others(user)
    held, lines = holdings.of(user), persons.lines(user)
    Block.objects.filter(user=user).lapse()
    block = Block.objects.create(user=user, reason=reason, began_by=actor.user)
    ended = sessions.end_all(user)
    suspended = held.as_details() | {"sessions": ended}
    about = About(user.environment, "people.block", (user.pk, user.name))
    kept = keeping.keep(about, actor, now(), lines, persons.reached(user), handed=handed, suspended=True)
    more: dict[str, Any] = {"suspended": suspended, "left": 0, "receipt": str(kept.pk)}
    record.entry(actor, "people.blocked", block, subject=user, reason=reason, **more)
    return block


@action("people.unblock", Permission.PEOPLE_BLOCK, of=people.colleagues)
def end(actor: Actor, user: User) -> None:
    """Let somebody in again: every grant that has not ended in the meantime counts again."""
    if not Block.objects.filter(user=user).end(actor.user, "unblocked"):
        raise Unchanged
    record.entry(actor, "people.unblocked", user, subject=user)


def clean(reason: str) -> str:
    """A reason is asked, so that the next administrator understands."""
    plain = " ".join(reason.replace("\0", " ").split())
    if not plain:
        raise Invalid(_("Say why, so that other administrators understand."), field="reason")
    if len(plain) > REASON_LENGTH:
        most = {"most": REASON_LENGTH}
        raise Invalid(_("This reason is too long: %(most)d characters at most.") % most, field="reason")
    return plain


def why_not(actor: Actor, user: User) -> str:
    """Why this person cannot be blocked or removed now; empty if they can."""
    if user.pk == actor.user_id:
        return str(_("You cannot do this to yourself. Another administrator can."))
    if Block.objects.live().filter(user=user).exists():
        return ""
    return administrators.why_environment_needs(user) or administrators.why_organizations_need(user)


def receipt(actor: Actor, user: User) -> Entry | None:
    """The statement of the latest block."""
    rows = Entry.objects.filter(subject_id=user.pk, environment_id=actor.environment_id, refused=False)
    return rows.filter(action="people.blocked").order_by("-id").first()
