"""The rows of the lists of shares, drawn in Python (docs/decisions/0003)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.documents.models import Document
from kantoor.organizations.models import Organization
from kantoor.sharing import seen
from kantoor.sharing.models import Share
from kantoor.web.addresses import to
from kantoor.web.drawn import filled, piece
from kantoor.web.templatetags import kantoor as mark

OPTION, CHOSEN = '<option value="{id}">{name}</option>', '<option value="{id}" selected>{name}</option>'


def draw(actor: Actor, shares: Iterable[Share], received: bool) -> SafeString:
    """The rows of a page; those that were given can be picked, one's own of what was received be removed."""
    by = _("by %(name)s")
    return mark_safe("".join([_row(seen.described(share, actor), received, by) for share in shares]))


def options(places: Iterable[Organization], chosen: UUID | None) -> SafeString:
    """Those of the field in which one is chosen."""
    every = [
        filled(CHOSEN if place.pk == chosen else OPTION, id=str(place.pk), name=place.name)
        for place in places
    ]
    return mark_safe("".join(every))


def _row(one: seen.Shared, received: bool, by: str) -> SafeString:
    share, row, document = one.share, one.row, one.document
    words = {
        "id": str(share.pk),
        "url": to("document", document.pk),
        "document": str(document),
        "about": f"{document.party or document.get_kind_display()} · {share.organization.name}",
        "name": row.name,
        "person": mark.person(
            row.name,
            about=row.about,
            kind=row.kind,
            outside=(row.company or row.name) if row.outside else "",
            you=row.you,
        ),
        "level": mark.level(row.level, str(row.level.label)),
        "until": mark.lastday(row.until) if row.until else "",
        "since": mark.when(share.valid_from),
        "by": by % {"name": share.began_by.name} if share.began_by else "",
        "menu": _menu(share, document) if received and row.you else "",
    }
    return piece("share_row", words, received=received)


def _menu(share: Share, document: Document) -> SafeString:
    words = {"label": _("Remove from my list"), "url": to("share_departure", document.pk, share.pk)}
    leave = piece("menu_item", words, icon_name="log-out", refused=False, danger=True)
    return piece("menu", {"content": leave, "label": str(document), "key": str(share.pk)})
