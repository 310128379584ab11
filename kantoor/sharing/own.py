"""The shares that somebody was given by name, and giving one up (domain 7.5)."""

from django.db.models import Q, QuerySet

from kantoor.access import documents as reached
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.documents.models import Document
from kantoor.kernel.errors import Conflict
from kantoor.sharing import shares
from kantoor.sharing.models import Share


def of(actor: Actor) -> QuerySet[Share]:
    """The shares that hold and were given to the actor alone, of documents that they see."""
    seen = Q(document__withheld=False) | Q(document__made_by_id=actor.user_id)
    rows = reached.shares().filter(seen, user_id=actor.user_id)
    return rows.select_related(*shares.RELATED, "document__organization", "began_by")


def on(actor: Actor, document: Document) -> Share | None:
    """The actor's own share of the document."""
    return of(actor).filter(document=document).first()


@action("shares.give_up", Permission.OWN_LEAVE, of=of)
def give_up(actor: Actor, share: Share) -> Share:
    """Give up a share of one's own, at once; what other paths give remains (domain 7.6)."""
    if not Share.objects.filter(pk=share.pk).end(actor.user, "given up"):
        raise Conflict(shares.ended_already())
    shares.recorded(actor, "given_up", share, actor.user, level=share.level)
    return share
