"""What sharing would change, before it is done (domain 7.5)."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from kantoor.access import consequences, spheres
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.spheres import Sphere
from kantoor.documents.models import Document
from kantoor.sharing import many, shares
from kantoor.sharing.many import Result
from kantoor.sharing.models import Share
from kantoor.sharing.receivers import To, to


def giving(
    actor: Actor, document: Document, picks: Sequence[To], level: int, until: dt.datetime | None
) -> Foreseen:
    """Who would gain it, or more of it."""
    act = partial(shares.give, actor, document.pk, picks, level, until)
    return consequences.of(actor, act, _sphere([document.pk], picks), document)


def giving_many(
    actor: Actor, rows: Sequence[Result], picks: Sequence[To], level: int, until: dt.datetime | None
) -> Foreseen | None:
    """The same of several; None when none of them can be shared."""
    given = [row.document for row in rows if row.document and not row.problem]
    if not given or not picks:
        return None
    act = partial(many.give, actor, rows, picks, level, until)
    return consequences.of(actor, act, _sphere([one.pk for one in given], picks), given)


def changing(actor: Actor, share: Share, level: int, until: dt.datetime | None) -> Foreseen:
    """What another level would change."""
    act = partial(shares.change, actor, share.pk, level, until)
    return consequences.of(actor, act, _of(share), share.document)


def withdrawing(actor: Actor, share: Share) -> Foreseen:
    """Who would lose it, or some of it."""
    return consequences.of(actor, partial(shares.withdraw, actor, share.pk), _of(share), share.document)


def _of(share: Share) -> Sphere:
    return _sphere([share.document_id], [to(shares.holder_of(share))])


def _sphere(documents: Sequence[UUID], picks: Sequence[To]) -> Sphere:
    of = {kind: [pick.id for pick in picks if pick.kind == kind] for kind in "ugo"}
    return spheres.shares(documents, of["u"], of["g"], of["o"])
