"""One thing of every kind, all of Jansen Groep, and one person for every distance from them."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from kantoor.accounts.models import User
from kantoor.delivery.models import Link
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents, files
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.environments.models import AllowedDomain, DomainClaim, Invitation
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.invoicing import drafts
from kantoor.kernel.clock import now
from kantoor.kernel.ids import uuid7
from kantoor.notifications.models import Mail
from kantoor.organizations.models import Activation, MemberImport, Method, OrganizationRole
from kantoor.receipts import keeping
from kantoor.retention.models import Hold
from kantoor.sharing.models import Share
from kantoor.uploads.models import Transfer
from tests.einvoices import samples

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole
PEOPLE = (
    "nobody",
    "stranger",
    "partner",
    "viewer",
    "member",
    "org_admin",
    "env_admin",
    "manager",
    "operator",
)

DRAFTS = (
    "draft",
    "draft_completion",
    "draft_preview",
    "draft_removal",
    "draft_customer",
    "draft_line_new",
    "draft_line_removal",
    "draft_line_place",
    "draft_attachments",
    "draft_attachment_removal",
)


@dataclass
class World:
    """Who asks, and what the places in the addresses are filled with."""

    people: dict[str, User | None]
    default: dict[str, Any]
    special: dict[str, dict[str, Any]]

    def fill(self, route: "Route") -> dict[str, Any]:
        known = self.default | self.special.get(route.name, {})
        return {place: known[place] for place in route.places}


@dataclass(frozen=True)
class Route:
    """A named page and the places in its address."""

    name: str
    places: tuple[str, ...]

    @property
    def has_id(self) -> bool:
        return any(place.endswith("_id") or place == "pk" for place in self.places)


def routes() -> list[Route]:
    """Every route of the installation, in the order of the addresses."""

    def walk(resolver: URLResolver) -> Iterator[Route]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                yield Route(str(pattern.name), tuple(pattern.pattern.regex.groupindex))
            else:
                for route in walk(pattern):
                    own = tuple(pattern.pattern.regex.groupindex)
                    yield Route(route.name, own + route.places)

    return list(walk(get_resolver()))


def client_of(who: User | None, **more: Any) -> Client:
    client = Client(**more)
    if who is not None:
        client.force_login(who, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


class Undone:
    """What happens inside is taken back."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *problem: Any) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(*problem)


def build(c: Cast) -> World:
    """Write it; Jansen Bouw and Jansen Beheer are what it is about."""
    mia = demo.person(c.jansen, "Mia Smit", "mia@jansen.example")
    bas = demo.person(c.jansen, "Bas Kok", "bas@jansen.example")
    ada = demo.person(c.jansen, "Ada Vos", "ada@jansen.example", demo.ADMINISTRATOR)
    fourth = demo.environment("Vierde Huis")
    sara = demo.member(c.bouw, c.sara, VIEWER, by=c.anna)
    demo.member(c.bouw, mia, MEMBER, by=c.anna)
    for place in (c.bouw, c.beheer):
        demo.member(place, bas, ADMINISTRATOR, by=c.anna)
    soon = now() + dt.timedelta(days=20)
    asked: dict[str, Any] = {"asked_by": c.anna, "environment": c.jansen, "expires_at": soon}
    to_person = Request.objects.create(
        kind=Kind.MEMBERSHIP,
        to_user=c.lin,
        organization=c.bouw,
        partnership=c.partnership,
        role=MEMBER,
        **asked,
    )
    to_company = Request.objects.create(kind=Kind.PARTNERSHIP, to_environment=fourth, **asked)
    participant = demo.participant(c.partnership, c.sara, by=c.anna)
    invitation = Invitation.objects.create(
        environment=c.jansen,
        address="new@jansen.example",
        token_hash="0" * 64,
        invited_by=c.anna,
        expires_at=soon,
    )
    attempt = Activation.objects.create(
        organization=c.beheer, method=Method.LETTER, started_by=c.anna, expires_at=soon
    )
    pasted = MemberImport.objects.create(organization=c.bouw, made_by=bas, rows=[])
    claim = DomainClaim.objects.create(
        environment=c.jansen, domain="jansen.example", token="t", began_by=c.anna
    )
    allowed = AllowedDomain.objects.create(environment=c.jansen, domain="bouw.example", began_by=c.anna)
    document = documents.begin(
        c.bouw,
        Box.RECEIVED,
        DocumentKind.INVOICE,
        Source.UPLOADED,
        "Invoice",
        by=c.anna,
        fields=documents.facts(number="26-1", party="Van Damme NV"),
    )
    pdf = files.keep(document, "page.pdf", samples.written_pdf("A page"), "application/pdf")
    transfer = Transfer.objects.create(
        organization=c.bouw, user=bas, box=Box.RECEIVED, name="a.txt", length=4, expires_at=soon
    )
    draft = drafts.begin(c.actor(c.anna), c.bouw)
    link = Link.objects.create(
        organization=c.bouw, document=document, token_hash="1" * 64, made_by=c.anna, expires_at=soon
    )
    group = Group.objects.create(environment=c.jansen, name="Finance", folded="finance", created_by=mia)
    seat = GroupMembership.objects.create(group=group, user=c.sara, began_by=mia)
    GroupMembership.objects.create(group=group, user=mia, manager=True, began_by=mia)
    GroupMembership.objects.create(group=group, user=bas, manager=True, began_by=mia)
    into_group = Request.objects.create(
        kind=Kind.GROUP, to_user=c.tom, group=group, partnership=c.partnership, **asked
    )
    share = Share.objects.create(
        document=document, organization=c.bouw, group=group, level=1, began_by=c.anna
    )
    own = Share.objects.create(document=document, organization=c.bouw, user=c.sara, level=1, began_by=c.anna)
    question = Request.objects.create(
        kind=Kind.ACCESS,
        to_environment=c.jansen,
        organization=c.bouw,
        document=document,
        asked_by=c.lin,
        environment=c.vandijk,
        expires_at=soon,
    )
    held = Hold.objects.create(organization=c.bouw, document=document, reason="A lawsuit", began_by=c.anna)
    receipt = keeping.keep(
        keeping.About(c.jansen, "memberships.remove", organization=c.bouw),
        None,
        now(),
        [keeping.Line("membership", where="Jansen Bouw BV ← Finance", role=VIEWER)],
        {"memberships": 0},
    )
    mail = Mail.objects.create(key="guards", to="anna@jansen.example")
    beheer = {"organization_id": c.beheer.pk}
    default = {
        "organization_id": c.bouw.pk,
        "membership_id": sara.pk,
        "request_id": to_person.pk,
        "activation_id": attempt.pk,
        "list_id": pasted.pk,
        "participant_id": participant.pk,
        "partnership_id": c.partnership.pk,
        "user_id": c.sara.pk,
        "person_id": c.sara.pk,
        "invitation_id": invitation.pk,
        "claim_id": claim.pk,
        "allowance_id": allowed.pk,
        "document_id": document.pk,
        "transfer_id": transfer.pk,
        "file_id": pdf.pk,
        "position": 1,
        "to": 0,
        "group_id": group.pk,
        "place_id": seat.pk,
        "share_id": share.pk,
        "tag_id": uuid7(),
        "view_id": uuid7(),
        "mail_id": mail.pk,
        "receipt_id": receipt.pk,
        "link_id": link.pk,
        "hold_id": held.pk,
        "address_id": 1,
        "session_id": 1,
        "pk": 1,
        "token": "wrong",
        "key": "wrong",
        "uidb36": "1",
        "page": "buttons",
        "form": "csv",
        "part": "members",
        "side": c.jansen.pk,
    }
    special: dict[str, dict[str, Any]] = dict.fromkeys(
        ("organization_activation", "activation_letter", "activation_evidence", "activation_domain"), beheer
    ) | {
        name: {"request_id": to_company.pk}
        for name in ("partner_request_withdrawal", "partner_request_reminder")
    }
    page: dict[str, Any] = {"file_id": pdf.pk, "page": 1}
    special |= {"document_page": page, "document_page_text": page, "document_page_layer": page}
    special |= {name: {"document_id": draft.pk} for name in DRAFTS}
    special |= {
        name: {"request_id": into_group.pk} for name in ("group_request_withdrawal", "group_request_reminder")
    }
    special["share_departure"] = {"share_id": own.pk}
    special["inbox_access"] = {"request_id": question.pk}
    who = (None, c.luc, c.eva, c.sara, mia, bas, ada, c.piet, c.olga)
    return World(dict(zip(PEOPLE, who, strict=True)), default, special)


def elsewhere(filled: dict[str, Any]) -> dict[str, Any]:
    """The same address with ids that nothing has."""
    return {
        place: uuid7() if isinstance(value, UUID) else 9 if isinstance(value, int) else value
        for place, value in filled.items()
    }


def counted() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


def plain(answer: Any, filled: dict[str, Any]) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, body and headers without what differs in any two answers: tokens, nonces, the ids of request and thing."""

    def same(text: str) -> str:
        for value in filled.values():
            spelled = (
                (f"/{value}/", f"%2F{value}%2F", f"/{value}&") if isinstance(value, int) else (str(value),)
            )
            for one in spelled:
                text = text.replace(one, "ID")
        return re.sub(r'(nonce-|nonce="|csrfmiddlewaretoken" value="|X-CSRFToken": ?")[^"\';]+', r"\1", text)

    body = b"".join(answer) if answer.streaming else answer.content
    return (
        answer.status_code,
        same(body.decode()),
        sorted((name, same(value)) for name, value in answer.items() if name != "X-Request-ID"),
    )
