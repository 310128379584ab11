"""The same events done through the product's own actions; how each went, in the words of the model."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models import Q, QuerySet
from django.test import override_settings

from kantoor.access import actor as actors
from kantoor.access.actor import Actor
from kantoor.accounts import blocks, removals
from kantoor.audit.models import Entry
from kantoor.delivery import sending
from kantoor.delivery.channels import Recipient
from kantoor.documents import files
from kantoor.documents.models import Box, Document, Source
from kantoor.environments import appointments
from kantoor.groups import asking as group_asking
from kantoor.groups import groups
from kantoor.groups import people as group_people
from kantoor.groups.models import GroupMembership
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import activations, adding_members, closing, memberships, reviews, takeover
from kantoor.organizations import asking as member_asking
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Activation, Membership
from kantoor.partnerships import asking as partner_asking
from kantoor.partnerships import ending, participants, partnerships, receiving
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing import shares
from kantoor.sharing.models import Share
from kantoor.sharing.receivers import To
from kantoor.uploads import clamd, intake, scanning
from kantoor.uploads.inspection import Look
from kantoor.uploads.models import Scan
from tests.model.acts import Event
from tests.model.begun import Begun
from tests.model.clock import Clock
from tests.model.world import Key

WORDS = ("staal", "hout", "glas", "zand")
# How refusals for want of a permission begin; those in the body of an act say what is in the way.
NOT_ALLOWED = ("Only ", "You have too little access")
Does = Callable[..., Any]
DOES: dict[str, Does] = {}
WITHDRAWS: dict[str, Does] = {
    "membership": member_asking.withdraw,
    "group": group_asking.withdraw,
    "partnership": partner_asking.withdraw,
}


def does(function: Does) -> Does:
    DOES[function.__name__] = function
    return function


def title(document: str) -> str:
    """Names of documents have a word in them that several share, for searching."""
    return f"{document} {WORDS[int(document[1:]) % len(WORDS)]}.txt"


class Played:
    """The world in the database; `ids` by the names of the model."""

    def __init__(self, begun: Begun, clock: Clock) -> None:
        self.clock, self.ids = clock, begun.rows()
        self.titles: dict[str, str] = {}

    def do(self, event: Event) -> str:
        """As `acts.play` says it: "done", "nothing", "hidden", "forbidden", "impossible" or "nobody"."""
        self.clock.set(event.at)
        actor = actors.of(self.ids[event.actor])
        if actor is None:
            return "nobody"
        before = _last_entry()
        try:
            DOES[event.act](self, actor, **event.given)
        except NotFound:
            return "hidden"
        except Refused as refusal:
            return "forbidden" if str(refusal).startswith(NOT_ALLOWED) else "impossible"
        except (Conflict, Invalid):
            return "impossible"
        return "done" if _last_entry() != before or event.act == "chores" else "nothing"

    def id(self, name: str) -> UUID:
        """What is not there cannot be found."""
        if name not in self.ids:
            raise NotFound
        return self.ids[name]

    def partnership(self, name: str) -> UUID:
        """They are numbered as they begin."""
        if name not in self.ids:
            for number, key in enumerate(Partnership.objects.order_by("id").values_list("pk", flat=True), 1):
                self.ids[f"k{number}"] = key
        return self.id(name)

    def holder(self, name: str) -> dict[str, UUID]:
        """As the columns of grants have it."""
        column = {"p": "user_id", "g": "group_id", "o": "to_organization_id"}[name[0]]
        return {column: self.id(name)}

    def request(self, key: Key) -> UUID:
        """The latest with this key."""
        kind, one, other = key
        pair = [self.ids.get(one), self.ids.get(other)]
        where = {
            "membership": Q(organization_id=pair[0], to_user_id=pair[1]),
            "group": Q(group_id=pair[0], to_user_id=pair[1]),
            "partnership": Q(environment_id__in=pair, to_environment_id__in=pair),
        }[kind]
        return _latest(Request.objects.filter(where, kind=Kind(kind)))


def _last_entry() -> UUID | None:
    found: UUID | None = Entry.objects.order_by("-id").values_list("pk", flat=True).first()
    return found


def _latest(rows: "QuerySet[Any]") -> UUID:
    found: UUID | None = rows.order_by("-id").values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


@does
def add_members(
    played: Played, actor: Actor, organization: str, holders: list[str], role: int, until: Any
) -> None:
    picks = [Pick(played.id(one), role, until, group=one[0] == "g") for one in holders if one in played.ids]
    adding_members.add(actor, played.id(organization), picks)


def _membership(played: Played, organization: str, holder: str) -> UUID:
    return _latest(
        Membership.objects.filter(organization_id=played.id(organization), **played.holder(holder))
    )


@does
def change_member(
    played: Played, actor: Actor, organization: str, holder: str, role: int, until: Any
) -> None:
    memberships.change(actor, _membership(played, organization, holder), role, until)


@does
def remove_member(played: Played, actor: Actor, organization: str, holder: str) -> None:
    memberships.remove(actor, _membership(played, organization, holder))


@does
def leave(played: Played, actor: Actor, organization: str) -> None:
    memberships.leave(actor, played.id(organization))


@does
def take_over(played: Played, actor: Actor, organization: str, person: str) -> None:
    takeover.take_over(actor, played.id(organization), played.id(person))


@does
def activate(played: Played, actor: Actor, organization: str) -> None:
    extract = ContentFile(b"%PDF-1.7 an extract", "extract.pdf")
    attempt: Activation = activations.give_evidence(actor, played.id(organization), extract)
    operator = actors.of(played.id("operator"))
    assert operator is not None
    reviews.accept(operator, attempt.pk)


@does
def close(played: Played, actor: Actor, organization: str) -> None:
    closing.close(actor, played.id(organization))


@does
def accept(played: Played, actor: Actor, key: Key) -> None:
    requests.accept(actor, played.request(key))


@does
def decline(played: Played, actor: Actor, key: Key) -> None:
    requests.decline(actor, played.request(key))


@does
def withdraw(played: Played, actor: Actor, key: Key) -> None:
    WITHDRAWS[key[0]](actor, played.request(key))


@does
def ask_partner(played: Played, actor: Actor, environment: str) -> None:
    partner_asking.ask(actor, actor.environment_id, played.id(environment))


@does
def put_forward(played: Played, actor: Actor, partnership: str, people: list[str], everybody: bool) -> None:
    chosen = [played.id(one) for one in people]
    participants.put_forward(actor, played.partnership(partnership), chosen, everybody=everybody)


@does
def no_longer_put_forward(played: Played, actor: Actor, partnership: str, who: str) -> None:
    rows = Participant.objects.filter(partnership_id=played.partnership(partnership))
    person = Q(user=None, environment_id=played.id(who)) if who[0] == "e" else Q(user_id=played.id(who))
    participants.take_out(actor, _latest(rows.filter(person)))


@does
def date_partnership(played: Played, actor: Actor, partnership: str, until: Any) -> None:
    partnerships.change_end(actor, played.partnership(partnership), until)


@does
def end_partnership(played: Played, actor: Actor, partnership: str) -> None:
    ending.end(actor, played.partnership(partnership))


@does
def block(played: Played, actor: Actor, person: str) -> None:
    blocks.begin(actor, played.id(person), "Lost a telephone")


@does
def unblock(played: Played, actor: Actor, person: str) -> None:
    blocks.end(actor, played.id(person))


@does
def remove_person(played: Played, actor: Actor, person: str) -> None:
    removals.remove(actor, played.id(person))


@does
def appoint(played: Played, actor: Actor, person: str, role: int, manager: bool) -> None:
    appointments.change(actor, played.id(person), role, manager)


@does
def make_group(played: Played, actor: Actor, group: str, partnership: str | None) -> None:
    pair = played.partnership(partnership) if partnership else None
    played.ids[group] = groups.make(actor, actor.environment_id, f"Group {group}", pair).pk


@does
def add_to_group(played: Played, actor: Actor, group: str, people: list[str]) -> None:
    group_people.add(actor, played.id(group), [played.id(one) for one in people])


def _place(played: Played, group: str, person: str) -> UUID:
    return _latest(GroupMembership.objects.filter(group_id=played.id(group), user_id=played.id(person)))


@does
def appoint_manager(played: Played, actor: Actor, group: str, person: str, manager: bool) -> None:
    group_people.appoint(actor, _place(played, group, person), manager)


@does
def take_out(played: Played, actor: Actor, group: str, person: str) -> None:
    group_people.take_out(actor, _place(played, group, person))


@does
def leave_group(played: Played, actor: Actor, group: str) -> None:
    group_people.leave(actor, played.id(group))


@does
def take_over_group(played: Played, actor: Actor, group: str) -> None:
    groups.take_over(actor, played.id(group))


@does
def close_group(played: Played, actor: Actor, group: str) -> None:
    groups.close(actor, played.id(group))


@does
def bring(played: Played, actor: Actor, organization: str, document: str, box: str, scanned: bool) -> None:
    place, name = played.id(organization), title(document)
    stored = files.store(place, name.encode())
    brought = intake.Brought(name, Look("txt"), Source.UPLOADED, stored)
    with override_settings(KANTOOR_CLAMD="" if scanned else "127.0.0.1:1"):
        made = intake._keep(actor, place, Box(box), brought, lambda _document: None)
    played.ids[document], played.titles[document] = made.pk, name


@does
def let_go(played: Played, actor: Actor, document: str) -> None:
    for found in Scan.objects.filter(pk=played.ids.get(document)):
        scanning._settle(found, clamd.Answer(clamd.Word.CLEAN))


@does
def send(played: Played, actor: Actor, document: str, to: str, arrives: str) -> None:
    paper = Document.objects.select_related("organization").get(pk=played.id(document))
    place = (
        receiving.apart_from(paper.organization_id).filter(pk=played.id(to)).first()
    )  # whom the form lets one choose
    sending.send(actor, paper.pk, Recipient(place.name, organization=place) if place else None)
    there = Document.objects.filter(counterpart_id=played.id(document)).values_list("pk", flat=True).first()
    if there is not None and there not in played.ids.values():
        played.ids[arrives], played.titles[arrives] = there, played.titles[document]


@does
def share(played: Played, actor: Actor, document: str, receivers: list[str], level: int, until: Any) -> None:
    kinds = {"p": "u", "g": "g", "o": "o"}
    picks = [To(kinds[one[0]], played.id(one)) for one in receivers if one in played.ids]
    shares.give(actor, played.id(document), picks, level, until)


def _shared(played: Played, document: str, receiver: str) -> UUID:
    return _latest(Share.objects.filter(document_id=played.id(document), **played.holder(receiver)))


@does
def change_share(played: Played, actor: Actor, document: str, receiver: str, level: int, until: Any) -> None:
    shares.change(actor, _shared(played, document, receiver), level, until)


@does
def withdraw_share(played: Played, actor: Actor, document: str, receiver: str) -> None:
    shares.withdraw(actor, _shared(played, document, receiver))


@does
def chores(played: Played, _actor: Actor) -> None:
    """The worker comes by and writes down what has ended by itself: nobody's access may change by it."""
    for chore in (ending.end_due, memberships.end_expired, shares.end_expired, requests.expire_due):
        chore()
