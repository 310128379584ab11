"""Legal holds: while one is open, nothing of the document or the organization goes.

The last administrators of a closed organization still decide about them (docs/decisions/0166).

A hold wins over purging that runs at the same moment. Whoever locks, locks documents first, in the order of their ids,
and then their organization; purging looks for holds once it has both.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.action import action, hold
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import documents
from kantoor.documents.models import Document
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.retention.models import Hold

LONGEST = 500


def visible_to(actor: Actor) -> QuerySet[Hold]:
    """Those of the organizations that the actor is in, or keeps reading."""
    within = reach.held_by(actor.user_id).values("organization_id")
    within = within.union(reach.kept().filter(user_id=actor.user_id).values("organization_id"))
    return Hold.objects.filter(organization_id__in=within).select_related("organization", "document")


def of(organization: Organization, most: int = 50) -> list[Hold]:
    """The open ones: all on the whole organization, then the newest on documents."""
    rows = Hold.objects.live().filter(organization=organization, document__isnull=False)
    return on_all(organization) + list(rows.select_related("document", "began_by").order_by("-id")[:most])


def on_all(organization: Organization) -> list[Hold]:
    """The open ones on everything, newest first."""
    rows = Hold.objects.live().filter(organization=organization, document=None)
    return list(rows.select_related("began_by").order_by("-id"))


def on(document: Document) -> list[Hold]:
    """Those that keep the document from going: on itself first, then on everything."""
    whole = Q(document=None, organization_id=document.organization_id)
    rows = Hold.objects.live().filter(Q(document=document) | whole)
    return sorted(rows.select_related("began_by").order_by("id"), key=lambda one: one.document_id is None)


def refuse(actor: Actor, document: Document) -> None:
    """`Conflict` when the document is held; part of a running action that has locked it and would empty it.

    Why it is held is told to those who decide: the draft may be shared with somebody whom it is about.
    """
    hold(document.organization)
    found = on(document)
    if not found:
        return
    if not actor.may(Permission.HOLDS_DECIDE, organization_id=document.organization_id):
        raise Conflict(_("It is on legal hold, so it stays."))
    raise Conflict(_("It is on legal hold, so it stays: %(reason)s") % {"reason": found[0].reason})


@action("holds.place", Permission.HOLDS_DECIDE, of=documents.visible_to)
def place(actor: Actor, document: Document, reason: str) -> Hold:
    """Keep a document from going, whatever the periods say."""
    hold(document.organization)
    return begin(actor, document.organization, document, reason)


@action("holds.place_on_all", Permission.HOLDS_DECIDE, of=seen.by)
def place_on_all(actor: Actor, organization: Organization, reason: str) -> Hold:
    """Keep everything of the organization from going."""
    return begin(actor, organization, None, reason)


@action("holds.lift", Permission.HOLDS_DECIDE, of=visible_to)
def lift(actor: Actor, held: Hold) -> None:
    """Lift a hold: what is over by then goes with the next purging."""
    end(actor, held)


def end(actor: Actor | None, held: Hold) -> None:
    """As part of a running action; by nobody when the installation does it."""
    if not Hold.objects.filter(pk=held.pk).end(actor.user if actor else None, "lifted"):
        raise Conflict(_("This hold has been lifted already."))
    target = held.document or held.organization
    record.entry(actor, "holds.lifted", target, organization=held.organization, reason=held.reason)


def begin(actor: Actor | None, organization: Organization, document: Document | None, reason: str) -> Hold:
    """As part of a running action; by nobody when the installation does it."""
    plain = " ".join(reason.replace("\0", "").split())
    if not plain:
        raise Invalid(_("Say why it is held: those who come after you read it."), field="reason")
    if len(plain) > LONGEST:
        raise Invalid(_("Write at most 500 characters."), field="reason")
    same = Hold.objects.live().filter(organization=organization, document=document, reason=plain)
    if same.exists():
        raise Conflict(_("It is on legal hold already for this reason."))
    made = Hold(
        organization=organization, document=document, reason=plain, began_by=actor.user if actor else None
    )
    made.save(force_insert=True)
    record.entry(actor, "holds.placed", document or organization, organization=organization, reason=plain)
    return made
