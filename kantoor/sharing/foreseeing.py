"""What sharing would change, before it is done (domain 7.5).

Who is in a group or an organization that is given something, is told to those who see into it: a preview leaves no
trace, so it would be a way to look. Who has full by a share alone knows of the shares, and nothing is foreseen for them.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from kantoor.access import consequences, reach, spheres
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.spheres import Sphere
from kantoor.documents.models import Document
from kantoor.groups import groups
from kantoor.organizations import seen as reached
from kantoor.sharing import many, shares
from kantoor.sharing.many import Result
from kantoor.sharing.models import Share
from kantoor.sharing.receivers import To, to


def told(actor: Actor, documents: Sequence[Document]) -> list[Document]:
    """Those of the documents of which the actor may know who else has them: of organizations that they are in."""
    places = {document.organization_id for document in documents}
    mine = reach.roles_in(actor.user_id, list(places))
    return [document for document in documents if document.organization_id in mine]


def giving(
    actor: Actor, document: Document, picks: Sequence[To], level: int, until: dt.datetime | None
) -> Foreseen | None:
    """Who would gain it, or more of it."""
    return _foreseen(actor, [document], picks, partial(shares.give, actor, document.pk, picks, level, until))


def giving_many(
    actor: Actor, rows: Sequence[Result], picks: Sequence[To], level: int, until: dt.datetime | None
) -> Foreseen | None:
    """The same of several; None when none of them can be shared."""
    given = [row.document for row in rows if row.document and not row.problem]
    if not picks:
        return None
    return _foreseen(actor, given, picks, partial(many.give, actor, rows, picks, level, until))


def changing(actor: Actor, share: Share, level: int, until: dt.datetime | None) -> Foreseen | None:
    """What another level would change."""
    act = partial(shares.change, actor, share.pk, level, until)
    return _foreseen(actor, [share.document], [to(shares.holder_of(share))], act)


def withdrawing(actor: Actor, share: Share) -> Foreseen | None:
    """Who would lose it, or some of it."""
    act = partial(shares.withdraw, actor, share.pk)
    return _foreseen(actor, [share.document], [to(shares.holder_of(share))], act)


def _foreseen(
    actor: Actor, documents: Sequence[Document], picks: Sequence[To], act: Callable[[], object]
) -> Foreseen | None:
    known = told(actor, documents)
    held = documents[0] if len(documents) == 1 else documents
    return consequences.of(actor, act, _sphere(actor, known, picks), held) if known else None


def _sphere(actor: Actor, documents: Sequence[Document], picks: Sequence[To]) -> Sphere:
    keys, of = (
        [one.pk for one in documents],
        {kind: [p.id for p in picks if p.kind == kind] for kind in "ugo"},
    )
    sphere = spheres.shares(keys, of["u"], of["g"], of["o"])
    mine = groups.visible_to(actor).filter(pk__in=of["g"]) if of["g"] else ()
    inside, places = [group.pk for group in mine], reached.among(actor, of["o"])
    seen = spheres.shares(keys, [*of["u"], actor.user_id], inside, places)
    return replace(sphere, hidden=(sphere.people or frozenset()) - (seen.people or frozenset()))
