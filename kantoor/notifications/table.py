"""Who is told of what, and how it is put: one line for every recorded act that concerns somebody."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Whom(Enum):
    """Whom an entry concerns; whoever did it themselves is never told."""

    SUBJECT = "the person or the people of the group that it was done to"
    ADMINISTRATORS = "the administrators of the organization"
    MEMBERS = "everybody who reaches the organization"
    FORMER_MEMBERS = "everybody who reached the organization when it was closed"
    ASKED = "who may answer the request, while it waits"
    WERE_ASKED = "who could have answered the request"
    ASKING = "the side that asked"
    BOTH_SIDES = "relationship managers and administrators of both environments"
    OTHER_SIDE = "those of the other environment"
    FORMER_PEOPLE = "everybody who was in the group when it was closed"
    RECEIVERS = (
        "who was given a share: the person, the people of the group, the organization's administrators"
    )
    NEWCOMER = "the address that asked to join; only by mail"


class Page(Enum):
    """Where the notice leads."""

    NONE = ""
    ORGANIZATION = "organization_members"
    REQUEST = "inbox_request"
    PARTNERS = "partners"
    DOCUMENT = "document"
    GROUP = "group"


@dataclass(frozen=True)
class Telling:
    """One group of people, and the sentence for them; `%(…)s` as in `wording.values`."""

    whom: Whom
    sentence: Any
    page: Page = Page.NONE
    advice: Any = ""
    notice: bool = True
    mail: bool = True


_OPEN_UNTIL = _("Nothing is opened until you accept. The request is open until %(open_until)s.")

TABLE: dict[str, tuple[Telling, ...]] = {
    "memberships.added": (
        Telling(Whom.SUBJECT, _("%(actor)s added you to %(organization)s as %(role)s"), Page.ORGANIZATION),
    ),
    "memberships.changed": (
        Telling(
            Whom.SUBJECT, _("%(actor)s made you %(role)s of %(organization)s%(until)s"), Page.ORGANIZATION
        ),
    ),
    "memberships.removed": (Telling(Whom.SUBJECT, _("%(actor)s removed you from %(organization)s")),),
    "memberships.left": (
        Telling(Whom.ADMINISTRATORS, _("%(actor)s has left %(organization)s"), Page.ORGANIZATION),
    ),
    "memberships.asked": (
        Telling(
            Whom.ASKED, _("%(organization)s wants to work with you"), Page.REQUEST, _OPEN_UNTIL, notice=False
        ),
    ),
    "memberships.reminded": (
        Telling(
            Whom.ASKED,
            _("%(organization)s still waits for your answer"),
            Page.REQUEST,
            _OPEN_UNTIL,
            notice=False,
        ),
    ),
    "memberships.withdrawn": (
        Telling(Whom.SUBJECT, _("%(organization)s has withdrawn its request to you"), Page.REQUEST),
    ),
    "memberships.accepted": (
        Telling(
            Whom.ADMINISTRATORS,
            _("%(subject)s accepted and is now %(role)s of %(organization)s"),
            Page.ORGANIZATION,
        ),
    ),
    "memberships.declined": (
        Telling(
            Whom.ADMINISTRATORS, _("%(subject)s declined to work in %(organization)s"), Page.ORGANIZATION
        ),
    ),
    "memberships.expired": (
        Telling(
            Whom.SUBJECT,
            _("The request of %(organization)s to you has expired"),
            Page.REQUEST,
            mail=False,
        ),
        Telling(
            Whom.ADMINISTRATORS,
            _("%(subject)s did not answer: the request of %(organization)s has expired"),
            Page.ORGANIZATION,
            mail=False,
        ),
    ),
    "partnerships.asked": (
        Telling(
            Whom.ASKED,
            _("%(asker)s wants to be a partner of %(partner)s"),
            Page.REQUEST,
            _OPEN_UNTIL,
            notice=False,
        ),
    ),
    "partnerships.reminded": (
        Telling(
            Whom.ASKED,
            _("%(asker)s still waits for your answer to its partnership request"),
            Page.REQUEST,
            _OPEN_UNTIL,
            notice=False,
        ),
    ),
    "partnerships.accepted": (
        Telling(Whom.ASKING, _("%(partner)s accepted: you are partners now"), Page.PARTNERS),
    ),
    "partnerships.declined": (
        Telling(Whom.ASKING, _("%(partner)s declined your partnership request"), Page.PARTNERS),
    ),
    "partnerships.withdrawn": (
        Telling(Whom.WERE_ASKED, _("%(asker)s has withdrawn its partnership request"), Page.REQUEST),
    ),
    "partnerships.expired": (
        Telling(
            Whom.ASKING,
            _("%(partner)s did not answer: your partnership request has expired"),
            Page.PARTNERS,
            mail=False,
        ),
    ),
    "partnerships.ended": (
        Telling(
            Whom.BOTH_SIDES,
            _("%(actor)s ended the partnership with %(other)s"),
            Page.PARTNERS,
            _("Everything that rested on it has ended with it."),
        ),
    ),
    "partnerships.expired_by_date": (
        Telling(
            Whom.BOTH_SIDES,
            _("The partnership with %(other)s has come to its end date"),
            Page.PARTNERS,
            _("Everything that rested on it has ended with it."),
        ),
    ),
    "partnerships.changed": (
        Telling(Whom.OTHER_SIDE, _("%(actor)s changed the end date of the partnership"), Page.PARTNERS),
    ),
    "participants.put_forward": (
        Telling(
            Whom.SUBJECT,
            _("%(actor)s put you forward to %(partner)s"),
            advice=_("Its administrators can now ask you to work in their organizations. You decide."),
        ),
    ),
    "participants.taken_out": (
        Telling(
            Whom.SUBJECT,
            _("You are no longer put forward to %(partner)s"),
            advice=_("What you have there already stays."),
        ),
    ),
    "organizations.activated": (
        Telling(Whom.SUBJECT, _("%(organization)s is active: you can add members now"), Page.ORGANIZATION),
        Telling(Whom.ADMINISTRATORS, _("%(organization)s is active"), Page.ORGANIZATION),
    ),
    "organizations.activation_refused": (
        Telling(
            Whom.SUBJECT,
            _("The activation of %(organization)s was refused"),
            Page.ORGANIZATION,
            _("You can try again, with other evidence or in another way."),
        ),
    ),
    "organizations.letter_printed": (
        Telling(
            Whom.SUBJECT, _("The letter with the code for %(organization)s is on its way"), Page.ORGANIZATION
        ),
    ),
    "organizations.taken_over": (
        Telling(Whom.SUBJECT, _("%(actor)s made you administrator of %(organization)s"), Page.ORGANIZATION),
        Telling(
            Whom.MEMBERS,
            _("%(subject)s took over %(organization)s, which had no active administrator left"),
            Page.ORGANIZATION,
        ),
    ),
    "organizations.closed": (
        Telling(
            Whom.FORMER_MEMBERS,
            _("%(organization)s was closed by %(actor)s"),
            advice=_("Nobody works in it any more; your access has ended."),
        ),
    ),
    "people.appointed": (Telling(Whom.SUBJECT, _("%(actor)s changed your role to %(environment_role)s")),),
    "people.unblocked": (Telling(Whom.SUBJECT, _("%(actor)s lets you in again")),),
    "joining.asked": (
        Telling(
            Whom.ASKED,
            _("%(newcomer)s asks to join %(partner)s"),
            Page.REQUEST,
            _("They have no account until you accept. The request is open until %(open_until)s."),
            notice=False,
        ),
    ),
    "joining.declined": (
        Telling(Whom.NEWCOMER, _("%(partner)s has declined your request to join"), notice=False),
    ),
    "joining.expired": (
        Telling(
            Whom.NEWCOMER,
            _("%(partner)s did not answer your request to join in time"),
            advice=_("You can ask again, or ask one of its administrators for an invitation."),
            notice=False,
        ),
    ),
    "documents.infected": (
        Telling(
            Whom.SUBJECT,
            _("A virus was found in a file that you brought to %(organization)s"),
            advice=_("It is kept apart and nobody can open it. Look after the machine it came from."),
        ),
    ),
    "documents.not_scanned": (
        Telling(
            Whom.SUBJECT,
            _("A file that you brought to %(organization)s is too large for the virus scanner"),
            advice=_("Only you see it. Split it, or ask whoever runs Kantoor."),
        ),
    ),
    # Documents come every day and in numbers: a notice, and no mail unless somebody has to act.
    "documents.received": (
        Telling(
            Whom.MEMBERS,
            _("%(party)s sent %(document)s to %(organization)s"),
            Page.DOCUMENT,
            mail=False,
        ),
    ),
    "documents.answered_there": (
        Telling(
            Whom.SUBJECT,
            _("%(party)s gave %(document)s a new status: %(status)s"),
            Page.DOCUMENT,
            mail=False,
        ),
    ),
    "documents.rejected_there": (
        Telling(
            Whom.SUBJECT,
            _("%(party)s has rejected %(document)s"),
            Page.DOCUMENT,
            _("A correction is a new document: a credit note, and the invoice anew."),
        ),
    ),
    "documents.delivery_failed": (
        Telling(
            Whom.SUBJECT,
            _("%(document)s could not be delivered to %(address)s"),
            Page.DOCUMENT,
            _("Look at the address and send it again, or hand over a private link."),
        ),
    ),
    "shares.given": (
        Telling(Whom.RECEIVERS, _("%(actor)s shared %(document)s with you%(until)s"), Page.DOCUMENT),
    ),
    "shares.changed": (
        Telling(
            Whom.RECEIVERS,
            _("%(actor)s changed your access to %(document)s: %(level)s%(until)s"),
            Page.DOCUMENT,
        ),
    ),
    "shares.withdrawn": (
        Telling(Whom.RECEIVERS, _("%(actor)s no longer shares %(document)s with you"), mail=False),
    ),
    "access.asked": (
        Telling(
            Whom.ASKED,
            _("%(subject)s asks for access to %(thing)s"),
            Page.REQUEST,
            _("They see nothing until somebody gives them access, and do not learn whether it exists."),
            notice=False,
        ),
    ),
    "groups.added": (Telling(Whom.SUBJECT, _("%(actor)s added you to the group %(group)s"), Page.GROUP),),
    "groups.asked": (
        Telling(
            Whom.ASKED,
            _("%(actor)s asks you into the group %(group)s"),
            Page.REQUEST,
            _OPEN_UNTIL,
            notice=False,
        ),
    ),
    "groups.reminded": (
        Telling(
            Whom.ASKED,
            _("%(actor)s still waits for your answer about the group %(group)s"),
            Page.REQUEST,
            _OPEN_UNTIL,
            notice=False,
        ),
    ),
    "groups.withdrawn": (
        Telling(
            Whom.SUBJECT, _("%(actor)s has withdrawn the request into the group %(group)s"), Page.REQUEST
        ),
    ),
    "groups.accepted": (
        Telling(Whom.ASKING, _("%(subject)s accepted and is in the group %(group)s now"), mail=False),
    ),
    "groups.declined": (
        Telling(Whom.ASKING, _("%(subject)s declined to be in the group %(group)s"), mail=False),
    ),
    "groups.expired": (
        Telling(
            Whom.ASKING,
            _("%(subject)s did not answer: the request into the group %(group)s has expired"),
            mail=False,
        ),
    ),
    "groups.appointed": (
        Telling(Whom.SUBJECT, _("%(actor)s made you a manager of the group %(group)s"), Page.GROUP),
    ),
    "groups.dismissed": (
        Telling(
            Whom.SUBJECT,
            _("You are no longer a manager of the group %(group)s; you are still in it"),
            mail=False,
        ),
    ),
    "groups.taken_out": (
        Telling(
            Whom.SUBJECT,
            _("%(actor)s took you out of the group %(group)s"),
            advice=_("What you had through it alone has ended."),
        ),
    ),
    "groups.closed": (
        Telling(
            Whom.FORMER_PEOPLE,
            _("%(actor)s closed the group %(group)s"),
            advice=_("What you had through it alone has ended."),
        ),
    ),
    "groups.taken_over": (
        Telling(
            Whom.SUBJECT,
            _("%(actor)s now manages the group %(group)s, which had no active manager left"),
            Page.GROUP,
        ),
    ),
    "documents.mentioned": (
        Telling(Whom.SUBJECT, _("%(actor)s mentions you in a note beside %(document)s"), Page.DOCUMENT),
    ),
}
