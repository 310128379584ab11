"""What the sender of a message is told: what became of each file."""

from typing import TYPE_CHECKING

from kantoor.notifications import mail

if TYPE_CHECKING:
    from kantoor.inbound.receiving import Answer


def send(answer: "Answer", key: str) -> None:
    """To the verified address that it came from, in the person's language; once for each key."""
    rows = [
        {
            "name": one.name,
            "problem": one.problem,
            "link": mail.link("document", one.document.pk) if one.document else "",
        }
        for one in answer.results
    ]
    context = {
        "organization": answer.organization.name,
        "subject_sent": answer.subject,
        "problem": answer.problem,
        "rows": rows,
        "taken": sum(not row["problem"] for row in rows),
        "upload": mail.link("document_upload", answer.organization.pk),
    }
    mail.queue(key, answer.address, "mailed_in", context, answer.actor.user.language)
