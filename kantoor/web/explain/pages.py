"""The pages: why this person can see this organization or document, and who can."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kantoor.access import looking
from kantoor.access.explaining import Answer
from kantoor.accounts.models import User
from kantoor.organizations import memberships
from kantoor.sharing import inquiries
from kantoor.sharing.inquiries import Inquiry
from kantoor.sharing.known import Sight
from kantoor.web.explain import drawing, moment, words
from kantoor.web.explain.acts import Acts
from kantoor.web.request import Asked

MOST_PEOPLE = 50


@require_GET
def organization(request: Asked, organization_id: UUID, user_id: UUID) -> HttpResponse:
    """Why somebody can see an organization."""
    inquiry = inquiries.of_organization(request.actor, organization_id)
    return _explanation(request, inquiry, inquiries.about(inquiry, user_id))


@require_GET
def document(request: Asked, document_id: UUID, user_id: UUID) -> HttpResponse:
    """Why somebody can see a document."""
    inquiry = inquiries.of_document(request.actor, document_id)
    return _explanation(request, inquiry, inquiries.about(inquiry, user_id))


@require_GET
def who_organization(request: Asked, organization_id: UUID) -> HttpResponse:
    """Who can see an organization, and anybody to ask about."""
    return _choice(request, inquiries.of_organization(request.actor, organization_id))


@require_GET
def who_document(request: Asked, document_id: UUID) -> HttpResponse:
    """Who can see a document, and anybody to ask about."""
    return _choice(request, inquiries.of_document(request.actor, document_id))


@require_GET
def member(request: Asked, organization_id: UUID, membership_id: UUID) -> HttpResponse:
    """From a row of the list of members: to its person; of a group, to everybody."""
    row = looking.find(request.actor, membership_id, memberships.visible_to)
    if row.user_id is None or row.organization_id != organization_id:
        return redirect("organization_explanations", organization_id)
    return redirect("organization_explanation", organization_id, row.user_id)


def _explanation(request: Asked, inquiry: Inquiry, person: User) -> HttpResponse:
    form = moment.asked(request.GET)
    answer, bond = inquiry.ask(person, form.at), inquiry.bond(person, form.at)
    acts = Acts(inquiry, answer, request.get_full_path())
    told = words.told(inquiry, answer)
    now, partly = form.at is None, words.shares_only(inquiry, answer)
    shown = _frame(inquiry, form) | {
        "person": person,
        "outside": bond is not None,
        "answer": answer,
        "question": words.question(inquiry, answer, form.said),
        "verdict": words.verdict(inquiry, answer, form.said),
        "told": [(one, acts.ending(one.path, number) if now else []) for number, one in enumerate(told)],
        "needs": acts.needs if now and answer.worth is None and not partly else [],
        "partly": partly,
        "giving": acts.giving() if now and answer.worth is None else [],
        "broad": drawing.broad(inquiry, answer, bond),
        "tall": drawing.tall(inquiry, answer, bond),
        "hidden": drawing.hidden(answer),
        "absent": _absent(inquiry, form),
    }
    return render(request, "explain/show.html", shown, status=400 if form.problem else 200)


def _absent(inquiry: Inquiry, form: moment.MomentForm) -> bool:
    """The document was not there yet: the paths are those of its place."""
    paper = inquiry.document
    return bool(paper and form.at and paper.made_at > form.at)


def _choice(request: Asked, inquiry: Inquiry) -> HttpResponse:
    inquiries.require_others(inquiry)
    form, text = moment.asked(request.GET), request.GET.get("q", "")
    found = inquiry.search(text) if text.strip() else []
    there = [] if text.strip() else inquiries.audience(inquiry, form.at, MOST_PEOPLE + 1)
    shown = _frame(inquiry, form) | {
        "text": text,
        "found": [(one, one.environment_id != inquiry.organization.environment_id) for one in found],
        "addressed": inquiry.addressed(found),
        "there": [_row(inquiry, answer) for answer in there[:MOST_PEOPLE]],
        "more": len(there) > MOST_PEOPLE,
        "counts": inquiry.sight in (Sight.ACCESS, Sight.EVERYTHING),
        "absent": _absent(inquiry, form),
    }
    return render(request, "explain/who.html", shown, status=400 if form.problem else 200)


def _row(inquiry: Inquiry, answer: Answer) -> dict[str, Any]:
    first = answer.holding[0]
    return {
        "person": answer.person,
        "outside": answer.person.environment_id != inquiry.organization.environment_id,
        "level": answer.worth,
        "label": words.worth(inquiry, answer.worth or 1),
        "sentence": words.sentence(first, theirs=inquiry.elsewhere(first)),
        "others": len(answer.holding) - 1,
    }


def _frame(inquiry: Inquiry, form: moment.MomentForm) -> dict[str, Any]:
    """What both pages need: the thing, its crumbs, the moment."""
    paper, place = inquiry.document, inquiry.organization
    list_url = (
        reverse("document_explanations", args=[paper.pk])
        if paper
        else reverse("organization_explanations", args=[place.pk])
    )
    return {
        "inquiry": inquiry,
        "document": paper,
        "organization": place,
        "what": words.what(inquiry),
        "member": inquiry.sight != Sight.SHARES,
        "may_choose": inquiry.sight != Sight.ONESELF,
        "form": form,
        "then": form.said,
        "list_url": list_url,
    }
